import assert from 'node:assert/strict';
import { test } from 'node:test';
import { authenticationOptions } from '../../src/simulator/connection.ts';
import { createCosigner, type Reply } from '../../src/simulator/cosigner.ts';
import { ask, claim, type Expectation, type Play, recordMany, type Step } from '../../src/simulator/play.ts';

const http = { contentType: 'text/plain', milliseconds: 2 };
const approved: Reply = {
  kind: 'answer',
  action: 'APPROVE',
  reason: '',
  http: { ...http, status: 200, body: 'a' },
};
const rejected: Reply = { ...approved, action: 'REJECT', reason: 'No.' };
const refused = (status: number, body = 'Unauthorized'): Reply => ({
  kind: 'refused',
  http: { ...http, status, body },
});

function play(): { readonly play: Play; readonly steps: Step[] } {
  const steps: Step[] = [];
  const connection = {
    authentication: authenticationOptions[2],
    post: async () => ({ ...http, status: 401, body: 'Unauthorized' }),
    close: () => undefined,
  };
  return {
    steps,
    play: {
      scenario: 'test',
      cosigner: createCosigner({ connection, signerId: 's' }),
      count: 1,
      concurrency: 1,
      newId: () => 'id',
      record: (step) => steps.push(step),
      refusals: new Set(),
    },
  };
}

/** The line of one reply against one expectation. */
function judged(reply: Reply, expect: Expectation | undefined): Pick<Step, 'got' | 'why' | 'ok'> {
  const { play: one, steps } = play();
  recordMany(one, { sent: 'x', expect }, [reply]);
  const [step] = steps;
  assert.ok(step);
  return { got: step.got, why: step.why, ok: step.ok };
}

test('the expected action is good, another is not', () => {
  assert.deepEqual(judged(approved, { outcome: 'APPROVE' }), { got: '1 x APPROVE', why: '', ok: true });
  assert.deepEqual(judged(rejected, { outcome: 'APPROVE' }), { got: '1 x REJECT', why: 'No.', ok: false });
});

test('a refusal for another reason is not the expected one', () => {
  assert.equal(judged(rejected, { outcome: 'REJECT', because: 'No.' }).ok, true);
  assert.deepEqual(judged(rejected, { outcome: 'REJECT', because: 'Never.' }), {
    got: '1 x REJECT',
    why: 'another reason than "Never.": "No."',
    ok: false,
  });
});

test('without an expectation any valid answer is good and any refusal is not', () => {
  assert.equal(judged(rejected, undefined).ok, true);
  assert.equal(judged(refused(401), undefined).ok, false);
  assert.equal(judged(refused(500), undefined).ok, false);
});

test('a status is as expected or it is not', () => {
  assert.equal(judged(refused(401), { outcome: '401' }).ok, true);
  assert.equal(judged(refused(413), { outcome: '413' }).ok, true);
  assert.equal(judged(refused(413), { outcome: '401' }).ok, false);
  assert.equal(judged(refused(401), { outcome: 'REJECT' }).ok, false);
  assert.equal(judged(approved, { outcome: '401' }).ok, false);
});

test('an invalid answer and no answer are never good', () => {
  const invalid: Reply = {
    kind: 'invalid',
    problem: 'answer_not_a_token',
    http: { ...http, status: 200, body: '' },
  };
  assert.deepEqual(judged(invalid, undefined), {
    got: '1 x invalid answer',
    why: 'answer_not_a_token',
    ok: false,
  });
  assert.deepEqual(judged({ kind: 'none', problem: 'reset' }, undefined), {
    got: '1 x no answer',
    why: 'reset',
    ok: false,
  });
});

test('every 401 of a run has the same body', () => {
  const { play: one, steps } = play();
  const line = { sent: 'x', expect: { outcome: '401' } } as const;
  recordMany(one, line, [refused(401), refused(401)]);
  recordMany(one, line, [refused(401, 'Unauthorized: bad signature')]);
  assert.deepEqual(
    steps.map(({ ok, why }) => ({ ok, why })),
    [
      { ok: true, why: '' },
      { ok: false, why: 'the body of a 401 is not always the same' },
    ],
  );
});

test('many replies become one line: counted, the slowest time, the first that is wrong', () => {
  const { play: one, steps } = play();
  const slow: Reply = { ...approved, http: { ...approved.http, milliseconds: 9 } };
  recordMany(one, { sent: 'many', expect: { outcome: 'APPROVE' } }, [approved, slow, rejected]);
  assert.partialDeepStrictEqual(steps, [
    { expected: 'APPROVE', got: '2 x APPROVE, 1 x REJECT', why: 'No.', ok: false, milliseconds: 9 },
  ]);
});

test('no replies at all are a line without words', () => {
  const { play: one, steps } = play();
  recordMany(one, { sent: 'none', expect: undefined }, []);
  assert.partialDeepStrictEqual(steps, [{ expected: 'any', got: '', why: '', milliseconds: 0 }]);
});

test('a comparison holds or fails', () => {
  const { play: one, steps } = play();
  claim(one, 'compare', 'equal', true);
  claim(one, 'compare', 'equal', false);
  assert.deepEqual(
    steps.map(({ got, ok }) => ({ got, ok })),
    [
      { got: 'equal', ok: true },
      { got: 'no', ok: false },
    ],
  );
});

test('a line names its request, if the request has a name', async () => {
  const { play: one, steps } = play();
  await ask(one, { requestId: 'request-1' }, { sent: 'x', expect: { outcome: '401' } });
  await ask(one, { requestId: 5 }, { sent: 'x', expect: undefined });
  assert.partialDeepStrictEqual(steps, [
    { scenario: 'test', requestId: 'request-1', expected: '401', got: '401', ok: true },
    { requestId: '', expected: 'any', ok: false },
  ]);
});
