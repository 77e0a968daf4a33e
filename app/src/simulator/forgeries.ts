/**
 * Tokens that a handler must not believe, and bodies that are no token (threats: algorithm confusion, RFC 8725 sections
 * 2.1 and 3.1). Each one is as close to a valid token as its one fault allows. All of them must get the same bare 401.
 */

import { constants, createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { encodeBase64url } from '../lib/base64url.ts';
import { signRequest } from './sign-request.ts';

export interface ForgeryMaterial {
  readonly payloadText: string;
  /** The co-signer's real key. */
  readonly privateKey: KeyObject;
  /** The co-signer's public key as SPKI PEM: the text that an attacker can know. */
  readonly publicKeyPem: string;
}

export interface Forgery {
  readonly name: string;
  /** What was sent, in words. */
  readonly sent: string;
  readonly forge: (material: ForgeryMaterial) => string;
}

export const forgeries: readonly Forgery[] = [
  {
    name: 'wrong-key',
    sent: 'a valid token, signed by a key nobody registered',
    forge: ({ payloadText }) => signRequest(payloadText, strangerKey()),
  },
  {
    name: 'tampered-signature',
    sent: 'a valid token with one bit of its signature flipped',
    forge: (material) => {
      const [header = '', payload = '', signature = ''] = validToken(material).split('.');
      const bytes = Buffer.from(signature, 'base64url');
      bytes.writeUInt8(bytes.readUInt8(100) ^ 1, 100);
      return `${header}.${payload}.${encodeBase64url(bytes)}`;
    },
  },
  {
    name: 'tampered-payload',
    sent: 'a valid token whose payload was exchanged for another one',
    forge: (material) => {
      const [header = '', , signature = ''] = validToken(material).split('.');
      return `${header}.${encodeBase64url(`${material.payloadText} `)}.${signature}`;
    },
  },
  {
    name: 'alg-none',
    sent: 'a token with "alg":"none" and no signature',
    forge: ({ payloadText }) => compose('none', payloadText, () => new Uint8Array()),
  },
  {
    name: 'alg-hs256',
    sent: 'a token with "alg":"HS256", the public key used as the secret',
    forge: ({ payloadText, publicKeyPem }) =>
      compose('HS256', payloadText, (input) => createHmac('sha256', publicKeyPem).update(input).digest()),
  },
  {
    name: 'alg-ps256',
    sent: 'a token with "alg":"PS256", signed by the right key',
    forge: ({ payloadText, privateKey }) =>
      compose('PS256', payloadText, (input) =>
        sign('sha256', input, { key: privateKey, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }),
      ),
  },
  {
    name: 'alg-rs512',
    sent: 'a token with "alg":"RS512", signed by the right key',
    forge: ({ payloadText, privateKey }) =>
      compose('RS512', payloadText, (input) => sign('sha512', input, privateKey)),
  },
  {
    name: 'alg-es256',
    sent: 'a token with "alg":"ES256", signed by an elliptic-curve key',
    forge: ({ payloadText }) =>
      compose('ES256', payloadText, (input) =>
        sign('sha256', input, { key: strangerCurveKey(), dsaEncoding: 'ieee-p1363' }),
      ),
  },
  {
    name: 'zero-signature',
    sent: 'a token whose signature is 256 zero bytes',
    forge: ({ payloadText }) => compose('RS256', payloadText, () => new Uint8Array(256)),
  },
  {
    name: 'header-with-key',
    sent: 'a token that brings its own public key in the header (jwk)',
    forge: ({ payloadText }) => {
      const key = strangerKey();
      const { n = '', e = '' } = key.export({ format: 'jwk' });
      const header = JSON.stringify({ typ: 'JWT', alg: 'RS256', jwk: { kty: 'RSA', n, e } });
      return join(header, payloadText, (input) => sign('sha256', input, key));
    },
  },
  {
    name: 'truncated',
    sent: 'a valid token, cut off in the middle of its signature',
    forge: (material) => validToken(material).slice(0, -100),
  },
  {
    name: 'four-parts',
    sent: 'a valid token with a fourth part',
    forge: (material) => `${validToken(material)}.${encodeBase64url('more')}`,
  },
  { name: 'empty', sent: 'an empty body', forge: () => '' },
];

function validToken({ payloadText, privateKey }: ForgeryMaterial): string {
  return signRequest(payloadText, privateKey);
}

function compose(algorithm: string, payloadText: string, signer: (input: Buffer) => Uint8Array): string {
  return join(JSON.stringify({ typ: 'JWT', alg: algorithm }), payloadText, signer);
}

function join(header: string, payloadText: string, signer: (input: Buffer) => Uint8Array): string {
  const input = `${encodeBase64url(header)}.${encodeBase64url(payloadText)}`;
  return `${input}.${encodeBase64url(signer(Buffer.from(input)))}`;
}

let stranger: KeyObject | undefined;

/** An RSA key of the right size that no handler knows. Made once, since making one takes a while. */
export function strangerKey(): KeyObject {
  stranger ??= generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  return stranger;
}

function strangerCurveKey(): KeyObject {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
}
