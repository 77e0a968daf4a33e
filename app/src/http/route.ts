/**
 * Which of our few addresses a request means. Exact paths only: no decoding, no normalising, no query. The JWT listener
 * knows the operations under `/v2` (protocol 1.1, options 1, 4, 5), the JSON listener the same two without it (options
 * 2, 3), and neither knows the other's.
 */

import type { Call } from '../callback/call.ts';

export type Route =
  | { readonly kind: 'callback'; readonly operation: Call['operation']; readonly basePath: string }
  | { readonly kind: 'health' }
  | { readonly kind: 'method_not_allowed'; readonly allow: string }
  | { readonly kind: 'not_found' };

/** Ends of the paths, per listener. */
const operations = {
  jwt: [
    ['/v2/tx_sign_request', 'transaction'],
    ['/v2/config_change_sign_request', 'configuration_change'],
  ],
  json: [
    ['/tx_sign_request', 'transaction'],
    ['/config_change_sign_request', 'configuration_change'],
  ],
} as const;

/** `basePaths`: where answers can be given; the empty string is the root. */
export function route(
  mode: 'jwt' | 'json',
  method: string | undefined,
  url: string | undefined,
  basePaths: ReadonlySet<string>,
): Route {
  if (url === '/health') {
    return method === 'GET' || method === 'HEAD'
      ? { kind: 'health' }
      : { kind: 'method_not_allowed', allow: 'GET, HEAD' };
  }
  for (const [suffix, operation] of operations[mode]) {
    if (!url?.endsWith(suffix)) continue;
    const basePath = url.slice(0, -suffix.length);
    if (!basePaths.has(basePath)) break;
    return method === 'POST'
      ? { kind: 'callback', operation, basePath }
      : { kind: 'method_not_allowed', allow: 'POST' };
  }
  return { kind: 'not_found' };
}
