import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as chains from 'viem/chains';
import { builtInAssets } from '../../../src/transaction/assets/built-in.ts';
import { isSolanaAddress } from '../../../src/transaction/solana/address.ts';
import { isTronAddress } from '../../../src/transaction/tron/address.ts';

const assets = [...builtInAssets.values()];
const native = assets.filter((asset) => asset.family === 'evm_native');

test('every asset is found under its own id', () => {
  for (const [id, asset] of builtInAssets) assert.equal(asset.id, id);
});

test('no two native assets share a chain', () => {
  assert.equal(new Set(native.map(({ chainId }) => chainId)).size, native.length);
});

test('judge: viem knows every chain, its coin has as many decimals, and both agree on what is a test network', () => {
  for (const { id, chainId, decimals, coinTypes } of native) {
    const chain = Object.values(chains).find((candidate) => BigInt(candidate.id) === chainId);
    assert.ok(chain, id);
    assert.equal(chain.nativeCurrency.decimals, decimals, id);
    assert.equal(chain.testnet === true, coinTypes.includes(1), id);
  }
});

test('a test network derives on coin type 1 alone, any other never', () => {
  for (const { id, coinTypes } of native) {
    if (coinTypes.includes(1)) assert.deepEqual(coinTypes, [1], id);
    else assert.ok(coinTypes.includes(60), id);
  }
});

test('the two assets of the captured requests mean what was captured', () => {
  assert.deepEqual(builtInAssets.get('ETH'), {
    family: 'evm_native',
    id: 'ETH',
    chainId: 1n,
    decimals: 18,
    coinTypes: [60],
  });
  assert.equal(native.find(({ id }) => id === 'ETH_TEST5')?.chainId, 11155111n);
});

test('an undecoded asset has the decimals that its amounts are judged with', () => {
  assert.deepEqual(builtInAssets.get('XRP'), { family: 'undecoded', id: 'XRP', decimals: 6 });
  assert.equal(builtInAssets.get('USDC')?.decimals, 6);
});

test('a token of Solana or Tron pays its fee in a coin of its own chain, and has an address of it', () => {
  for (const asset of assets) {
    if (asset.family === 'solana_token') {
      assert.equal(builtInAssets.get(asset.native)?.family, 'solana_native', asset.id);
      assert.ok(isSolanaAddress(asset.mint), asset.id);
    }
    if (asset.family === 'tron_token') {
      assert.equal(builtInAssets.get(asset.native)?.family, 'tron_native', asset.id);
      assert.ok(isTronAddress(asset.contract), asset.id);
    }
  }
});

test('the coins of Bitcoin and its kin have the coin type and the decimals of their network', () => {
  const found = assets
    .filter((asset) => asset.family === 'bitcoin')
    .map(({ id, network, decimals, coinTypes }) => `${id} ${network} ${decimals} ${coinTypes.join()}`);
  assert.deepEqual(found, [
    'BTC bitcoin 8 0',
    'BTC_TEST bitcoin_testnet 8 1',
    'LTC litecoin 8 2',
    'LTC_TEST litecoin_testnet 8 1',
    'DOGE dogecoin 8 3',
  ]);
});

test('an id in another case is another id', () => assert.equal(builtInAssets.get('eth'), undefined));
