/** What the operator's listener says, and what the log says in CloudWatch's own format when asked. */

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, test } from 'node:test';
import { askHandler } from '../../src/simulator/cosigner.ts';
import { buildTransfer } from '../../src/simulator/transfer.ts';
import { callerOf, openWorkplace, readMetric } from '../helpers/process.ts';

const place = await openWorkplace(after);
const handler = await place.start({ CALLBACK_METRICS_EMF: 'on' });
const caller = callerOf(handler.url);
after(() => caller.connection.close());

test('metrics have the documented names, and counts by what was asked, answered and why', async () => {
  await askHandler(caller, 'transaction', buildTransfer({ requestId: 'm-1', signerId: caller.signerId }));
  await askHandler(caller, 'transaction', buildTransfer({ requestId: 'm-1', signerId: caller.signerId }));
  await askHandler(
    caller,
    'transaction',
    buildTransfer({ requestId: randomUUID(), signerId: caller.signerId, bytes: { chainId: 1n } }),
  );
  await caller.connection.post('transaction', 'hello');
  const response = await fetch(new URL('/metrics', handler.adminUrl));
  assert.equal(response.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
  const metrics = await response.text();
  const names = [...metrics.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => `${name} ${type}`);
  assert.deepEqual(names.sort(), [
    'callback_clock_behind_seconds gauge',
    'callback_decision_seconds histogram',
    'callback_decisions_total counter',
    'callback_faults_total counter',
    'callback_key_age_seconds gauge',
    'callback_ledger_age_seconds gauge',
    'callback_ledger_healthy gauge',
    'callback_ledger_pending gauge',
    'callback_ledger_rows gauge',
    'callback_step_seconds histogram',
    'callback_unauthenticated_total counter',
    'process_resident_memory_bytes gauge',
  ]);
  const decisions = (action: string, reason: string, how: string): number =>
    readMetric(
      metrics,
      `callback_decisions_total{path="transaction",stage="signing",action="${action}",reason="${reason}",how="${how}"}`,
    );
  assert.equal(decisions('APPROVE', 'permitted', 'first'), 1);
  assert.equal(decisions('APPROVE', 'permitted', 'repeated'), 1);
  assert.equal(decisions('REJECT', 'transaction_chain_mismatch', 'first'), 1);
  assert.equal(readMetric(metrics, 'callback_unauthenticated_total{failure="token_malformed"}'), 1);
  assert.equal(readMetric(metrics, 'callback_decision_seconds_count{stage="signing"}'), 3);
  for (const [step, count] of Object.entries({ authenticate: 3, decide: 3, sign: 2, record: 2 })) {
    assert.equal(readMetric(metrics, `callback_step_seconds_count{step="${step}"}`), count, step);
  }
  assert.equal(readMetric(metrics, 'callback_ledger_healthy'), 1);
  assert.equal(readMetric(metrics, 'callback_ledger_rows'), 2);
});

test('the operator’s listener has health too, and nothing else; the co-signer’s has no metrics', async () => {
  const get = async (url: URL, method = 'GET'): Promise<readonly [number, string]> => {
    const response = await fetch(url, { method });
    return [response.status, await response.text()];
  };
  const [status, body] = await get(new URL('/health', handler.adminUrl));
  assert.equal(status, 200);
  assert.equal(JSON.parse(body).status, 'ok');
  assert.deepEqual(await get(new URL('/v2/tx_sign_request', handler.adminUrl), 'POST'), [
    405,
    'Method Not Allowed\n',
  ]);
  assert.deepEqual(await get(new URL('/', handler.adminUrl)), [404, 'Not Found\n']);
  assert.deepEqual(await get(new URL('/metrics', handler.url)), [404, 'Not Found\n']);
});

test('health names keys by fingerprint, the policy by hash, and holds nothing else', async () => {
  const { body } = await handler.getHealth();
  assert.deepEqual(Object.keys(body), [
    'status',
    'problems',
    'warnings',
    'policySha256',
    'answerKeys',
    'ledgerRows',
  ]);
  assert.match(
    JSON.stringify(body['answerKeys']),
    /^\[\{"name":"development","algorithm":"RS256","fingerprint":"[0-9a-f]{64}"\}\]$/,
  );
});

test('the period that is open at shutdown is written as embedded metric format', async () => {
  assert.equal((await handler.stop()).code, 0);
  const lines = handler.lines.filter((line) => line.includes('"_aws"')).map((line) => JSON.parse(line));
  assert.equal(lines.length, 1);
  const [line] = lines;
  const [directive] = line._aws.CloudWatchMetrics;
  assert.equal(directive.Namespace, 'CallbackHandler');
  for (const { Name } of directive.Metrics) assert.ok(Name in line, Name);
  assert.partialDeepStrictEqual(line, {
    Approved: 2,
    Rejected: 1,
    Unauthenticated: 1,
    TransactionMismatch: 1,
    LedgerHealthy: 1,
  });
  assert.equal(line.DecisionMilliseconds.length, 3);
});
