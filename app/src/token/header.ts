/**
 * The JOSE header of a co-signer's token: a closed set. Every captured token has exactly `typ` and `alg` (protocol
 * 2.1), so anything that would choose a key or change processing (`kid`, `jku`, `jwk`, `x5u`, `crit`, `b64`: RFC 7515
 * section 4, RFC 7797) is refused rather than ignored, and the algorithm is a constant, never a choice.
 */

import { isJsonObject, parseJson } from '../lib/json.ts';
import { err, ok, type Result } from '../lib/result.ts';

export type HeaderProblem =
  | 'token_header_malformed'
  | 'token_algorithm_refused'
  | 'token_header_parameter_refused';

export function checkHeader(bytes: Uint8Array): Result<undefined, HeaderProblem> {
  const parsed = parseJson(bytes);
  if (!parsed.ok || !isJsonObject(parsed.value)) return err('token_header_malformed');
  const header = parsed.value;
  if (header['alg'] !== 'RS256') return err('token_algorithm_refused');
  for (const [name, value] of Object.entries(header)) {
    if (name === 'alg') continue;
    if (name !== 'typ' || value !== 'JWT') return err('token_header_parameter_refused');
  }
  return ok(undefined);
}
