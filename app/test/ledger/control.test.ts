import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  exceptionChange,
  isOpenException,
  parseControlValue,
  priceChange,
  readControls,
} from '../../src/ledger/control.ts';
import { MemoryLedger } from '../../src/ledger/memory.ts';

test('what is set is read back', () => {
  const exception = { payloadSha256: 'a', until: 5, usedBy: 'tx' };
  const changes = [exceptionChange(exception), priceChange('ETH', { usd: '1', at: 2 })];
  const controls = readControls(new Map(changes.map(({ key, value }) => [key, value])));
  assert.deepEqual(controls.exceptions, new Map([['a', exception]]));
  assert.deepEqual(controls.prices, new Map([['ETH', { usd: '1', at: 2 }]]));
});

test('what nobody here wrote sets nothing, but for a pause, which is taken in the stricter way', () => {
  const state = new Map([
    ['pause:everything', {}],
    ['exception:a', { until: 'soon' }],
    ['price:ETH', { usd: 1, at: 2 }],
    ['price:BTC', { usd: '1', at: 'now' }],
    ['other:x', { until: 5 }],
  ]);
  assert.deepEqual(readControls(state), {
    pauses: [{ subject: 'everything', answer: 'REJECT' }],
    exceptions: new Map(),
    prices: new Map(),
  });
});

test('a value is the text of an object', () => {
  assert.deepEqual(parseControlValue('{"until":5}'), { until: 5 });
  for (const wrong of ['', '5', '[]', 'null']) assert.equal(parseControlValue(wrong), undefined);
});

test('an exception is open until its end or its use', () => {
  assert.equal(isOpenException({ until: 5 }, 4), true);
  assert.equal(isOpenException({ until: 5 }, 5), false);
  assert.equal(isOpenException({ until: 5, usedBy: 'tx' }, 4), false);
  assert.equal(isOpenException({}, 4), false);
  assert.equal(isOpenException(undefined, 4), false);
});

test('a checkpoint sets nothing', async () => {
  const ledger = new MemoryLedger();
  await ledger.note({
    at: '',
    kind: 'checkpoint',
    statement: '',
    signedBy: '',
    algorithm: '',
    signature: '',
  });
  assert.equal((await ledger.controls()).size, 0);
  assert.equal(ledger.status().rows, 1);
});
