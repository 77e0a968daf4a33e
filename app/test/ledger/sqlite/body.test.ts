import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bodyKeyCheck, openBody, sealBody } from '../../../src/ledger/sqlite/body.ts';
import { bodyKey, otherBodyKey, sha256 } from '../../helpers/ledger-entries.ts';

const encrypted = { mode: 'encrypted', key: bodyKey } as const;
const boundTo = sha256('body');

function seal(body: Uint8Array): Uint8Array {
  const sealed = sealBody(encrypted, body, boundTo);
  assert.ok(sealed !== null);
  return sealed;
}

test('every body comes back from its sealed form', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (body) => {
      assert.deepEqual(openBody(bodyKey, seal(body), boundTo), Buffer.from(body));
    }),
  );
});

test('a body is sealed differently each time', () => {
  assert.notDeepEqual(seal(Buffer.from('body')), seal(Buffer.from('body')));
});

test('every flipped bit, another key and another row make it unreadable', () => {
  const sealed = seal(Buffer.from('body'));
  for (let i = 0; i < sealed.length * 8; i += 1) {
    const flipped = Uint8Array.from(sealed);
    flipped[i >> 3] = (flipped[i >> 3] ?? 0) ^ (1 << (i & 7));
    assert.equal(openBody(bodyKey, flipped, boundTo), 'unreadable');
  }
  assert.equal(openBody(otherBodyKey, sealed, boundTo), 'unreadable');
  assert.equal(openBody(bodyKey, sealed, sha256('other')), 'unreadable');
});

test('what is too short to be sealed is unreadable, and an empty body is not too short', () => {
  const empty = seal(new Uint8Array(0));
  assert.equal(empty.length, 28);
  assert.deepEqual(openBody(bodyKey, empty, boundTo), Buffer.alloc(0));
  assert.equal(openBody(bodyKey, empty.subarray(1), boundTo), 'unreadable');
});

test('plain bodies are kept as they are and omitted ones not at all', () => {
  const body = Buffer.from('body');
  assert.equal(sealBody({ mode: 'plain' }, body, boundTo), body);
  assert.equal(sealBody({ mode: 'omitted' }, body, boundTo), null);
});

test('keys are told apart by their check value, which is no key', () => {
  const check = bodyKeyCheck(encrypted);
  assert.match(check, /^[0-9a-f]{64}$/);
  assert.notEqual(check, bodyKeyCheck({ mode: 'encrypted', key: otherBodyKey }));
  assert.notEqual(check, bodyKey.export().toString('hex'));
  assert.equal(bodyKeyCheck({ mode: 'plain' }), '');
});
