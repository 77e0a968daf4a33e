/** First station: who vouches for these bytes? */

import type { Keyring } from '../config/keyring.ts';
import { ok, type Result } from '../lib/result.ts';
import type { AuthenticBytes } from '../token/authentic.ts';
import { trustTransport } from '../token/transport.ts';
import { type AuthenticationFailure, verifyToken } from '../token/verify.ts';
import type { Call } from './call.ts';

export function authenticate(call: Call, keyring: Keyring): Result<AuthenticBytes, AuthenticationFailure> {
  return call.channel.mode === 'jwt'
    ? verifyToken(call.body, keyring.cosignerKeys)
    : ok(trustTransport(call.body, call.channel.cosigner));
}
