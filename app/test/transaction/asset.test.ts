import assert from 'node:assert/strict';
import { test } from 'node:test';
import { feeAssetOf } from '../../src/transaction/asset.ts';
import { builtInAssets } from '../../src/transaction/assets/built-in.ts';

test('a coin pays its own fee, a token’s is paid in its chain’s coin, and of others nobody knows', () => {
  const payer = (id: string): string | undefined => {
    const asset = builtInAssets.get(id);
    assert.ok(asset, id);
    return feeAssetOf(asset);
  };
  for (const id of ['ETH', 'BTC', 'SOL', 'TRX_TEST']) assert.equal(payer(id), id);
  assert.equal(payer('SOL_USDC_PTHX'), 'SOL');
  assert.equal(payer('TRX_USDT_S2UZ'), 'TRX');
  assert.equal(payer('XRP'), undefined);
});
