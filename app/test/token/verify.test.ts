import assert from 'node:assert/strict';
import { constants, createHmac, createPublicKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { compactVerify, importJWK } from 'jose';
import { type CosignerKey, verifyToken } from '../../src/token/verify.ts';
import { publicPem, rsaPair } from '../helpers/keys.ts';
import { base64url, makeToken } from '../helpers/tokens.ts';

const tokyo = rsaPair('tokyo');
const osaka = rsaPair('osaka');
const large = rsaPair('large', 3072);

const keys: readonly CosignerKey[] = [
  { cosigner: 'tokyo', name: 'tokyo-1', publicKey: tokyo.publicKey, signatureBytes: 256 },
  { cosigner: 'osaka', name: 'osaka-1', publicKey: osaka.publicKey, signatureBytes: 256 },
  { cosigner: 'large', name: 'large-1', publicKey: large.publicKey, signatureBytes: 384 },
];

function outcome(body: string | Buffer): string {
  const result = verifyToken(Buffer.from(body), keys);
  return result.ok ? 'authentic' : result.error;
}

function readVector(name: string) {
  return JSON.parse(readFileSync(new URL(`../vectors/${name}.json`, import.meta.url), 'utf8'));
}

describe('verifying a co-signer token', () => {
  it('hands on the exact payload bytes and says whose key vouches for them', () => {
    const payload = '{"requestId":"a", "amount":0.01000000}';
    const result = verifyToken(Buffer.from(makeToken(payload, osaka)), keys);
    assert.ok(result.ok);
    assert.equal(Buffer.from(result.value.payload).toString(), payload);
    assert.equal(result.value.cosigner, 'osaka');
    assert.equal(result.value.cosignerKey, 'osaka-1');
    assert.equal(result.value.mode, 'jwt');
  });

  it('takes larger keys than 2048 bits', () => {
    assert.equal(outcome(makeToken('{}', large)), 'authentic');
  });

  it('authenticates a token captured from a real co-signer, and no copy with one bit flipped', () => {
    const vector = readVector('captured-approval-token');
    const captured: CosignerKey[] = [
      { cosigner: 'real', name: 'real-1', publicKey: createPublicKey(vector.publicKey), signatureBytes: 256 },
    ];
    const body = Buffer.from(vector.token);
    assert.ok(verifyToken(body, captured).ok);
    for (let at = 0; at < body.length; at += 1) {
      const flipped = Buffer.from(body);
      flipped.writeUInt8(flipped.readUInt8(at) ^ (1 << (at % 7)), at);
      assert.equal(verifyToken(flipped, captured).ok, false, `bit flipped in byte ${at}`);
    }
  });

  for (const vector of readVector('rfc-rs256')) {
    it(`${vector.name}: ${vector.expect}`, async () => {
      const publicKey = createPublicKey({ key: vector.jwk, format: 'jwk' });
      // The vector's own signature is good, by another implementation: what is refused is refused for our reason.
      await compactVerify(vector.token, await importJWK(vector.jwk, 'RS256'));
      const result = verifyToken(Buffer.from(vector.token), [
        { cosigner: 'rfc', name: 'rfc', publicKey, signatureBytes: 256 },
      ]);
      assert.equal(result.ok ? 'authentic' : result.error, vector.expect);
      if (result.ok) assert.equal(Buffer.from(result.value.payload).toString(), vector.payload);
    });
  }
});

describe('refusing everything else', () => {
  const payload = '{"requestId":"a"}';
  const good = makeToken(payload, tokyo);
  const [header = '', body = '', signature = ''] = good.split('.');
  const withHeader = (text: string): string => makeToken(payload, tokyo, text);
  const input = (text: string): Buffer => Buffer.from(`${base64url(text)}.${body}`);

  const cases: readonly (readonly [string, string | Buffer, string])[] = [
    ['an empty body', '', 'body_empty'],
    ['text that is no token', 'hello', 'token_malformed'],
    ['two parts', `${header}.${body}`, 'token_malformed'],
    ['four parts', `${good}.${signature}`, 'token_malformed'],
    ['a truncated signature', good.slice(0, -10), 'signature_invalid'],
    ['a missing signature', `${header}.${body}.`, 'signature_invalid'],
    ['a space before the token', ` ${good}`, 'token_malformed'],
    ['a line break after the token', `${good}\n`, 'token_malformed'],
    ['quotes around the token', `"${good}"`, 'token_malformed'],
    ['padding', `${header}.${body}=.${signature}`, 'token_malformed'],
    ['standard base64 in place of base64url', `${header}.${body}.${'+'.repeat(342)}`, 'token_malformed'],
    ['bytes that are no ASCII', Buffer.from([0xff, 0x2e, 0xfe, 0x2e, 0x00]), 'token_malformed'],
    ['a header that is no JSON', withHeader('nothing'), 'token_header_malformed'],
    ['a header that is a list', withHeader('["RS256"]'), 'token_header_malformed'],
    ['a header with alg twice', withHeader('{"alg":"none","alg":"RS256"}'), 'token_header_malformed'],
    ['no algorithm', withHeader('{"typ":"JWT"}'), 'token_algorithm_refused'],
    [
      'alg none without signature',
      `${base64url('{"typ":"JWT","alg":"none"}')}.${body}.`,
      'token_algorithm_refused',
    ],
    ['alg in lower case', withHeader('{"alg":"rs256"}'), 'token_algorithm_refused'],
    ['another type', withHeader('{"typ":"JOSE","alg":"RS256"}'), 'token_header_parameter_refused'],
    ['an all-zero signature', `${header}.${body}.${base64url(Buffer.alloc(256))}`, 'signature_invalid'],
    ['a signature of another key', makeToken(payload, rsaPair('stranger')), 'signature_invalid'],
    [
      'a signature over another payload',
      `${header}.${base64url('{"requestId":"b"}')}.${signature}`,
      'signature_invalid',
    ],
  ];
  for (const [name, token, expected] of cases) {
    it(`${name}: ${expected}`, () => assert.equal(outcome(token), expected));
  }

  it('the public key used as an HMAC secret: token_algorithm_refused', () => {
    const text = '{"typ":"JWT","alg":"HS256"}';
    const mac = createHmac('sha256', publicPem(tokyo)).update(input(text)).digest();
    assert.equal(outcome(`${input(text)}.${base64url(mac)}`), 'token_algorithm_refused');
  });

  for (const alg of ['HS256', 'RS384', 'RS512', 'PS256', 'ES256', 'EdDSA']) {
    it(`alg ${alg}, properly signed with RS256 all the same: token_algorithm_refused`, () => {
      assert.equal(outcome(withHeader(`{"typ":"JWT","alg":"${alg}"}`)), 'token_algorithm_refused');
    });
  }

  it('a PSS signature under the name RS256: signature_invalid', () => {
    const signingInput = `${header}.${body}`;
    const pss = sign('sha256', Buffer.from(signingInput), {
      key: tokyo.privateKey,
      padding: constants.RSA_PKCS1_PSS_PADDING,
    });
    assert.equal(outcome(`${signingInput}.${base64url(pss)}`), 'signature_invalid');
  });

  it('an RS512 signature under the name RS256: signature_invalid', () => {
    const signingInput = `${header}.${body}`;
    const sha512 = sign('sha512', Buffer.from(signingInput), tokyo.privateKey);
    assert.equal(outcome(`${signingInput}.${base64url(sha512)}`), 'signature_invalid');
  });

  for (const parameter of ['crit', 'b64', 'jwk', 'jku', 'x5u', 'x5c', 'x5t', 'kid', 'cty', 'zip']) {
    it(`a ${parameter} header parameter: token_header_parameter_refused`, () => {
      const values: Readonly<Record<string, string>> = {
        crit: '["exp"]',
        b64: 'false',
        jwk: '{"kty":"RSA"}',
      };
      const text = `{"typ":"JWT","alg":"RS256","${parameter}":${values[parameter] ?? '"https://example.internal"'}}`;
      assert.equal(outcome(withHeader(text)), 'token_header_parameter_refused');
    });
  }

  it('a second spelling of the last character of every part: token_malformed', () => {
    // Only a part whose length is not a multiple of 4 has spare bits that could be spelt differently.
    const parts = [header, body, signature];
    let tried = 0;
    for (const [index, part] of parts.entries()) {
      if (part.length % 4 === 0) continue;
      const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
      const last = alphabet.indexOf(part.slice(-1));
      const respelt = parts.with(index, part.slice(0, -1) + alphabet.charAt(last ^ 1));
      assert.equal(outcome(respelt.join('.')), 'token_malformed');
      tried += 1;
    }
    assert.ok(tried > 0);
  });

  it('nothing is authentic where no key is configured', () => {
    assert.equal(verifyToken(Buffer.from(good), []).ok, false);
  });

  it('any flipped bit is unauthenticated', () => {
    fc.assert(
      fc.property(fc.nat(good.length - 1), fc.nat(7), (at, bit) => {
        const flipped = Buffer.from(good);
        flipped.writeUInt8(flipped.readUInt8(at) ^ (1 << bit), at);
        assert.equal(verifyToken(flipped, keys).ok, false);
      }),
      { numRuns: 300 },
    );
  });

  it('no bytes make it throw', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        assert.equal(verifyToken(Buffer.from(bytes), keys).ok, false);
      }),
      { numRuns: 300 },
    );
  });

  it('reads a token of one mebibyte without hanging', () => {
    assert.equal(outcome('A'.repeat(1_048_576)), 'token_malformed');
    assert.equal(outcome(`${header}.${'A'.repeat(1_048_000)}.${signature}`), 'signature_invalid');
  });
});
