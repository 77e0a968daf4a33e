/**
 * Signs answers with AWS KMS `Sign`: the private key never leaves KMS. The message goes raw and KMS hashes it: an answer
 * is a few hundred bytes, far below the 4,096 that KMS takes. KMS returns ECDSA signatures as DER (RFC 3279 section
 * 2.2.3); JWS wants r || s (RFC 7518 section 3.4).
 */

import { createPublicKey } from 'node:crypto';
import { GetPublicKeyCommand, KMSClient, SignCommand, type SigningAlgorithmSpec } from '@aws-sdk/client-kms';
import type { AnswerAlgorithm, AnswerSigner } from '../token/answer.ts';
import { assessAnswerKey } from '../token/assess-key.ts';
import { ecdsaDerToRaw } from '../token/ecdsa-der.ts';
import { fingerprintOf } from '../token/fingerprint.ts';
import { awsFault, clientDefaults } from './client.ts';

const kmsAlgorithm: Readonly<Record<AnswerAlgorithm, SigningAlgorithmSpec>> = {
  RS256: 'RSASSA_PKCS1_V1_5_SHA_256',
  ES256: 'ECDSA_SHA_256',
};

/** `keyId`: a key id, key ARN, alias name or alias ARN. */
export async function openKmsSigner(name: string, keyId: string): Promise<AnswerSigner> {
  const client = new KMSClient(clientDefaults);
  try {
    const { PublicKey } = await client.send(new GetPublicKeyCommand({ KeyId: keyId }));
    if (PublicKey === undefined) throw new Error('KMS returned no public key');
    const publicKey = createPublicKey({ key: Buffer.from(PublicKey), format: 'der', type: 'spki' });
    const algorithm = assessAnswerKey(publicKey);
    if (!algorithm.ok) throw new Error(algorithm.error);
    return {
      name,
      algorithm: algorithm.value,
      fingerprint: fingerprintOf(publicKey),
      publicKey,
      sign: (signingInput) => signWithKms(client, keyId, algorithm.value, signingInput),
    };
  } catch (error) {
    client.destroy();
    throw new Error(`KMS key ${keyId} cannot be used: ${awsFault(error)}`, { cause: error });
  }
}

async function signWithKms(
  client: KMSClient,
  keyId: string,
  algorithm: AnswerAlgorithm,
  signingInput: Buffer,
): Promise<Uint8Array> {
  const { Signature } = await client.send(
    new SignCommand({
      KeyId: keyId,
      Message: signingInput,
      MessageType: 'RAW',
      SigningAlgorithm: kmsAlgorithm[algorithm],
    }),
  );
  if (Signature === undefined) throw new Error('KMS returned no signature');
  return algorithm === 'ES256' ? ecdsaDerToRaw(Signature) : Signature;
}
