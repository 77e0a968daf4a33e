import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatPath } from '../../src/policy/problem.ts';
import { parseVaults } from '../../src/policy/vaults-section.ts';
import { accountKeyOf } from '../helpers/bitcoin.ts';
import { testAssets } from '../helpers/policy.ts';

const address = 'bc1qjhm0h7vhdyu0d0luv34dlz654rmsvg8twywk99';

function refusal(raw: unknown): readonly string[] {
  return parseVaults(raw, testAssets, ['vaults']).issues.map(
    ({ path, message }) => `${formatPath(path)}: ${message}`,
  );
}

test('addresses become scripts, and an account key a key', () => {
  const raw = { '3': { BTC: { addresses: [address], account_key: accountKeyOf(0, 3) } } };
  const { vaults, issues } = parseVaults(raw, testAssets, []);
  assert.deepEqual(issues, []);
  const vault = vaults.get('3')?.get('BTC');
  assert.deepEqual(
    vault?.scripts.map((script) => Buffer.from(script).toString('hex')),
    ['001495f6fbf9976938f6bffc646adf8b54a8f70620eb'],
  );
  assert.equal(vault?.account?.account, 3);
});

test('either of the two is enough', () => {
  assert.deepEqual(refusal({ '0': { BTC: { addresses: [address] } } }), []);
  assert.deepEqual(refusal({ '3': { BTC: { account_key: accountKeyOf(0, 3) } } }), []);
  assert.deepEqual(refusal({}), []);
});

test('everything that is wrong is reported', () => {
  const key = accountKeyOf(0, 3);
  for (const [raw, message] of [
    [[], /^vaults: must be a map/],
    [{ '0': [] }, /^vaults\.0: must be a map/],
    [{ '01': {} }, /^vaults\.01: is not the id of a vault account/],
    [{ '0': { ETH: { addresses: [address] } } }, /^vaults\.0\.ETH: is not a coin of Bitcoin/],
    [{ '0': { NEW: { addresses: [address] } } }, /^vaults\.0\.NEW: is not a coin of Bitcoin/],
    [{ '0': { BTC: {} } }, /^vaults\.0\.BTC: says nothing/],
    [{ '0': { BTC: { addresses: [] } } }, /addresses: is empty/],
    [{ '0': { BTC: { addresses: Array.from({ length: 21 }, (_, i) => String(i)) } } }, /are more than 20/],
    [
      { '0': { LTC: { addresses: [address] } } },
      /addresses\[0\]: `bc1q.*` is no address of LTC \(litecoin\)/,
    ],
    [{ '0': { BTC: { account_key: key } } }, /account_key: is the key of account 3, not of 0/],
    [{ '0': { BTC: { account_key: 'xpub' } } }, /account_key: is not an extended key/],
    [{ '0': { BTC: { other: '1' } } }, /unknown key `other`/],
  ] as const) {
    assert.match(String(refusal(raw)), message);
  }
});
