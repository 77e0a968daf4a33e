/**
 * `external_tx_id`: presence and format of the id that the initiating system gave the transaction.
 */

import { defineCriterion } from '../criterion.ts';
import { parseTextFormat, textFormatShape } from '../text-format.ts';
import type { TransactionView } from '../view.ts';

export const externalTxId = defineCriterion('external_tx_id', textFormatShape, (format) =>
  parseTextFormat(format, (view: TransactionView) => view.request.externalTxId),
);
