/** What the outputs of a transaction turned out to be, once every one of them is explained. */

import type { Paid } from './destinations.ts';
import type { Output } from './transaction.ts';

export interface Settlement {
  /** In the order of the transaction. */
  readonly outputs: readonly Output[];
  /** Each destination with what arrives. */
  readonly paid: readonly Paid[];
  readonly change: Output | undefined;
  /** Data outputs. */
  readonly data: readonly Output[];
}
