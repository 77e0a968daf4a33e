/**
 * `keyDerivationPath` (protocol section 3.3): five BIP-44 numbers, on the wire a JSON array, or text that holds one such
 * as `[ 44, 60, 0, 0, 0 ]`. What the numbers must be is the transaction room's question.
 */

import { type JsonValue, parseJsonText } from '../lib/json.ts';
import { err, ok, type Result } from '../lib/result.ts';
import type { DerivationPath } from './request.ts';

/** BIP-32: the highest index that is not hardened. */
const maxIndex = 2 ** 31 - 1;

/** Five numbers of ten digits with separators have about 60 characters. */
const maxPathCharacters = 100;

export function parseDerivationPath(value: JsonValue): Result<DerivationPath, 'not_a_derivation_path'> {
  const list = typeof value === 'string' ? readList(value) : value;
  if (!Array.isArray(list) || list.length !== 5) return err('not_a_derivation_path');
  const [purpose, coinType, account, change, index] = list;
  if (isIndex(purpose) && isIndex(coinType) && isIndex(account) && isIndex(change) && isIndex(index)) {
    return ok([purpose, coinType, account, change, index]);
  }
  return err('not_a_derivation_path');
}

function readList(text: string): JsonValue {
  if (text.length > maxPathCharacters) return null;
  const parsed = parseJsonText(text);
  return parsed.ok ? parsed.value : null;
}

function isIndex(value: JsonValue | undefined): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= maxIndex;
}
