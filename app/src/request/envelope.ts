/**
 * The two fields that every request has: the id that the answer must repeat and the API user that is asked (protocol
 * sections 3, 5 and 6). The id is the one field that is worth saving from a request that is refused, since without it
 * no refusal can be signed.
 */

import { deny } from '../decision/denial.ts';
import { isJsonObject, type JsonValue } from '../lib/json.ts';
import { type Fields, isId, readRequiredId, readValue, refuse } from './read-fields.ts';

/** An opaque id: 1 to 256 printable ASCII characters (space to tilde). */
export function readRequestId(fields: Fields): string {
  const value = readValue(fields, 'requestId');
  if (isId(value)) return value;
  refuse(fields, value === undefined ? 'request_field_missing' : 'request_id_invalid', 'requestId');
  return '';
}

/** Required: the co-signer's key speaks for many API users, and only this names the one. Threat F7. */
export function readSignerId(fields: Fields): string {
  if (readValue(fields, 'signerId') !== undefined) return readRequiredId(fields, 'signerId');
  fields.findings.denial ??= deny('signer_missing');
  return '';
}

/** The id of a request that could not be read, where it can be repeated without doubt about its characters. */
export function salvageRequestId(value: JsonValue | undefined): string | undefined {
  const candidate = isJsonObject(value) ? value['requestId'] : undefined;
  return isId(candidate) ? candidate : undefined;
}
