import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { encodeFunctionData, maxUint256, parseAbi, serializeTransaction } from 'viem';
import { examplePolicy, runCommand } from '../helpers/process.ts';
import { ethereumSample } from '../helpers/requests.ts';

const sample = String(ethereumSample().payload.rawTx[0]?.['rawTx']);
const stranger = '0x5dC69B1Fbb13Bafd09af88a782F0F285772Ad5f8';

test('says in words what a transfer pays, costs and needs a permit for', async () => {
  const { code, stdout } = await runCommand(['decode', sample, '--asset', 'ETH']);
  assert.equal(code, 0);
  assert.match(stdout, /^ETH: eip1559\n {2}signs {4}77b4e74099ce/);
  assert.match(stdout, / pays {5}0\.01 ETH to 0x5dc69b1fbb13bafd09af88a782f0f285772ad5f8\n/);
  assert.match(stdout, / fee {6}at most 0\.000597803762241 ETH\n/);
  assert.match(stdout, / a permit has to name: payment\n$/);
});

test('reads a file, with a prefix and line breaks, and prints JSON', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'callback-handler-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'bytes.hex');
  await writeFile(file, `0x${sample.slice(0, 20)}\n${sample.slice(20)}\n`);
  const { code, stdout } = await runCommand([
    'decode',
    file,
    '--asset',
    'ETH',
    '--json',
    '--policy',
    examplePolicy,
  ]);
  assert.equal(code, 0);
  assert.deepEqual(JSON.parse(stdout).acts, ['payment']);
});

test('marks a call that nobody knows, and a token that is in no table', async () => {
  const unknown = serializeTransaction({ chainId: 1, type: 'eip1559', to: stranger, data: '0x12345678' });
  const call = await runCommand(['decode', unknown, '--asset', 'ETH']);
  assert.match(call.stdout, /calls {4}\? a method that is not known \(0x12345678\)/);
  assert.match(call.stdout, /has to name: \? unknown_call/);
  const data = encodeFunctionData({
    abi: parseAbi(['function transfer(address to, uint256 amount)']),
    args: [stranger, 5n],
  });
  const token = serializeTransaction({ chainId: 1, type: 'eip1559', to: stranger, data });
  const payment = await runCommand(['decode', token, '--asset', 'ETH']);
  assert.match(payment.stdout, /pays {5}\? 5 base units of unlisted:/);
});

test('tells an allowance without a limit', async () => {
  const data = encodeFunctionData({
    abi: parseAbi(['function approve(address spender, uint256 amount)']),
    args: [stranger, maxUint256],
  });
  const bytes = serializeTransaction({ chainId: 1, type: 'eip1559', to: stranger, data });
  const { stdout } = await runCommand(['decode', bytes, '--asset', 'ETH']);
  assert.match(stdout, /allows {3}0x5dc69b1fbb13bafd09af88a782f0f285772ad5f8 to take any amount of /);
});

test('says what is wrong with bytes that are not understood, and exits with 1', async () => {
  const words = await runCommand(['decode', '02ef', '--asset', 'ETH']);
  assert.equal(words.code, 1);
  assert.equal(words.stdout, 'not understood: transaction_bytes_malformed\n  problem: rlp_truncated\n');
  const json = await runCommand(['decode', '02ef', '--asset', 'ETH', '--json']);
  assert.equal(JSON.parse(json.stdout).reason, 'transaction_bytes_malformed');
});

test('says that there is nothing to read, and exits with 66', async () => {
  const { code, stderr } = await runCommand(['decode', 'no-such-file', '--asset', 'ETH']);
  assert.equal(code, 66);
  assert.match(stderr, /neither hexadecimal nor a file that holds some/);
});

test('lists what is wrong with the policy, and exits with 78', async () => {
  const { code } = await runCommand(['decode', sample, '--asset', 'ETH', '--policy', 'no-such-file']);
  assert.equal(code, 78);
});
