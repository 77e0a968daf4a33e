/** A co-signer that names another co-signer's API user gets nothing of what is that one's, and spoils nothing for it. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bench, otherCosigner, said, signedCall, testKeyring } from '../helpers/callback.ts';
import { ethereumSample } from '../helpers/requests.ts';

/** Both co-signers are answered by the same key, so that only what is said can differ. */
const keyring = testKeyring({
  cosigners: new Map([
    ['tokyo', { transport: 'jwt', answerAlgorithm: 'RS256' }],
    ['osaka', { transport: 'jwt', answerAlgorithm: 'RS256' }],
  ]),
});
const { payload } = ethereumSample();

test('an approval that its own co-signer has got is not given to another one', async () => {
  const { handle, decided } = bench({ keyring });
  assert.equal(said(await handle(signedCall(payload))).action, 'APPROVE');
  assert.equal(said(await handle(signedCall(payload, { pair: otherCosigner }))).action, 'REJECT');
  assert.equal(decided().at(-1)?.reason, 'signer_of_other_cosigner');
});

test('a refusal of the other one does not answer in its place', async () => {
  const { handle, decided } = bench({ keyring });
  assert.equal(said(await handle(signedCall(payload, { pair: otherCosigner }))).action, 'REJECT');
  assert.equal(said(await handle(signedCall(payload))).action, 'APPROVE');
  assert.deepEqual(
    decided().map(({ how }) => how),
    ['first', 'first'],
  );
});

test('asked again, the other one gets the same refusal and no new row', async () => {
  const { handle, ledger } = bench({ keyring });
  const first = await handle(signedCall(payload, { pair: otherCosigner }));
  const second = await handle(signedCall(payload, { pair: otherCosigner }));
  assert.equal(second.body, first.body);
  assert.equal(ledger.status().rows, 1);
});
