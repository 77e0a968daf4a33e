import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAssets } from '../../src/policy/assets-section.ts';
import { formatPath } from '../../src/policy/problem.ts';
import { builtInAssets } from '../../src/transaction/assets/built-in.ts';
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

test('a coin of the kin of Bitcoin has the decimals and the coin type of its network', () => {
  const { assets, issues } = parseAssets(
    { MINE: { family: 'bitcoin', network: 'dogecoin' } },
    testAssets,
    [],
  );
  assert.deepEqual(issues, []);
  assert.deepEqual(assets.get('MINE'), {
    family: 'bitcoin',
    id: 'MINE',
    network: 'dogecoin',
    decimals: 8,
    coinTypes: [3],
  });
  assert.match(String(refusal({ MINE: { family: 'bitcoin', network: 'bitcoincash' } })), /network/);
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
    /must be a map whose family is evm_native, evm_token, bitcoin, solana_token, tron_token or undecoded/,
  );
  assert.deepEqual(refusal({ 'A B': coin }), [
    'assets.A B: is not an asset id: 1 to 128 visible ASCII characters',
  ]);
});

const usdc = 'EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v';
const usdt = 'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t';
const solanaToken = {
  family: 'solana_token',
  native: 'SOL',
  mint: usdc,
  program: 'token_2022',
  decimals: '6',
};
const tronToken = { family: 'tron_token', native: 'TRX_TEST', contract: usdt, decimals: '6' };

test('tokens of Solana and Tron are what the document says they are', () => {
  const { assets, issues } = parseAssets({ S: solanaToken, T: tronToken }, builtInAssets, []);
  assert.deepEqual(issues, []);
  assert.deepEqual(assets.get('S'), { ...solanaToken, id: 'S', decimals: 6 });
  assert.deepEqual(assets.get('T'), { ...tronToken, id: 'T', decimals: 6 });
});

test('a token needs an address of its chain and a coin of it', () => {
  const problem = (raw: object) =>
    parseAssets({ T: raw }, builtInAssets, []).issues.map(
      ({ path, message }) => `${path.join('.')}: ${message}`,
    );
  for (const [raw, message] of [
    [{ ...solanaToken, mint: usdt }, 'T.mint: must be the address of a mint in base58'],
    [{ ...solanaToken, native: 'TRX' }, 'T.native: must be one of SOL, SOL_TEST'],
    [{ ...solanaToken, native: 'NEW' }, 'T.native: must be one of SOL, SOL_TEST'],
    [{ ...solanaToken, program: 'other' }, 'T.program: must be one of token, token_2022'],
    [{ ...tronToken, contract: usdc }, 'T.contract: must be the address of a contract in base58check'],
    [{ ...tronToken, native: 'SOL' }, 'T.native: must be one of TRX, TRX_TEST'],
  ] as const)
    assert.deepEqual(problem(raw), [message]);
});

test('a coin of Bitcoin’s kin has what its network has', () => {
  const { assets } = parseAssets({ MINE: { family: 'bitcoin', network: 'litecoin' } }, builtInAssets, []);
  assert.equal(assets.get('MINE')?.family, 'bitcoin');
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
