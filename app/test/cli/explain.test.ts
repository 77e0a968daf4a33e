import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { JsonObject } from '../../src/lib/json.ts';
import { buildWhitelisting } from '../../src/simulator/configuration-change.ts';
import { serialise } from '../../src/simulator/serialise.ts';
import { buildTransfer } from '../../src/simulator/transfer.ts';
import { type CommandResult, examplePolicy, runCommand } from '../helpers/process.ts';

const ether = 10n ** 18n;
const transfer = { requestId: 'r-1', signerId: 's-1' };
/** A Wednesday at noon in Tokyo. */
const officeHours = ['--at', '2026-11-18T03:00:00Z'];

async function explain(
  t: TestContext,
  request: JsonObject | string,
  ...options: readonly string[]
): Promise<CommandResult> {
  const folder = await mkdtemp(join(tmpdir(), 'callback-handler-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'request.json');
  await writeFile(file, typeof request === 'string' ? request : serialise(request));
  return runCommand(['explain', file, '--policy', examplePolicy, ...options]);
}

test('says what would be answered, at which stage, on what evidence, and every rule', async (t) => {
  const { code, stdout, stderr } = await explain(t, buildTransfer(transfer), ...officeHours);
  assert.deepEqual([code, stderr], [0, '']);
  const [first, second, ...rules] = stdout.trimEnd().split('\n');
  assert.equal(first, 'APPROVE (permitted)');
  assert.equal(second, 'stage signing, evidence bytes_matched');
  assert.ok(rules.includes('  permit sign-to-counterparties: matched'));
  const forbid =
    '  forbid no-enormous-amount: failed because of amount: wants more than 200 ETH_TEST5; found 0.01';
  assert.ok(rules.includes(forbid), stdout);
  assert.ok(rules.length >= 10);
});

test('the same as JSON', async (t) => {
  const { stdout } = await explain(t, buildTransfer(transfer), '--json', ...officeHours);
  assert.partialDeepStrictEqual(JSON.parse(stdout), {
    action: 'APPROVE',
    reason: 'permitted',
    stage: 'signing',
    evidence: 'bytes_matched',
  });
});

test('the time of the request is a parameter', async (t) => {
  const request = buildTransfer({ ...transfer, amountWei: 6n * ether });
  const day = await explain(t, request, ...officeHours);
  assert.match(day.stdout, /^APPROVE \(permitted\)/);
  const night = await explain(t, request, '--at', '2026-11-18T15:00:00Z');
  assert.match(night.stdout, /^RETRY \(policy_hold\)/);
  assert.match(night.stdout, /^ {2}hold {3}hold-medium-payments-outside-office-hours: matched/m);
});

test('without a time it is now', async (t) => {
  const { stdout } = await explain(t, buildTransfer({ ...transfer, amountWei: 300n * ether }));
  assert.match(stdout, /^REJECT \(policy_forbidden\)/);
});

test('bytes that lie are told with what was declared and what was found', async (t) => {
  const { code, stdout } = await explain(t, buildTransfer({ ...transfer, bytes: { chainId: 1n } }));
  assert.equal(code, 0);
  assert.match(
    stdout,
    /^REJECT \(transaction_chain_mismatch\)\n {2}field: asset\n {2}declared: 11155111\n {2}found: 1\nstage signing\n$/,
  );
});

test('a token is taken for the object in it; its signature is not checked', async (t) => {
  const payload = Buffer.from(serialise(buildTransfer(transfer))).toString('base64url');
  for (const end of ['', '\n']) {
    const { stdout } = await explain(t, `eyJ9.${payload}.bm9uZQ${end}`, ...officeHours);
    assert.match(stdout, /^APPROVE \(permitted\)/);
  }
});

test('a configuration change is explained as one', async (t) => {
  const request = buildWhitelisting(transfer);
  const asChange = await explain(t, request, '--operation', 'configuration_change');
  assert.match(asChange.stdout, /^APPROVE \(permitted\)\nstage approval, evidence not_a_transaction\n/);
  const asTransaction = await explain(t, request);
  assert.match(asTransaction.stdout, /^REJECT \(request_field_missing\)/);
});

test('what cannot be read is told by reason and problem', async (t) => {
  const { code, stdout } = await explain(t, '{"a":1,"a":2}');
  assert.deepEqual([code, stdout], [0, 'REJECT (request_ambiguous)\n  problem: json_duplicate_member\n']);
});

test('a file that is not there is 66, a policy that is wrong is 78', async (t) => {
  const missing = await runCommand(['explain', '/nowhere.json', '--policy', examplePolicy]);
  assert.deepEqual(
    [missing.code, missing.stdout, missing.stderr],
    [66, '', '/nowhere.json cannot be read: no such file\n'],
  );
  const wrong = await explain(t, '{}', '--policy', '/nowhere.yaml');
  assert.equal(wrong.code, 78);
  assert.match(wrong.stderr, /\/nowhere\.yaml: cannot be read: no such file/);
});
