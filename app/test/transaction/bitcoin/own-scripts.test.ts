import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeHex } from '../../../src/lib/hex.ts';
import { parseAccountKey } from '../../../src/transaction/bitcoin/account-key.ts';
import { maxOwnKeys, ownScripts } from '../../../src/transaction/bitcoin/own-scripts.ts';
import type { Owner } from '../../../src/transaction/bitcoin/script.ts';
import { accountKeyOf } from '../../helpers/bitcoin.ts';

const key = (n: number): Owner => ({ kind: 'key', hash: Buffer.alloc(20, n) });
const script: Owner = { kind: 'script', script: Buffer.from('51', 'hex') };
const unknown = { scripts: [], account: undefined };
const count = (...rest: Parameters<typeof ownScripts>) => ownScripts(...rest).length;

test('one owner of all inputs is where change may go; two, or one that is hidden, are nowhere', () => {
  assert.equal(count([key(1), key(1)], unknown, true, false), 3);
  assert.equal(count([script, script], unknown, true, false), 2);
  assert.equal(count([key(1)], unknown, false, false), 1);
  assert.equal(count([key(1), key(2)], unknown, true, false), 0);
  assert.equal(count([key(1), script], unknown, true, false), 0);
  assert.equal(count([key(1), 'hidden'], unknown, true, false), 0);
  assert.equal(count([key(1), undefined], unknown, true, false), 0);
  assert.equal(count([], unknown, true, false), 0);
});

test('with an account key, the first keys are, and the keys of the inputs where they were derived, up to a limit', () => {
  const parsed = parseAccountKey(accountKeyOf(0, 3), 0x0488b21e);
  assert.ok(parsed.ok);
  const account = { scripts: [Buffer.from('00', 'hex')], account: parsed.value };
  assert.equal(count([key(1), key(2), script], account, false, false), 2 + 1);
  assert.equal(count([key(1), key(2), script], account, false, true), 2 + 2 + 1);
  const many = Array.from({ length: maxOwnKeys + 1 }, (_, i) => key(i));
  assert.equal(count(many, account, false, true), maxOwnKeys + 2 + 1);
});

test('listed scripts come last', () => {
  const listed = { scripts: [Buffer.from('00', 'hex')], account: undefined };
  assert.equal(encodeHex(ownScripts([key(1)], listed, true, false).at(-1) ?? Buffer.alloc(0)), '00');
});
