import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mustParseTransaction, sampleWith } from '../helpers/requests.ts';

const bare = { fee: undefined, rawTx: undefined, players: undefined };
const raw = [{ rawTx: '00' }];

for (const [what, changes, stage] of [
  ['a fee', { ...bare, fee: '0' }, 'signing'],
  ['raw transactions', { ...bare, rawTx: raw }, 'signing'],
  ['players', { ...bare, players: ['a'] }, 'signing'],
  ['an empty list of players', { ...bare, players: [] }, 'signing'],
  ['a fee, raw transactions and players', { fee: '0', rawTx: raw, players: ['a'] }, 'signing'],
  ['none of them', bare, 'approval'],
  ['an empty list of raw transactions', { ...bare, rawTx: [] }, 'approval'],
  ['nulls in their place', { fee: null, rawTx: null, players: null }, 'approval'],
] as const) {
  test(`a request with ${what} is ${stage}`, () => {
    assert.equal(mustParseTransaction(sampleWith(changes)).stage, stage);
  });
}

test('an address for display says nothing about the stage', () => {
  const { stage, destinations } = mustParseTransaction(sampleWith(bare));
  assert.equal(stage, 'approval');
  assert.notEqual(destinations[0]?.displayAddress, undefined);
});
