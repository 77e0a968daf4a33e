import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { serialise } from '../../src/simulator/serialise.ts';

test('amounts have exactly eight decimals wherever they stand, other numbers stay as they are', () => {
  assert.equal(
    serialise({
      amount: 0.01,
      requestedAmount: 1,
      list: [{ amountNative: 0, amountUSD: 18.742929374 }],
      rule: 5,
    }),
    '{"amount":0.01000000,"requestedAmount":1.00000000,"list":[{"amountNative":0.00000000,"amountUSD":18.74292937}],"rule":5}',
  );
});

test('nothing but the spelling of amounts changes: any object comes back equal', () => {
  fc.assert(
    fc.property(
      fc.object({ values: [fc.string(), fc.boolean(), fc.constant(null), fc.integer()] }),
      (object) => {
        const text = JSON.stringify(object);
        assert.deepEqual(JSON.parse(serialise(JSON.parse(text))), JSON.parse(text));
      },
    ),
    { numRuns: 200 },
  );
});
