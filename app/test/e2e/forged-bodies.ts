/**
 * Bodies that no co-signer sends: each one a valid token with a single fault, or no token at all. All must get the same
 * bare 401; `failure` is what the handler's own log and metrics say.
 */

import { constants, createHmac, sign } from 'node:crypto';
import { type Pair, publicPem } from '../helpers/keys.ts';
import { base64url, cosignerHeader, makeToken } from '../helpers/tokens.ts';

export interface ForgedBody {
  readonly name: string;
  readonly failure: string;
  /** @param payload the text of a request that is permitted; `cosigner` the key that the handler knows */
  readonly forge: (payload: string, cosigner: Pair, stranger: Pair, curve: Pair) => string;
}

export const forgedBodies: readonly ForgedBody[] = [
  { name: 'an empty body', failure: 'body_empty', forge: () => '' },
  { name: 'a body that is no token', failure: 'token_malformed', forge: () => 'hello' },
  { name: 'the bare JSON object', failure: 'token_malformed', forge: (payload) => payload },
  {
    name: 'a token without its signature',
    failure: 'token_malformed',
    forge: (payload, cosigner) => parts(makeToken(payload, cosigner)).slice(0, 2).join('.'),
  },
  {
    name: 'a token cut off in its signature',
    failure: 'signature_invalid',
    forge: (payload, cosigner) => makeToken(payload, cosigner).slice(0, -2),
  },
  {
    name: 'a token cut off in the middle of a base64url group',
    failure: 'token_malformed',
    forge: (payload, cosigner) => makeToken(payload, cosigner).slice(0, -1),
  },
  {
    name: 'a four-part token',
    failure: 'token_malformed',
    forge: (payload, cosigner) => `${makeToken(payload, cosigner)}.${base64url('more')}`,
  },
  { name: 'alg none, without a signature', failure: 'token_algorithm_refused', forge: unsigned('none') },
  {
    name: 'alg none, with a valid RS256 signature',
    failure: 'token_algorithm_refused',
    forge: (payload, cosigner) => makeToken(payload, cosigner, headerWith({ alg: 'none' })),
  },
  {
    name: 'alg HS256, the public key as the secret',
    failure: 'token_algorithm_refused',
    forge: (payload, cosigner) =>
      signedAs('HS256', payload, (input) => createHmac('sha256', publicPem(cosigner)).update(input).digest()),
  },
  {
    name: 'alg RS512 by the right key',
    failure: 'token_algorithm_refused',
    forge: (payload, { privateKey }) =>
      signedAs('RS512', payload, (input) => sign('sha512', input, privateKey)),
  },
  {
    name: 'alg PS256 by the right key',
    failure: 'token_algorithm_refused',
    forge: (payload, { privateKey }) => signedAs('PS256', payload, pssBy(privateKey)),
  },
  {
    name: 'alg RS256 over a PSS signature by the right key',
    failure: 'signature_invalid',
    forge: (payload, { privateKey }) => signedAs('RS256', payload, pssBy(privateKey)),
  },
  {
    name: 'alg ES256 by an elliptic-curve key',
    failure: 'token_algorithm_refused',
    forge: (payload, _cosigner, _stranger, { privateKey }) =>
      signedAs('ES256', payload, (input) =>
        sign('sha256', input, { key: privateKey, dsaEncoding: 'ieee-p1363' }),
      ),
  },
  ...Object.entries({
    crit: ['exp'],
    b64: false,
    jwk: { kty: 'RSA', n: 'AQAB', e: 'AQAB' },
    jku: 'https://keys.example.internal/jwks.json',
    x5u: 'https://keys.example.internal/chain.pem',
    kid: '../../etc/passwd',
  }).map(([parameter, value]) => ({
    name: `a ${parameter} header, signed by the right key`,
    failure: 'token_header_parameter_refused',
    forge: (payload: string, cosigner: Pair) =>
      makeToken(payload, cosigner, headerWith({ [parameter]: value })),
  })),
  {
    name: 'an all-zero signature',
    failure: 'signature_invalid',
    forge: (payload) => signedAs('RS256', payload, () => Buffer.alloc(256)),
  },
  {
    name: 'the signature of a stranger',
    failure: 'signature_invalid',
    forge: (payload, _cosigner, stranger) => makeToken(payload, stranger),
  },
  { name: 'one bit flipped in the header', failure: 'token_header_malformed', forge: flippedIn(0) },
  { name: 'one bit flipped in the payload', failure: 'signature_invalid', forge: flippedIn(1) },
  { name: 'one bit flipped in the signature', failure: 'signature_invalid', forge: flippedIn(2) },
  {
    name: 'base64 padding',
    failure: 'token_malformed',
    forge: (payload, cosigner) => `${makeToken(payload, cosigner)}==`,
  },
  {
    name: 'a non-canonical last character of the signature',
    failure: 'token_malformed',
    // 256 bytes leave four unused bits in the last character.
    forge: (payload, cosigner) => {
      const token = makeToken(payload, cosigner);
      const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
      return token.slice(0, -1) + alphabet[alphabet.indexOf(token.slice(-1)) + 1];
    },
  },
  {
    name: 'the alphabet of plain base64',
    failure: 'token_malformed',
    forge: (payload, cosigner) => `+/${makeToken(payload, cosigner).slice(2)}`,
  },
  {
    name: 'a line feed behind the token',
    failure: 'token_malformed',
    forge: (payload, cosigner) => `${makeToken(payload, cosigner)}\n`,
  },
];

function parts(token: string): readonly string[] {
  return token.split('.');
}

function headerWith(changes: object): string {
  return JSON.stringify({ ...JSON.parse(cosignerHeader), ...changes });
}

function signedAs(alg: string, payload: string, signer: (input: Buffer) => Uint8Array): string {
  const input = `${base64url(headerWith({ alg }))}.${base64url(payload)}`;
  return `${input}.${base64url(signer(Buffer.from(input)))}`;
}

function unsigned(alg: string): ForgedBody['forge'] {
  return (payload) => signedAs(alg, payload, () => Buffer.alloc(0));
}

function pssBy(key: Pair['privateKey']): (input: Buffer) => Uint8Array {
  return (input) => sign('sha256', input, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 });
}

/** The lowest bit of a byte in the middle of one part. */
function flippedIn(at: 0 | 1 | 2): ForgedBody['forge'] {
  return (payload, cosigner) =>
    parts(makeToken(payload, cosigner))
      .map((part, index) => {
        if (index !== at) return part;
        const bytes = Buffer.from(part, 'base64url');
        const middle = Math.floor(bytes.length / 2);
        bytes.writeUInt8(bytes.readUInt8(middle) ^ 1, middle);
        return base64url(bytes);
      })
      .join('.');
}
