import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkSigner } from '../../src/request/signer.ts';

const directory = new Map([
  ['signer-1', 'cosigner-a'],
  ['signer-2', 'cosigner-b'],
]);

test('a signer may come from its own co-signer', () => {
  assert.deepEqual(checkSigner('signer-1', 'cosigner-a', directory), { ok: true, value: undefined });
});

test('a signer under the key of another co-signer is refused', () => {
  assert.deepEqual(checkSigner('signer-2', 'cosigner-a', directory), {
    ok: false,
    error: {
      reason: 'signer_of_other_cosigner',
      detail: { signerId: 'signer-2', cosigner: 'cosigner-a', owner: 'cosigner-b' },
    },
  });
});

for (const signerId of ['signer-3', '', 'SIGNER-1', 'constructor', '__proto__']) {
  test(`the signer ${JSON.stringify(signerId)} is unknown`, () => {
    assert.deepEqual(checkSigner(signerId, 'cosigner-a', directory), {
      ok: false,
      error: { reason: 'signer_unknown', detail: { signerId, cosigner: 'cosigner-a' } },
    });
  });
}

test('an empty directory knows nobody', () => {
  const checked = checkSigner('signer-1', 'cosigner-a', new Map());
  assert.ok(!checked.ok);
  assert.equal(checked.error.reason, 'signer_unknown');
});
