/**
 * Which keys may be used at all. Requests: RSA of at least 2048 bits. Answers: RSA of exactly 2048 bits (the only size
 * the co-signer supports for RS256, protocol 2.2) or EC P-256 for ES256. RSA-PSS keys are another type and refused, and
 * so is any exponent but 65537: a key with exponent 1 would verify every message.
 */

import type { KeyObject } from 'node:crypto';
import { err, ok, type Result } from '../lib/result.ts';
import type { AnswerAlgorithm } from './answer.ts';

export type KeyProblem =
  | 'key_must_be_rsa'
  | 'key_must_have_exponent_65537'
  | 'key_must_have_2048_bits_or_more'
  | 'key_must_have_exactly_2048_bits'
  | 'key_must_be_rsa_or_p256';

const minimumModulusBits = 2048;

export function assessCosignerKey(
  publicKey: KeyObject,
): Result<{ readonly signatureBytes: number }, KeyProblem> {
  if (publicKey.asymmetricKeyType !== 'rsa') return err('key_must_be_rsa');
  const { modulusBits, exponent } = rsaDetails(publicKey);
  if (exponent !== 65537n) return err('key_must_have_exponent_65537');
  if (modulusBits < minimumModulusBits) return err('key_must_have_2048_bits_or_more');
  return ok({ signatureBytes: Math.ceil(modulusBits / 8) });
}

export function assessAnswerKey(publicKey: KeyObject): Result<AnswerAlgorithm, KeyProblem> {
  if (publicKey.asymmetricKeyType === 'rsa') {
    const { modulusBits, exponent } = rsaDetails(publicKey);
    if (exponent !== 65537n) return err('key_must_have_exponent_65537');
    return modulusBits === minimumModulusBits ? ok('RS256') : err('key_must_have_exactly_2048_bits');
  }
  const isP256 = publicKey.asymmetricKeyDetails?.namedCurve === 'prime256v1';
  return isP256 ? ok('ES256') : err('key_must_be_rsa_or_p256');
}

function rsaDetails(publicKey: KeyObject): { modulusBits: number; exponent: bigint | undefined } {
  const details = publicKey.asymmetricKeyDetails;
  return { modulusBits: Number(details?.modulusLength), exponent: details?.publicExponent };
}
