import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { noControls } from '../../src/policy/controls.ts';
import {
  type Cap,
  formatUnits,
  measurePayment,
  measures,
  type Pricing,
  parseCap,
} from '../../src/policy/measure.ts';
import { decimal, testAssets, wednesdayNoon } from '../helpers/policy.ts';

function cap(text: string): Cap {
  const parsed = parseCap(text, testAssets);
  assert.ok(parsed.ok, text);
  return parsed.value;
}

const byCosigner: Pricing = { from: 'cosigner', marginPercent: 5 };
const byTable: Pricing = { from: 'table', maxAgeMs: 60_000 };
const payment = { asset: 'ETH', amount: decimal('1.5'), usd: decimal('4500') };

function priced(usd: string, at = wednesdayNoon) {
  return { ...noControls, prices: new Map([['ETH', { usd: decimal(usd), at }]]) };
}

describe('a cap', () => {
  it('is an amount of an asset, of dollars, or a number of transactions, in whole units', () => {
    assert.deepEqual(cap('1.5 ETH'), { unit: 'ETH', decimals: 18, amount: 15n * 10n ** 17n });
    assert.deepEqual(cap('50000.5 USD'), { unit: 'USD', decimals: 8, amount: 5_000_050_000_000n });
    assert.deepEqual(cap('20 transactions'), { unit: 'transactions', decimals: 0, amount: 20n });
    assert.equal(formatUnits(15n * 10n ** 17n, cap('1 ETH')), '1.5 ETH');
  });

  it('is nothing else', () => {
    for (const wrong of [
      '1',
      'ETH',
      '1 DOGE',
      '-1 ETH',
      '1.5 transactions',
      '0.000000001 USD',
      '1 USD more',
      '1e3 USD',
    ]) {
      const parsed = parseCap(wrong, testAssets);
      assert.ok(!parsed.ok, wrong);
      assert.match(parsed.error, /^`.*` is not a limit: write an amount of a known asset/);
    }
  });

  it('of dollars or a number is about every asset, of an asset about that one', () => {
    assert.deepEqual(
      ['1 USD', '1 transactions', '1 ETH', '1 BTC'].map((text) => measures(cap(text), 'ETH')),
      [true, true, true, false],
    );
  });
});

describe('a payment', () => {
  const measured = (
    text: string,
    pricing: Pricing = byCosigner,
    controls = noControls,
    changes = {},
  ): bigint | undefined =>
    measurePayment(cap(text), { ...payment, ...changes }, pricing, controls, wednesdayNoon);

  it('counts in base units, as one transaction, and in dollars with the margin on top', () => {
    assert.equal(measured('1 ETH'), 15n * 10n ** 17n);
    assert.equal(measured('1 transactions'), 1n);
    assert.equal(measured('1 USD'), 4725n * 10n ** 8n);
  });

  it('counts in dollars at the table’s price, rounded up', () => {
    assert.equal(measured('1 USD', byTable, priced('3000.01')), 450_001_500_000n);
    assert.equal(measured('1 USD', byTable, priced('0.000000001')), 1n);
  });

  it('is not measured without a price, and a price may be as old as it says and no older', () => {
    assert.equal(measured('1 USD', byTable), undefined);
    assert.notEqual(measured('1 USD', byTable, priced('3000', wednesdayNoon - 60_000)), undefined);
    assert.equal(measured('1 USD', byTable, priced('3000', wednesdayNoon - 60_001)), undefined);
    assert.equal(measured('1 USD', byTable, priced('3000', wednesdayNoon + 60_001)), undefined);
    assert.equal(measured('1 USD', byCosigner, priced('3000'), { usd: undefined }), undefined);
  });

  it('is not measured without an amount, or with more digits than the asset has', () => {
    assert.equal(measured('1 ETH', byCosigner, noControls, { amount: undefined }), undefined);
    assert.equal(
      measured('1 ETH', byCosigner, noControls, { amount: decimal(`0.${'0'.repeat(18)}1`) }),
      undefined,
    );
    assert.equal(measured('1 transactions', byCosigner, noControls, { amount: undefined }), 1n);
  });
});
