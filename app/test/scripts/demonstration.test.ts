import assert from 'node:assert/strict';
import { test } from 'node:test';
import { demonstrate, describeEvent, formatLine } from '../../scripts/demonstration.ts';
import { createEventLog } from '../../scripts/event-log.ts';
import { startRealHandler } from '../helpers/real-handler.ts';

test('the reason is told in words: rules, details, missing bytes, repetition', () => {
  const cases = [
    [
      { action: 'APPROVE', reason: 'permitted', rules: ['a', 'b'], evidence: 'no_bytes:approval_stage' },
      'rule a and b',
    ],
    [{ action: 'RETRY', reason: 'policy_hold', rules: ['hold-large'] }, 'policy hold; rule hold-large'],
    [
      { action: 'REJECT', reason: 'policy_no_permit', rules: [], evidence: 'no_bytes:not_sent' },
      'policy no permit; no bytes: not sent',
    ],
    [{ action: 'APPROVE', rules: ['a'], how: 'repeated' }, 'rule a; answered before'],
    [
      {
        action: 'REJECT',
        reason: 'transaction_destination_mismatch',
        detail: { declared: '0x5dC69B1Fbb13Bafd09af88a782F0F285772Ad5f8', found: 'b0a' },
      },
      'transaction destination mismatch; declared 0x5dC6..d5f8, found b0a',
    ],
    [{ action: 'REJECT' }, ''],
  ] as const;
  for (const [event, words] of cases) assert.equal(describeEvent({ event: 'decided', ...event }), words);
  assert.equal(
    describeEvent({ event: 'unauthenticated', failure: 'signature_invalid' }),
    'not the co-signer: signature invalid',
  );
  assert.equal(describeEvent({ event: 'started' }), '');
});

test('columns are aligned and nothing hangs behind', () => {
  assert.equal(formatLine('a', 'b', 'c').indexOf('c'), formatLine('sent', 'RETRY', 'c').indexOf('c'));
  assert.equal(formatLine('a', 'b', ''), formatLine('a', 'b', '').trimEnd());
});

test('at least eight different requests are shown, each answered as expected and with its reason', async (t) => {
  const handler = await startRealHandler(t);
  const log = createEventLog(1000);
  let told = 0;
  const shown = [];
  for await (const { step, why } of demonstrate(handler.cosigner, (requestId) => {
    for (; told < handler.lines.length; told += 1) log.hear(JSON.parse(handler.lines[told] ?? ''));
    return log.next(requestId);
  })) {
    assert.ok(step.ok, step.sent);
    assert.notEqual(why, '', step.sent);
    shown.push(`${step.got}: ${why}`);
  }
  assert.ok(shown.length >= 8);
  assert.ok(shown.includes('APPROVE: rule sign-to-counterparties'));
  assert.ok(shown.includes('401: not the co-signer: signature invalid'));
});

test('without a log the handler’s own sentence is shown', async (t) => {
  const { cosigner } = await startRealHandler(t);
  const whys = [];
  for await (const { why } of demonstrate(cosigner, async () => undefined)) whys.push(why);
  assert.ok(whys.includes('The raw transaction does not match the request.'));
});
