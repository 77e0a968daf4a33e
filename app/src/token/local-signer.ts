/**
 * Signs answers with a private key held in this process: RS256 (RSASSA-PKCS1-v1_5, RFC 7518 section 3.3) or ES256
 * (ECDSA P-256, signature as r || s, section 3.4).
 *
 * Synchronous on purpose: one signature is the whole cost of a decision, and handing it to a thread pool costs more
 * than it gains where the process has one core (docs/performance.md).
 */

import { createPublicKey, type KeyObject, sign } from 'node:crypto';
import { ok, type Result } from '../lib/result.ts';
import type { AnswerSigner } from './answer.ts';
import { assessAnswerKey, type KeyProblem } from './assess-key.ts';
import { fingerprintOf } from './fingerprint.ts';

export function createLocalSigner(name: string, privateKey: KeyObject): Result<AnswerSigner, KeyProblem> {
  const publicKey = createPublicKey(privateKey);
  const algorithm = assessAnswerKey(publicKey);
  if (!algorithm.ok) return algorithm;
  const key = { key: privateKey, dsaEncoding: 'ieee-p1363' } as const;
  return ok({
    name,
    algorithm: algorithm.value,
    fingerprint: fingerprintOf(publicKey),
    publicKey,
    sign: async (signingInput) => sign('sha256', signingInput, key),
  });
}
