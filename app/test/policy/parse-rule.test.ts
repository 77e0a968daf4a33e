import assert from 'node:assert/strict';
import { test } from 'node:test';
import { document, load, problems, rule, ruleProblems } from '../helpers/policy.ts';

const accepted = (effect: string, when: string, request = 'transaction') =>
  load(document(rule('r', effect, when, request)));

test('unknown criteria are refused with the list of known ones', () => {
  assert.match(
    String(ruleProblems('forbid', '{amonut: {at_most: 1 ETH}}')),
    /^when\.amonut: unknown criterion `amonut`: .*amount/,
  );
});

test('a criterion of the other kind of request is refused', () => {
  assert.deepEqual(ruleProblems('forbid', '{change_type: [ADD_USER]}'), [
    "when.change_type: the criterion `change_type` cannot apply to a transaction: remove it, or change the rule's request",
  ]);
  assert.deepEqual(ruleProblems('forbid', '{amount: {at_most: 1 ETH}}', 'configuration_change'), [
    "when.amount: the criterion `amount` cannot apply to a configuration_change: remove it, or change the rule's request",
  ]);
});

test('every rule says its name, effect, request and criteria, and nothing else', () => {
  const found = problems(document('  - {effekt: forbid}\n'));
  assert.deepEqual(
    found.map(({ path, message }) => `${path}: ${message}`),
    [
      'rules[0].name: is missing: it must be written',
      'rules[0].effect: is missing: it must be written',
      'rules[0].request: is missing: it must be written',
      'rules[0].when: is missing: it must be written',
      'rules[0].effekt: unknown key `effekt`: correct its spelling or remove it',
    ],
  );
  assert.equal(
    problems(document('  - a text\n'))[0]?.message,
    'must be a map of name, effect, request and when',
  );
  assert.equal(
    problems(document(rule('r', 'forbid', '[asset]')))[0]?.message,
    'must be a map of criteria; {} means always',
  );
});

test('a name has 1 to 80 lower case letters, digits and - _ .', () => {
  for (const name of ['a', '0-a_b.c', 'x'.repeat(80)]) load(document(rule(name, 'forbid', '{}')));
  for (const name of ['""', '-a', 'A', 'a b', 'x'.repeat(81)]) {
    assert.match(
      String(problems(document(rule(name, 'forbid', '{}')))[0]?.message),
      /^must be 1 to 80 lower case/,
      name,
    );
  }
});

test('a description has at most 1000 characters', () => {
  const described = (length: number) => rule('r', 'forbid', `{}, description: ${'x'.repeat(length)}`);
  load(document(described(1000)));
  assert.equal(problems(document(described(1001)))[0]?.message, 'is longer than 1000 characters');
});

test('a permit names what it permits; a forbid and a hold may be about everything', () => {
  assert.match(String(ruleProblems('permit', '{}')), /^when: is empty: a permit must name what it permits/);
  accepted('forbid', '{}');
  accepted('hold', '{}');
});

test('a permit that signs without verified bytes names the assets', () => {
  for (const kind of ['not_sent', 'no_decoder']) {
    const advice = `when.evidence: accepts ${kind}, but signing without verified bytes must be permitted for named assets: add \`asset: [...]\``;
    assert.deepEqual(ruleProblems('permit', `{evidence: [${kind}]}`), [advice]);
    assert.deepEqual(ruleProblems('permit', `{evidence: [${kind}], asset: {none_of: [BTC]}}`), [advice]);
    assert.deepEqual(ruleProblems('permit', `{evidence: [${kind}], amount: {at_most: 1 BTC}}`), [advice]);
    accepted('permit', `{evidence: [${kind}], asset: [BTC]}`);
    accepted('forbid', `{evidence: [${kind}]}`);
  }
  accepted('permit', '{evidence: [none_at_approval, bytes_matched]}');
});

test('a permit for configuration changes lists their types', () => {
  const refused = (when: string) => ruleProblems('permit', when, 'configuration_change');
  assert.match(
    String(refused('{cosigner: [a]}')),
    /^when: a permit for configuration changes must name their types/,
  );
  assert.match(
    String(refused('{change_type: {none_of: [ADD_USER]}}')),
    /^when\.change_type: a permit must list the types/,
  );
  assert.match(
    String(refused('{change_type: [ADD_USR]}')),
    /^when\.change_type\[0\]: must be one of [^\n]*$/,
  );
  accepted('permit', '{change_type: [EXCHANGE]}', 'configuration_change');
  accepted('forbid', '{change_type: {none_of: [ADD_USER]}}', 'configuration_change');
});

test('whitelisting is permitted from an address book only', () => {
  const refused = (when: string) => ruleProblems('permit', when, 'configuration_change');
  const advice = [
    'when: whitelisting is permitted only from an address book: add `change_address_book: [...]`',
  ];
  assert.deepEqual(refused('{change_type: [EXCHANGE, UNMANAGED_WALLET]}'), advice);
  assert.deepEqual(
    refused('{change_type: [UNMANAGED_WALLET], change_address_book: {none_of: [other]}}'),
    advice,
  );
  accepted(
    'permit',
    '{change_type: [UNMANAGED_WALLET], change_address_book: [known]}',
    'configuration_change',
  );
  accepted('hold', '{change_type: [UNMANAGED_WALLET]}', 'configuration_change');
});
