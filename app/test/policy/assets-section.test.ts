import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAssets } from '../../src/policy/assets-section.ts';
import { formatPath } from '../../src/policy/problem.ts';
import { testAssets } from '../helpers/policy.ts';

const coin = { family: 'evm_native', chain_id: '424242', decimals: '18', coin_types: ['60', '1'] };

function refusal(raw: unknown): readonly string[] {
  return parseAssets(raw, testAssets, ['assets']).issues.map(
    ({ path, message }) => `${formatPath(path)}: ${message}`,
  );
}

test("the document's assets come on top of the built-in ones", () => {
  const { assets, issues } = parseAssets(
    { COIN: coin, OTHER: { family: 'undecoded', decimals: '0' } },
    testAssets,
    [],
  );
  assert.deepEqual(issues, []);
  assert.deepEqual(assets.get('COIN'), {
    family: 'evm_native',
    id: 'COIN',
    chainId: 424242n,
    decimals: 18,
    coinTypes: [60, 1],
  });
  assert.deepEqual(assets.get('OTHER'), { family: 'undecoded', id: 'OTHER', decimals: 0 });
  assert.equal(assets.get('ETH'), testAssets.get('ETH'));
  assert.ok(!testAssets.has('COIN'));
});

test('a built-in asset cannot be described again', () => {
  const { assets } = parseAssets({ ETH: coin }, testAssets, []);
  assert.equal(assets.get('ETH'), testAssets.get('ETH'));
  assert.deepEqual(refusal({ ETH: coin }), [
    'assets.ETH: is a built-in asset and cannot be described again: remove it',
  ]);
});

test('every field has its limits', () => {
  for (const right of [
    { decimals: '36' },
    { chain_id: '1' },
    { chain_id: '9'.repeat(19) },
    { coin_types: ['0'] },
    { coin_types: ['999999999'] },
  ]) {
    assert.deepEqual(refusal({ COIN: { ...coin, ...right } }), []);
  }
  for (const [wrong, message] of [
    [{ decimals: '37' }, /^assets\.COIN\.decimals: must be a whole number from 0 to 36/],
    [{ decimals: '018' }, /decimals: must be a whole number/],
    [{ chain_id: '0' }, /chain_id: must be a whole number from 1/],
    [{ chain_id: '9'.repeat(20) }, /chain_id: must be a whole number from 1/],
    [{ coin_types: [] }, /coin_types: is empty/],
    [{ coin_types: ['60', '60'] }, /coin_types: names something twice/],
    [{ coin_types: ['1000000000'] }, /coin_types\[0\]: must be a whole number below/],
    [{ family: 'evm_coin' }, /^assets\.COIN\.family: must be a map whose family is/],
    [{ symbol: 'C' }, /unknown key `symbol`/],
  ] as const) {
    assert.match(String(refusal({ COIN: { ...coin, ...wrong } })), message);
  }
});

test('other shapes and names that no asset can have are refused', () => {
  assert.deepEqual(refusal([]), ['assets: must be a map from asset ids to assets']);
  assert.match(
    String(refusal({ COIN: 'ether' })),
    /must be a map whose family is evm_native, evm_token or undecoded/,
  );
  assert.deepEqual(refusal({ 'A B': coin }), [
    'assets.A B: is not an asset id: 1 to 128 visible ASCII characters',
  ]);
});

const contract = '0x5dC69B1Fbb13Bafd09af88a782F0F285772Ad5f8';
const token = { family: 'evm_token', native: 'ETH', contract, decimals: '6' };

test('a token is known by its contract in lower case', () => {
  const { assets, issues } = parseAssets({ USD: token }, testAssets, []);
  assert.deepEqual(issues, []);
  assert.deepEqual(assets.get('USD'), {
    family: 'evm_token',
    id: 'USD',
    native: 'ETH',
    contract: contract.toLowerCase(),
    decimals: 6,
  });
});

test('a token needs a known chain, a right checksum and a contract of its own', () => {
  for (const native of ['BTC', 'NEW']) {
    assert.deepEqual(refusal({ USD: { ...token, native } }), [
      `assets.USD.native: \`${native}\` is not the coin of a known EVM chain`,
    ]);
  }
  assert.match(String(refusal({ USD: { ...token, contract: contract.replace('dC', 'Dc') } })), /checksum/);
  assert.match(String(refusal({ USD: { ...token, contract: '0x12' } })), /40 hexadecimal digits/);
  assert.deepEqual(refusal({ USD: token, EUR: token }), [
    'assets.EUR.contract: is the contract of `USD` already',
  ]);
  const more = new Map([...testAssets, ...parseAssets({ USD: token }, testAssets, []).assets]);
  assert.match(
    String(parseAssets({ EUR: token }, more, []).issues.map(({ message }) => message)),
    /is the contract of `USD` already/,
  );
});
