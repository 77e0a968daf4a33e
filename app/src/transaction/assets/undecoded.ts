/**
 * Assets whose amounts can be judged and whose bytes no decoder here reads.
 */

import type { UndecodedAsset } from '../asset.ts';

export const undecodedAssets: readonly UndecodedAsset[] = [
  other('BCH', 8),
  other('DASH', 8),
  other('XRP', 6),
  other('XRP_TEST', 6),
  other('XLM', 7),
  other('XLM_TEST', 7),
  other('ADA', 6),
  other('ADA_TEST', 6),
  other('ALGO', 6),
  other('ATOM_COS', 6),
  other('DOT', 10),
  other('XTZ', 6),
];

function other(id: string, decimals: number): UndecodedAsset {
  return { family: 'undecoded', id, decimals };
}
