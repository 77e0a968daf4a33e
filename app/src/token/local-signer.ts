/**
 * Signs answers with a private key held in this process: RS256 (RSASSA-PKCS1-v1_5, RFC 7518 section 3.3) or ES256
 * (ECDSA P-256, section 3.4).
 *
 * Synchronous on purpose: one signature is the whole cost of a decision, and handing it to a thread pool costs more
 * than it gains where the process has one core (docs/performance.md). The key is passed bare, not in an options object:
 * that alone saves a tenth of a signature, which is why ES256 takes DER and converts it.
 */

import { createPublicKey, type KeyObject, sign } from 'node:crypto';
import { ok, type Result } from '../lib/result.ts';
import type { AnswerSigner } from './answer.ts';
import { assessAnswerKey, type KeyProblem } from './assess-key.ts';
import { ecdsaDerToRaw } from './ecdsa-der.ts';
import { fingerprintOf } from './fingerprint.ts';

export function createLocalSigner(name: string, privateKey: KeyObject): Result<AnswerSigner, KeyProblem> {
  const publicKey = createPublicKey(privateKey);
  const algorithm = assessAnswerKey(publicKey);
  if (!algorithm.ok) return algorithm;
  const signBytes = (signingInput: Buffer): Uint8Array => sign('sha256', signingInput, privateKey);
  return ok({
    name,
    algorithm: algorithm.value,
    fingerprint: fingerprintOf(publicKey),
    publicKey,
    sign:
      algorithm.value === 'RS256'
        ? async (signingInput) => signBytes(signingInput)
        : async (signingInput) => ecdsaDerToRaw(signBytes(signingInput)),
  });
}
