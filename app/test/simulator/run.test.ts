import assert from 'node:assert/strict';
import { test } from 'node:test';
import { authenticationOptions } from '../../src/simulator/connection.ts';
import type { Case } from '../../src/simulator/corpus.ts';
import { type Cosigner, createCosigner } from '../../src/simulator/cosigner.ts';
import { claim, type Play } from '../../src/simulator/play.ts';
import { holds, maxConcurrency, maxCount, runCases, runScenarios } from '../../src/simulator/run.ts';
import type { Scenario } from '../../src/simulator/scenario.ts';

const approval = {
  status: 200,
  contentType: '',
  body: '{"action":"APPROVE","requestId":"a"}',
  milliseconds: 1,
};
const options = { count: 1, concurrency: 1, newId: () => 'a' };

/** Answers each post with the next of what it is given; nothing left is a broken connection. */
function cosignerHearing(...answers: readonly (typeof approval | 'broken')[]): Cosigner {
  const left = [...answers];
  const connection = {
    authentication: authenticationOptions[2],
    post: async () => {
      const answer = left.shift() ?? 'broken';
      if (answer === 'broken') throw new Error('broken');
      return answer;
    },
    close: () => undefined,
  };
  return createCosigner({ connection, signerId: 's' });
}

const good: Case = {
  name: 'good',
  operation: 'transaction',
  request: { requestId: 'a' },
  expect: { outcome: 'APPROVE' },
};

test('cases are told in words', async () => {
  const transfer = { requestId: 'a', operation: 'TRANSFER', amountStr: '1', asset: 'ETH', fee: '1' };
  const change = { requestId: 'a', type: 'ADD_USER' };
  const result = await runCases(
    [good, { ...good, request: transfer }, { ...good, operation: 'configuration_change', request: change }],
    { cosigner: cosignerHearing(approval, approval, approval), ...options },
  );
  assert.deepEqual(
    result.steps.map(({ sent }) => sent),
    ['approval of ? ? ?', 'signing of TRANSFER 1 ETH', 'change ADD_USER'],
  );
  assert.ok(holds(result));
});

test('a handler that does not answer the first question is unreachable, and nothing more is asked', async () => {
  const result = await runCases([good, good], { cosigner: cosignerHearing(), ...options });
  assert.equal(result.unreachable, 'broken');
  assert.equal(result.steps.length, 1);
  assert.equal(holds(result), false);
});

test('a later question without an answer is a line that fails', async () => {
  const cosigner = cosignerHearing(approval, 'broken', approval);
  const result = await runCases([good, good, good], { cosigner, ...options });
  assert.equal(result.unreachable, undefined);
  assert.deepEqual(
    result.steps.map(({ ok }) => ok),
    [true, false, true],
  );
  assert.equal(holds(result), false);
});

test('nothing played is nothing proven', async () => {
  assert.equal(holds(await runScenarios([], { cosigner: cosignerHearing(), ...options })), false);
});

test('count and concurrency end at their limits, whatever is asked for', async () => {
  const seen: Pick<Play, 'count' | 'concurrency'>[] = [];
  const scenario: Scenario = {
    name: 'look',
    summary: '',
    play: async (play) => {
      seen.push({ count: play.count, concurrency: play.concurrency });
      claim(play, '', '', true);
    },
  };
  const cosigner = cosignerHearing();
  await runScenarios([scenario], { ...options, cosigner, count: maxCount, concurrency: maxConcurrency });
  await runScenarios([scenario], {
    ...options,
    cosigner,
    count: maxCount + 1,
    concurrency: maxConcurrency + 1,
  });
  const limit = { count: maxCount, concurrency: maxConcurrency };
  assert.deepEqual(seen, [limit, limit]);
});
