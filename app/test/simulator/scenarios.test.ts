import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import { publicReason } from '../../src/decision/public-reason.ts';
import { authenticationOptions, openConnection } from '../../src/simulator/connection.ts';
import { type Cosigner, createCosigner } from '../../src/simulator/cosigner.ts';
import * as sentences from '../../src/simulator/handler-sentences.ts';
import { runScenarios } from '../../src/simulator/run.ts';
import { scenarios } from '../../src/simulator/scenarios/catalogue.ts';
import { makeCertificate } from '../helpers/certificate.ts';
import {
  type Asked,
  alwaysSays,
  answerPair,
  answerToken,
  cosignerPair,
  type Said,
  startFakeHandler,
} from '../helpers/fake-handler.ts';
import { ecPair } from '../helpers/keys.ts';
import { startRealHandler } from '../helpers/real-handler.ts';

const run = { count: 12, concurrency: 4, newId: randomUUID };

async function against(
  t: TestContext,
  say: (asked: Asked) => Said,
  answerKey = answerPair.publicKey,
): Promise<Cosigner> {
  const { url } = await startFakeHandler(t, say);
  const connection = openConnection({ url, authentication: authenticationOptions[1], timeoutMs: 5000 });
  t.after(connection.close);
  const keys = { privateKey: cosignerPair.privateKey, answerKey };
  return createCosigner({ connection, signerId: 'signer-1', otherSignerId: 'signer-2', keys });
}

function named(...names: readonly string[]) {
  return scenarios.filter(({ name }) => names.includes(name));
}

test('the real handler with the example policy meets every expectation', async (t) => {
  const { cosigner } = await startRealHandler(t);
  const result = await runScenarios(scenarios, { cosigner, ...run });
  assert.deepEqual(
    result.steps.filter((step) => !step.ok),
    [],
  );
  assert.deepEqual(result.skipped, []);
  assert.equal(result.unreachable, undefined);
  assert.deepEqual(
    new Set(result.steps.map(({ scenario }) => scenario)),
    new Set(scenarios.map(({ name }) => name)),
  );
});

test('the real handler refuses each lie for the reason that the lie is about', async (t) => {
  const { cosigner, lines } = await startRealHandler(t);
  const expected: Readonly<Record<string, string>> = {
    'tampered-amount': 'transaction_amount_mismatch',
    'tampered-destination': 'transaction_destination_mismatch',
    'tampered-chain': 'transaction_chain_mismatch',
    'tampered-fee': 'transaction_fee_mismatch',
    'tampered-data': 'transaction_data_unexpected',
    'tampered-digest': 'transaction_digest_mismatch',
    'tampered-path': 'transaction_derivation_path_mismatch',
    'missing-rawtx': 'policy_no_permit',
    'forbidden-operation': 'transaction_content_unknown',
    'unknown-operation': 'request_value_unknown',
    'unknown-signer': 'signer_unknown',
    'duplicate-keys': 'request_ambiguous',
    'signer-of-other-cosigner': 'signer_of_other_cosigner',
    'unknown-configuration-type': 'configuration_type_unknown',
    'high-value': 'policy_hold',
  };
  const { steps } = await runScenarios(named(...Object.keys(expected)), { cosigner, ...run });
  const events = lines.map((line) => JSON.parse(line));
  const found = steps.map(({ scenario, requestId }) => [
    scenario,
    events.find((event) => event.requestId === requestId)?.reason,
  ]);
  assert.deepEqual(Object.fromEntries(found), expected);
});

test('a handler that approves everything fails every scenario that is no ordinary request', async (t) => {
  const cosigner = await against(t, alwaysSays('APPROVE'));
  const { steps } = await runScenarios(scenarios, { cosigner, ...run });
  const good = new Set(
    scenarios
      .filter(({ name }) => steps.every((step) => step.scenario !== name || step.ok))
      .map(({ name }) => name),
  );
  assert.deepEqual(
    good,
    new Set([
      'transfer',
      'transfer-legacy',
      'approval-then-signing',
      'transfer-between-vaults',
      'customer-withdrawal',
      'retry',
      'concurrent-copies',
      'whitelist-known-address',
    ]),
  );
});

test('a handler that refuses everything for one reason fails wherever another was to be given', async (t) => {
  const cosigner = await against(t, alwaysSays('REJECT', sentences.notPermitted));
  const { steps } = await runScenarios(scenarios, { cosigner, ...run });
  const good = steps.filter((step) => step.ok).map(({ scenario, sent }) => `${scenario}: ${sent}`);
  assert.deepEqual(good, [
    'unknown-destination: sign 0.01 ETH_TEST5 to an unknown address',
    'one-time-address: sign 0.01 ETH_TEST5 to a one-time address',
    'retry: compare both answers',
    'concurrent-copies: compare all answers',
    'missing-rawtx: sign 0.01 ETH_TEST5 without the bytes',
    'whitelist-unknown-address: whitelist an unknown address',
    'unknown-configuration-type: change DISABLE_EVERYTHING, a type nobody knows',
  ]);
});

test('answers that differ in one byte are not equal, though each is valid', async (t) => {
  const cosigner = await against(t, ({ request, turn }) => ({
    body: answerToken({ action: 'APPROVE', requestId: request['requestId'] ?? '', iat: turn }),
  }));
  const { steps } = await runScenarios(named('retry', 'concurrent-copies'), { cosigner, ...run });
  assert.deepEqual(
    steps.filter((step) => !step.ok).map(({ sent, got }) => `${sent}: ${got}`),
    ['compare both answers: no', 'compare all answers: no'],
  );
});

test('a randomised signature makes no difference, another claim does', async (t) => {
  const curve = ecPair('answer');
  const saying = (extra: (turn: number) => object) => (asked: Asked) => ({
    body: answerToken(
      { action: 'APPROVE', requestId: asked.request['requestId'] ?? '', ...extra(asked.turn) },
      curve.privateKey,
      { alg: 'ES256' },
    ),
  });
  const constant = await against(
    t,
    saying(() => ({})),
    curve.publicKey,
  );
  assert.ok((await runScenarios(named('retry'), { cosigner: constant, ...run })).steps.every(({ ok }) => ok));
  const changing = await against(
    t,
    saying((turn) => ({ iat: turn })),
    curve.publicKey,
  );
  assert.ok((await runScenarios(named('retry'), { cosigner: changing, ...run })).steps.some(({ ok }) => !ok));
});

test('an answer that never comes the second time is not equal to the first', async (t) => {
  const cosigner = await against(t, (asked) =>
    asked.turn === 0 ? alwaysSays('APPROVE')(asked) : { body: 'x', status: 500 },
  );
  const { steps } = await runScenarios(named('retry'), { cosigner, ...run });
  assert.deepEqual(
    steps.map(({ ok }) => ok),
    [true, false, false],
  );
});

test('without signatures forgeries cannot be told, so they are not played', async (t) => {
  const tls = makeCertificate({ name: 'handler.internal' });
  const say = ({ request }: Asked): Said => ({
    body: JSON.stringify({ action: 'APPROVE', requestId: request['requestId'] ?? '' }),
  });
  const { url } = await startFakeHandler(t, say, tls);
  const connection = openConnection({
    url,
    authentication: authenticationOptions[2],
    certificate: tls.cert,
    timeoutMs: 5000,
  });
  t.after(connection.close);
  const cosigner = createCosigner({ connection, signerId: 'signer-1' });
  const chosen = named('retry', 'alg-none', 'flood-of-strangers', 'signer-of-other-cosigner');
  const result = await runScenarios(chosen, { cosigner, ...run });
  assert.deepEqual(result.skipped, ['signer-of-other-cosigner', 'alg-none', 'flood-of-strangers']);
  assert.ok(result.steps.every(({ ok }) => ok));
});

test('names are unique and in kebab-case, summaries are short', () => {
  assert.equal(new Set(scenarios.map(({ name }) => name)).size, scenarios.length);
  for (const { name, summary } of scenarios) {
    assert.match(name, /^[a-z0-9]+(-[a-z0-9]+)*$/);
    assert.ok(summary.length <= 110, summary);
  }
});

test('the sentences expected are the sentences the handler says', () => {
  assert.equal(sentences.notUnderstood, publicReason('request_ambiguous'));
  assert.equal(sentences.signerNotAllowed, publicReason('signer_of_other_cosigner'));
  assert.equal(sentences.bytesDiffer, publicReason('transaction_digest_mismatch'));
  assert.equal(sentences.notPermitted, publicReason('policy_no_permit'));
  assert.equal(sentences.notSupported, publicReason('transaction_operation_unsupported'));
  assert.equal(sentences.idReused, publicReason('request_changed'));
  assert.equal(sentences.waits, publicReason('policy_hold'));
});
