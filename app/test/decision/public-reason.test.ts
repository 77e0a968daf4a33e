import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusalReasons, retryReasons } from '../../src/decision/denial.ts';
import { publicReason } from '../../src/decision/public-reason.ts';

const reasons = [...refusalReasons, ...retryReasons];

function sentenceFor(reason: string): string {
  const sentence = publicReason(reason);
  assert.ok(sentence !== undefined, reason);
  return sentence;
}

test('every reason has a sentence: a capital, a full stop, plain ASCII, short enough for an audit log', () => {
  for (const reason of reasons) assert.match(sentenceFor(reason), /^[A-Z][ -~]{8,78}\.$/, reason);
});

test('no sentence gives a reason away, nor a number, a name or a limit', () => {
  for (const reason of reasons) {
    const sentence = sentenceFor(reason);
    assert.ok(!sentence.includes('_'), sentence);
    assert.doesNotMatch(sentence, /[0-9"'`{}]/);
  }
});

test('the reasons of one family read alike, so that a prober learns nothing', () => {
  const families: readonly (readonly [RegExp, number])[] = [
    [/^request_(?!changed)/, 1],
    [/^signer_/, 1],
    [/^transaction_(?!type|operation|script|too|content)/, 1],
    [/^transaction_(?:type|operation|script|too|content)/, 1],
    [/^(?:policy_(?!hold)|configuration_)/, 1],
    [/^(?:ledger_unavailable|deadline_near|overloaded)$/, 1],
  ];
  for (const [family, sentences] of families) {
    const members = reasons.filter((reason) => family.test(reason));
    assert.ok(members.length > 1, String(family));
    assert.equal(new Set(members.map(sentenceFor)).size, sentences, String(family));
  }
});

test('the families tell each other apart', () => {
  const samples = [
    'request_not_json',
    'signer_unknown',
    'transaction_digest_mismatch',
    'policy_forbidden',
    'transaction_type_unsupported',
    'request_changed',
    'hold_expired',
    'internal_error',
    'policy_hold',
    'overloaded',
  ] as const;
  assert.equal(new Set(samples.map(sentenceFor)).size, samples.length);
});

test('an approval has nothing to explain, nor has what is no reason', () => {
  for (const text of ['permitted', '', 'constructor', '__proto__'])
    assert.equal(publicReason(text), undefined);
});
