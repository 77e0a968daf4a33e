import assert from 'node:assert/strict';
import { test } from 'node:test';
import { approve, type Ignorable, ignore, reject, retry } from '../../src/decision/decision.ts';
import { deny } from '../../src/decision/denial.ts';
import { seal } from '../../src/lib/sealed.ts';
import type { Permit, PermitFields } from '../../src/policy/verdict.ts';
import type { Evidence } from '../../src/transaction/evidence.ts';
import { matchBytes } from '../../src/transaction/match.ts';
import { builtInKnowledge } from '../helpers/knowledge.ts';
import { ethereumSample, mustParse, mustParseTransaction } from '../helpers/requests.ts';

const request = mustParseTransaction(ethereumSample().payload);

function evidenceFor(about: typeof request): Evidence {
  const matched = matchBytes(about, builtInKnowledge);
  assert.ok(matched.ok);
  return matched.value;
}

function permitFor(fields: Omit<PermitFields, 'rules'>): Permit {
  return seal<'Permit', PermitFields>({ ...fields, rules: ['pay-deposits'] });
}

const evidence = evidenceFor(request);
const permit = permitFor({ request, evidence });
const denial = deny('policy_no_permit', { rule: 'x' });

test('an approval carries the rules that permitted it and cannot be changed', () => {
  const decision = approve(request, evidence, permit);
  assert.deepEqual(decision, { action: 'APPROVE', rules: ['pay-deposits'] });
  assert.ok(Object.isFrozen(decision));
});

const twin = mustParseTransaction(ethereumSample().payload);
const mixedUp = /evidence and permit must be about the request/;

test('evidence about another request, even one of the same content, approves nothing', () => {
  assert.throws(() => approve(request, evidenceFor(twin), permit), mixedUp);
});

test('a permit for another request approves nothing', () => {
  assert.throws(() => approve(request, evidence, permitFor({ request: twin, evidence })), mixedUp);
});

test('a permit that saw other evidence approves nothing', () => {
  assert.throws(
    () => approve(request, evidence, permitFor({ request, evidence: evidenceFor(request) })),
    mixedUp,
  );
});

test('a rejection and an abstention carry their denial, a postponement its reason, all unchangeable', () => {
  const change = mustParse('configuration_change', { requestId: 'r', signerId: 's', type: 'ADD_USER' });
  assert.equal(change.kind, 'configuration_change');
  const decisions = [reject(denial), retry('policy_hold'), ignore(change, denial)];
  assert.deepEqual(decisions, [
    { action: 'REJECT', denial },
    { action: 'RETRY', reason: 'policy_hold' },
    { action: 'IGNORE', denial },
  ]);
  assert.ok(decisions.every(Object.isFrozen));
});

test('an approval request can be ignored', () => {
  const asked: Ignorable = { ...request, stage: 'approval' };
  assert.equal(ignore(asked, denial).action, 'IGNORE');
});

test('what must never be built does not compile', () => {
  const forgedEvidence = { kind: 'not_a_transaction', request } as const;
  const forgedPermit = { request, evidence, rules: [] };
  // @ts-expect-error a plain object is no evidence
  assert.throws(() => approve(request, forgedEvidence, permit), mixedUp);
  // @ts-expect-error a plain object is no permit
  approve(request, evidence, forgedPermit);
  // @ts-expect-error an approval needs the evidence and the permit
  assert.throws(() => approve(request), TypeError);
  const signing = { ...request, stage: 'signing' } as const;
  // @ts-expect-error a signing request cannot be ignored
  ignore(signing, denial);
  // @ts-expect-error a refusal reason is no reason to ask again
  retry('policy_forbidden');
  // @ts-expect-error a reason that is not in the list
  deny('because');
});
