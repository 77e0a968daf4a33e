import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getAddress, isAddress } from 'viem';
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

const tokens = assets.filter((asset) => asset.family === 'evm_token');

test('every token is on a chain that is known, and has a contract of its own', () => {
  for (const { id, native: coin, contract } of tokens) {
    assert.equal(builtInAssets.get(coin)?.family, 'evm_native', id);
    assert.match(contract, /^0x[0-9a-f]{40}$/, id);
  }
  assert.equal(new Set(tokens.map((asset) => `${asset.native} ${asset.contract}`)).size, tokens.length);
});

/** As their issuers publish them, with the checksum that a slip of one digit would break. */
const published: Readonly<Record<string, string>> = {
  USDC: '0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48',
  USDT_ERC20: '0xdAC17F958D2ee523a2206206994597C13D831ec7',
  DAI: '0x6B175474E89094C44Da98b954EedeAC495271d0F',
  WETH: '0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2',
  WBTC: '0x2260FAC5E5542a773Aa44fBCfeDf7C193bc2C599',
  LINK: '0x514910771AF9Ca656af840dff83E8264EcF986CA',
  UNI: '0x1f9840a85d5aF5bf1D1762F925BDADdC4201F984',
  AAVE: '0x7Fc66500c84A76Ad7e9c93437bFc5Ac33E2DDaE9',
};

test('judge: viem computes the published checksum of every contract', () => {
  const spelled = tokens.map(({ id, contract }) => [id, checksumAddress(contract)]);
  assert.deepEqual(Object.fromEntries(spelled), published);
});

function checksumAddress(contract: string): string {
  assert.ok(isAddress(contract));
  return getAddress(contract);
}

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
