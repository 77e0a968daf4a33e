import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { after, test } from 'node:test';
import { fingerprintOf } from '../../src/token/fingerprint.ts';
import { examplePolicy, openWorkplace, pairs } from '../helpers/process.ts';

const place = await openWorkplace(after);
const policySha256 = hash('sha256', await readFile(examplePolicy));

test('a good configuration is summed up: policy, keys by fingerprint, co-signers, ledger', async () => {
  const { code, stdout, stderr } = await place.run(['check'], place.environment());
  assert.deepEqual([code, stderr], [0, '']);
  assert.deepEqual(stdout.trimEnd().split('\n'), [
    'configuration and policy are good',
    `  policy       example-treasury, 15 rules, sha256 ${policySha256}`,
    `  answer key   development RS256 on / ${fingerprintOf(pairs.answer.publicKey)}`,
    '  co-signer    simulated (jwt)',
    '  co-signer    simulated-other (jwt)',
    '  ledger       sqlite',
  ]);
});

test('what is legal but unwise is a warning and no problem', async () => {
  const policy = await place.write(
    'unwise.yaml',
    `version: 1
name: unwise
address_books: {}
rules:
  - {name: wide, effect: permit, request: transaction, when: {asset: [ETH]}}
`,
  );
  const { code, stdout } = await place.run(
    ['check'],
    place.environment({ CALLBACK_POLICY: `file:${policy}`, CALLBACK_LEDGER: 'memory' }),
  );
  assert.equal(code, 0);
  assert.deepEqual(stdout.trimEnd().split('\n').slice(-3), [
    '  ledger       memory',
    '  warning      the policy forbids nothing: one permit that is too wide is enough to let everything out',
    '  warning      wide permits any amount: add amount or amount_usd with at_most',
  ]);
});

test('one problem is one problem', async () => {
  const { code, stdout, stderr } = await place.run(
    ['check'],
    place.environment({ CALLBACK_LEDGER: 'paper' }),
  );
  assert.deepEqual(
    [code, stdout, stderr],
    [
      78,
      '',
      '1 problem in the configuration; nothing was started:\n  CALLBACK_LEDGER: must be sqlite:<path>, dynamodb:<table> or memory\n',
    ],
  );
});
