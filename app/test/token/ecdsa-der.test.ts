import assert from 'node:assert/strict';
import { sign, verify } from 'node:crypto';
import { describe, test } from 'node:test';
import { ecdsaDerToRaw } from '../../src/token/ecdsa-der.ts';
import { ecPair } from '../helpers/keys.ts';

/** `SEQUENCE { INTEGER r, INTEGER s }` with the integers' content as hexadecimal. */
function der(r: string, s: string): Buffer {
  const integer = (hex: string): Buffer => {
    const content = Buffer.from(hex, 'hex');
    return Buffer.concat([Buffer.of(0x02, content.length), content]);
  };
  const content = Buffer.concat([integer(r), integer(s)]);
  return Buffer.concat([Buffer.of(0x30, content.length), content]);
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

test('what OpenSSL signs as DER verifies as r || s, whatever the length of r and s', () => {
  const { privateKey, publicKey } = ecPair('der');
  const key = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const;
  const lengths = new Set<number>();
  for (let i = 0; i < 300; i += 1) {
    const message = Buffer.from(`message ${i}`);
    const signature = sign('sha256', message, privateKey);
    lengths.add(signature.length);
    assert.ok(verify('sha256', message, key, ecdsaDerToRaw(signature)));
  }
  assert.ok(lengths.size > 1);
});

describe('integers', () => {
  test('of full length, with the zero that keeps them positive, and short ones', () => {
    const full = 'ff'.repeat(32);
    assert.equal(hex(ecdsaDerToRaw(der(`00${full}`, '7f'.repeat(32)))), full + '7f'.repeat(32));
    assert.equal(hex(ecdsaDerToRaw(der('01', '0080'))), '01'.padStart(64, '0') + '80'.padStart(64, '0'));
  });

  test('of 33 bytes or more are refused', () => {
    assert.throws(() => ecdsaDerToRaw(der('01'.repeat(33), '01')), /integer is too large for P-256/);
    assert.throws(() => ecdsaDerToRaw(der('01', `00${'01'.repeat(33)}`)), /integer is too large for P-256/);
  });
});

describe('what is no signature', () => {
  const good = der('01', '02');
  const changed = (at: number, value: number): Buffer => {
    const bytes = Buffer.from(good);
    bytes.writeUInt8(value, at);
    return bytes;
  };
  const wrong: Readonly<Record<string, readonly [Buffer, RegExp]>> = {
    nothing: [Buffer.alloc(0), /not a DER sequence/],
    'another tag': [changed(0, 0x31), /not a DER sequence/],
    'a wrong length': [changed(1, 7), /not a DER sequence/],
    'a cut one': [good.subarray(0, -1), /not a DER sequence/],
    'no integer': [changed(2, 0x03), /not a DER integer/],
    'an empty integer': [changed(3, 0), /not a DER integer/],
    'an integer longer than the whole': [changed(3, 200), /not a DER integer/],
    'one integer': [Buffer.from('3003020101', 'hex'), /not a DER integer/],
    'three integers': [Buffer.from('3009020101020102020103', 'hex'), /bytes after the signature/],
  };
  for (const [name, [bytes, problem]] of Object.entries(wrong)) {
    test(name, () => assert.throws(() => ecdsaDerToRaw(bytes), problem));
  }
});
