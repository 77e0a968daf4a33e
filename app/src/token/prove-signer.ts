/** Proves at start and at every refresh that a signer makes signatures that its own public key verifies. */

import { verify } from 'node:crypto';
import type { AnswerSigner } from './answer.ts';

const sample = Buffer.from('callback-handler self-test');

/** False where the signature does not verify; rejects where signing itself fails. */
export async function signerHolds(signer: AnswerSigner): Promise<boolean> {
  const signature = await signer.sign(sample);
  return verify('sha256', sample, { key: signer.publicKey, dsaEncoding: 'ieee-p1363' }, signature);
}
