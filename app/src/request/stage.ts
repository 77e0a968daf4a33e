/**
 * Tells signing from approval. One path serves both and nothing on the wire says which; protocol section 4 gives the
 * rule. In doubt a request counts as signing (then IGNORE is never answered) and as having no bytes (then nothing is
 * proven by what is missing).
 */

import type { Stage } from './request.ts';

/** What only signing sends, as found; undefined where absent. An empty `players` is a sign, an empty `rawTx` none. */
export interface SigningSigns {
  readonly fee: unknown;
  readonly players: readonly unknown[] | undefined;
  readonly rawTransactions: readonly unknown[] | undefined;
}

export function classifyStage({ fee, players, rawTransactions }: SigningSigns): Stage {
  const hasBytes = rawTransactions !== undefined && rawTransactions.length > 0;
  return fee !== undefined || players !== undefined || hasBytes ? 'signing' : 'approval';
}
