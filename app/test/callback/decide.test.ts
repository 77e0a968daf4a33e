import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decide } from '../../src/callback/decide.ts';
import { document, load, rule, wednesdayNoon } from '../helpers/policy.ts';
import { ethereumSample, mustParseTransaction } from '../helpers/requests.ts';

test('an address that looks like a known one is refused with both, though a rule permits it', () => {
  const paid = '0x5dc69b1fbb13bafd09af88a782f0f285772ad5f8';
  const known = `0x5dc6${'0'.repeat(32)}d5f8`;
  const permit = rule('all', 'permit', '{operation: [TRANSFER]}');
  const policy = load(document(permit).replace('other: [', `settlement: ["${known}"]\n  other: [`));
  const { decision } = decide(mustParseTransaction(ethereumSample().payload), 'c', policy, wednesdayNoon);
  assert.deepEqual(decision, {
    action: 'REJECT',
    denial: { reason: 'destination_look_alike', detail: { found: paid, resembles: known } },
  });
});
