import assert from 'node:assert/strict';
import { test } from 'node:test';
import { detail, evmFacts, fares, ruleProblems, transaction, wednesdayNoon } from '../../helpers/policy.ts';

const ending = (milliseconds: number) =>
  transaction({ facts: evmFacts({}, { expiresAt: BigInt(wednesdayNoon + milliseconds) }) });

for (const [text, milliseconds] of [
  ['30s', 30_000],
  ['10m', 600_000],
  ['24h', 86_400_000],
] as const) {
  test(`${text}: an end within passes, one later or in the past fails`, () => {
    const when = `{expires_within: ${text}}`;
    assert.equal(fares('permit', when, ending(milliseconds)), 'matched');
    assert.equal(fares('permit', when, ending(1)), 'matched');
    assert.equal(fares('permit', when, ending(milliseconds + 1)), 'failed expires_within');
    assert.equal(fares('permit', when, ending(0)), 'failed expires_within');
    assert.equal(fares('permit', when, ending(-1)), 'failed expires_within');
  });
}

test('where the bytes do not say when they expire, it is unknown', () => {
  assert.equal(fares('permit', '{expires_within: 10m}', transaction()), 'unknown expires_within');
  const unseen = '{expires_within: 10m, asset: [ETH], evidence: [not_sent]}';
  assert.equal(fares('permit', unseen, transaction({ evidence: 'not_sent' })), 'unknown expires_within');
  const approval = transaction({ evidence: 'none_at_approval' });
  assert.equal(fares('forbid', '{expires_within: 10m}', approval), 'failed expires_within');
  assert.equal(
    detail('permit', '{expires_within: 10m}', transaction()),
    'wants an end within 10m; found no time that can be judged',
  );
});

test('the trace says how much time is left', () => {
  assert.equal(
    detail('permit', '{expires_within: 10m}', ending(900_000)),
    'wants an end within 10m; found 900 seconds left',
  );
});

test('a time without a unit, with a sign or with another unit is reported', () => {
  for (const text of ['10', '0m', '-1m', '1d', '1.5h', '100000s'])
    assert.match(ruleProblems('permit', `{expires_within: "${text}"}`).join(), /such as 30s, 10m or 24h/);
});
