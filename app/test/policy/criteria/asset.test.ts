import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fares, ruleProblems, transaction } from '../../helpers/policy.ts';

test('asset matches the listed assets and no other', () => {
  assert.equal(fares('forbid', '{asset: [ETH, BTC]}', transaction()), 'matched');
  assert.equal(fares('forbid', '{asset: [BTC]}', transaction()), 'failed asset');
  assert.equal(
    fares(
      'forbid',
      '{asset: {none_of: [BTC]}}',
      transaction({ asset: 'UNHEARD_OF', evidence: 'no_decoder' }),
    ),
    'matched',
  );
});

test('every unknown asset is reported, also among the excluded', () => {
  const advice = 'is not a known asset: correct it, or describe it under assets';
  assert.deepEqual(ruleProblems('forbid', '{asset: [ETHH, ETH, BTCC]}'), [
    `when.asset: \`ETHH\` ${advice}`,
    `when.asset: \`BTCC\` ${advice}`,
  ]);
  assert.deepEqual(ruleProblems('forbid', '{asset: {none_of: [ETHH]}}'), [`when.asset: \`ETHH\` ${advice}`]);
});
