import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { decodeBase64url, encodeBase64url } from '../../src/lib/base64url.ts';

const refused = { ok: false, error: 'not_base64url' };

test('the test vectors of RFC 4648 section 10 are read, without their padding', () => {
  for (const [text, spelled] of [
    ['', ''],
    ['f', 'Zg'],
    ['fo', 'Zm8'],
    ['foo', 'Zm9v'],
    ['foob', 'Zm9vYg'],
    ['fooba', 'Zm9vYmE'],
    ['foobar', 'Zm9vYmFy'],
  ] as const) {
    assert.deepEqual(decodeBase64url(spelled), { ok: true, value: Buffer.from(text) });
    assert.equal(encodeBase64url(text), spelled);
  }
});

test('the two characters that differ from plain base64 are read in their URL form only', () => {
  assert.deepEqual(decodeBase64url('-_-_'), { ok: true, value: Buffer.from([0xfb, 0xff, 0xbf]) });
  assert.deepEqual(decodeBase64url('+/+/'), refused);
});

for (const [text, why] of [
  ['Zg==', 'padding'],
  ['Zm8=', 'padding'],
  ['Zm9v\n', 'a line break'],
  [' Zm9v', 'a space'],
  ['Zm9vY', 'one character in the last group'],
  ['Zh', 'set bits behind the last byte'],
  ['Zm9', 'set bits behind the last byte'],
  ['Zm9v.', 'a foreign character'],
  ['Zm9vé', 'a character beyond ASCII'],
] as const) {
  test(`${JSON.stringify(text)} is refused for ${why}`, () => {
    assert.deepEqual(decodeBase64url(text), refused);
  });
}

test('law: every value has one spelling, and it is read back', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      const read = decodeBase64url(encodeBase64url(bytes));
      assert.ok(read.ok);
      assert.deepEqual(new Uint8Array(read.value), bytes);
    }),
  );
});

test('law: whatever is accepted encodes to itself', () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[A-Za-z0-9_=+-]{0,12}$/), (text) => {
      const read = decodeBase64url(text);
      if (read.ok) assert.equal(encodeBase64url(read.value), text);
    }),
    { numRuns: 2_000 },
  );
});
