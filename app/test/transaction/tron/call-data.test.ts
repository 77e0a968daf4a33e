import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCall, selectorOf } from '../../../src/transaction/tron/call-data.ts';
import { tronAddress } from '../../helpers/tron.ts';

const word = `${'00'.repeat(12)}${'22'.repeat(20)}`;
const amount = `${'00'.repeat(31)}05`;
const read = (hex: string) => readCall(Buffer.from(hex, 'hex'));

test('a transfer of exactly two words is read', () => {
  const call = read(`a9059cbb${word}${amount}`);
  assert.ok(call !== undefined && call !== 'malformed');
  assert.deepEqual(call.call, { kind: 'transfer', to: tronAddress(0x22), units: 5n });
});

test('a word too few, a byte too many or an address with more than 20 bytes is malformed', () => {
  for (const data of [
    `a9059cbb${word}`,
    `a9059cbb${word}${amount}00`,
    'a9059cbb',
    `a9059cbb${'00'.repeat(11)}41${'22'.repeat(20)}${amount}`,
    `23b872dd${word}${`01${word.slice(2)}`}${amount}`,
  ])
    assert.equal(read(data), 'malformed');
});

test('an unknown method, or none, is not known', () => {
  for (const data of ['', 'a9', 'a694fc3a', `a694fc3a${word}`]) assert.equal(read(data), undefined);
  assert.equal(selectorOf(Buffer.alloc(0)), '0x');
  assert.equal(selectorOf(Buffer.of(1, 2)), '0x0102');
});
