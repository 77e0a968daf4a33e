/**
 * Authentic bytes to a `Request`, or the denial that goes into a signed REJECT. Tolerates unknown fields (they are listed
 * by name), refuses unknown members of closed sets, and never judges a re-serialised object: what is read here is
 * read from the bytes whose signature held. Protocol sections 3 to 5.
 */

import { type Denial, deny, type RefusalReason } from '../decision/denial.ts';
import { isJsonObject, type JsonProblem, parseJson } from '../lib/json.ts';
import { err, type Result } from '../lib/result.ts';
import type { AuthenticBytes } from '../token/authentic.ts';
import { parseConfigurationChange } from './configuration-change.ts';
import { salvageRequestId } from './envelope.ts';
import type { Request } from './request.ts';
import { parseTransactionRequest } from './transaction-request.ts';

export interface ParseFailure {
  readonly denial: Denial;
  /**
   * The request's own id, where one could be read in spite of the denial; without it no REJECT can be signed. Where the
   * name `requestId` itself came twice it is the last one.
   */
  readonly requestId?: string | undefined;
}

/** `path` is the operation path that the request came in on: which of the two objects to expect. */
export function parseRequest(path: Request['kind'], bytes: AuthenticBytes): Result<Request, ParseFailure> {
  const json = parseJson(bytes.payload);
  if (!json.ok) {
    const { problem, value } = json.error;
    return err({ denial: deny(reasonFor(problem), { problem }), requestId: salvageRequestId(value) });
  }
  if (!isJsonObject(json.value))
    return err({ denial: deny('request_not_json', { problem: 'not_an_object' }) });
  const request =
    path === 'transaction' ? parseTransactionRequest(json.value) : parseConfigurationChange(json.value);
  return request.ok ? request : err({ denial: request.error, requestId: salvageRequestId(json.value) });
}

function reasonFor(problem: JsonProblem): RefusalReason {
  switch (problem) {
    case 'json_not_utf8':
    case 'json_malformed':
      return 'request_not_json';
    case 'json_too_deep':
    case 'json_duplicate_member':
    case 'json_forbidden_member':
    case 'json_lone_surrogate':
      return 'request_ambiguous';
  }
}
