import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatPath } from '../../src/policy/problem.ts';
import { parseVaults } from '../../src/policy/vaults-section.ts';
import { builtInAssets } from '../../src/transaction/assets/built-in.ts';

const solana = 'Stake11111111111111111111111111111111111111';
const tron = 'TBXSw8fM4jpQkGc6zZjsVABFpVN7UvXPdV';

function problems(raw: unknown): string {
  const { issues } = parseVaults(raw, builtInAssets, ['vaults']);
  return issues.map(({ path, message }) => `${formatPath(path)}: ${message}`).join('\n');
}

test('an account’s addresses of SOL and TRX are those of which one has to be the sender', () => {
  const raw = { '7': { SOL: { addresses: [solana] }, TRX: { addresses: [tron] } }, '8': {} };
  const { addresses, vaults, issues } = parseVaults(raw, builtInAssets, []);
  assert.deepEqual(issues, []);
  assert.deepEqual(
    addresses,
    new Map([
      ['7', new Set([solana, tron])],
      ['8', new Set()],
    ]),
  );
  assert.deepEqual(vaults.get('7'), new Map());
});

test('an address of another chain, a token and an extended key are reported', () => {
  for (const [raw, message] of [
    [
      { '7': { SOL: { addresses: [solana, tron] } } },
      /^vaults\.7\.SOL\.addresses\[1\]: `TBX.*` is no address of SOL$/,
    ],
    [{ '7': { TRX: { addresses: [solana] } } }, /is no address of TRX$/],
    [{ '7': { SOL: { addresses: [] } } }, /addresses: is empty/],
    [{ '7': { SOL: { addresses: [solana], account_key: 'x' } } }, /unknown key `account_key`/],
    [{ '7': { SOL: { addresses: Array.from({ length: 21 }, (_, i) => String(i)) } } }, /are more than 20/],
    [{ '7': { TRX_USDT_S2UZ: { addresses: [tron] } } }, /is not a coin of Bitcoin or its kin, SOL or TRX/],
  ] as const)
    assert.match(problems(raw), message);
});
