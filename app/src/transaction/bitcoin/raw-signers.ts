/**
 * Which keys a RAW request signs with, as far as it says so: a derivation path with a message or a raw transaction has
 * to be of the source vault account. Without one the custodian derives it from the account that the request names.
 */

import { type Denial, deny } from '../../decision/denial.ts';
import { isJsonObject, type JsonValue } from '../../lib/json.ts';
import type { TransactionRequest } from '../../request/request.ts';
import { isPathOf } from './keys.ts';

export function checkSigners(request: TransactionRequest, coinTypes: readonly number[]): Denial | undefined {
  if (request.source.type !== 'VAULT') return mismatch('sourceType', 'VAULT', request.source.type);
  const data = request.extraParameters?.['rawMessageData'];
  const messages = isJsonObject(data) && Array.isArray(data['messages']) ? data['messages'] : [];
  const ofMessages = messages.map((message) => (isJsonObject(message) ? message['derivationPath'] : null));
  const ofRaw = (request.rawTransactions ?? []).map(({ keyDerivationPath }) => keyDerivationPath);
  for (const path of [...ofMessages, ...ofRaw]) {
    if (path === undefined || path === null) continue;
    if (!isPath(path) || !isPathOf(request, path, coinTypes)) {
      const { id } = request.source;
      return mismatch('derivationPath', `44/${coinTypes.join(' or ')}/${id}`, JSON.stringify(path));
    }
  }
  return undefined;
}

type Path = readonly [number, number, number, number, number];

function isPath(value: JsonValue): value is Path {
  return (
    Array.isArray(value) &&
    value.length === 5 &&
    value.every((step) => typeof step === 'number' && Number.isInteger(step) && step >= 0)
  );
}

/** A path may be any JSON. */
const maxShownCharacters = 80;

function mismatch(field: string, declared: string, found: string): Denial {
  const shown = found.slice(0, maxShownCharacters);
  return deny('transaction_derivation_path_mismatch', { field, declared, found: shown });
}
