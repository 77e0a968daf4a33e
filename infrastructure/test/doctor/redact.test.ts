import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { redact } from '../../src/doctor/redact.ts';

describe('a support bundle', () => {
  const secrets: readonly (readonly [what: string, text: string])[] = [
    ['a token', 'eyJhbGciOiJSUzI1NiJ9.eyJhIjoxfQ.c2lnbmF0dXJl'],
    ['a key', '-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----'],
    ['an address', '0x5dC69B1Fbb13Bafd09af88a782F0F285772Ad5f8'],
    ['a bitcoin address', 'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq'],
    ['a transaction id', '8f8b9e4a-7197-46ff-b98e-775b4785574c'],
    ['an account', '123456789012'],
    ['a mail address', 'operator@example.internal'],
    ['an IP address', '10.0.1.7'],
  ];
  for (const [what, secret] of secrets) {
    it(`does not hold ${what}`, () => {
      assert.ok(!redact(`before ${secret} after`).includes(secret));
    });
  }

  it('keeps what helps: statuses, reasons and digests of images', () => {
    const text = `UPDATE_COMPLETE circuit breaker sha256:${'ab'.repeat(32)}`;
    assert.equal(redact(text), text);
  });

  it('gives the same value the same word', () => {
    assert.equal(redact('10.0.1.7 10.0.1.8 10.0.1.7'), '<ip-1> <ip-2> <ip-1>');
  });
});
