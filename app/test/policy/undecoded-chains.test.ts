import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePolicy } from '../../src/policy/load.ts';
import type { Verdict } from '../../src/policy/verdict.ts';
import { builtInAssets } from '../../src/transaction/assets/built-in.ts';
import { undecodedAssets } from '../../src/transaction/assets/undecoded.ts';
import { matchBytes } from '../../src/transaction/match.ts';
import { encode, wednesdayNoon } from '../helpers/policy.ts';
import { mustParseTransaction, sampleWith } from '../helpers/requests.ts';

/** How a signing request of the asset, bytes and all, fares under one rule. */
function decide(asset: string, when: string): Verdict {
  const rule = `{name: r, effect: permit, request: transaction, when: ${when}}`;
  const policy = parsePolicy(encode(`version: 1\nname: test\nrules: [${rule}]\n`), builtInAssets, new Map());
  assert.ok(policy.ok);
  const request = mustParseTransaction(sampleWith({ asset }));
  const evidence = matchBytes(request, policy.value.knowledge);
  assert.ok(evidence.ok);
  return policy.value.explain({ request, evidence: evidence.value, cosigner: 'c', now: wednesdayNoon });
}

for (const { id } of undecodedAssets) {
  test(`${id}: bytes that nobody reads are refused, and the trace says that there is no decoder`, () => {
    const { outcome, trace } = decide(id, `{asset: [${id}]}`);
    assert.equal(outcome, 'not_permitted');
    assert.deepEqual(
      trace.rules.map(({ criterion, detail }) => [criterion, detail]),
      [['evidence', 'wants one of bytes_matched; found no_decoder']],
    );
  });
}

test('only a rule that names the asset and the missing decoder permits what the fields say', () => {
  assert.equal(decide('XRP', '{asset: [XRP], evidence: [no_decoder]}').outcome, 'permitted');
  assert.equal(decide('XLM', '{asset: [XRP], evidence: [no_decoder]}').outcome, 'not_permitted');
  assert.equal(decide('XRP', '{asset: [XRP], evidence: [not_sent]}').outcome, 'not_permitted');
});
