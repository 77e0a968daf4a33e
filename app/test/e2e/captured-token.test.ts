/** A token that a real co-signer signed, under its real public key, all the way through the process. */

import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { signerId } from '../../scripts/development-files.ts';
import { encodeRequest, postToHandler } from '../../src/simulator/cosigner.ts';
import { callerOf, openWorkplace } from '../helpers/process.ts';
import { readVector } from '../helpers/requests.ts';

const captured: { publicKey: string; token: string; signerId: string; requestId: string } = JSON.parse(
  readVector('captured-approval-token.json'),
);
const place = await openWorkplace(after);
await place.write('captured.pem', captured.publicKey);
const document = await place.write(
  'captured.yaml',
  JSON.stringify({
    version: 1,
    answer_keys: [{ name: 'answer', base_path: '/', private_key: 'file:callback_private.pem' }],
    cosigners: [
      {
        name: 'captured',
        public_keys: [{ name: 'captured-2024', key: 'file:captured.pem' }],
        signer_ids: [captured.signerId],
      },
      {
        name: 'other',
        public_keys: [{ name: 'other-1', key: 'file:cosigner_public.pem' }],
        signer_ids: [signerId],
      },
    ],
  }),
);
const handler = await place.start({ CALLBACK_COSIGNERS: `file:${document}` });
const caller = callerOf(handler.url);
after(() => caller.connection.close());
const question = { requestId: captured.requestId, stage: 'approval' } as const;

test('it is authenticated, read as an approval, evaluated, answered and recorded', async () => {
  const reply = await postToHandler(caller, 'transaction', captured.token, question);
  assert.equal(reply.kind === 'answer' && reply.action, 'APPROVE');
  const decided = await handler.waitFor('decided');
  assert.partialDeepStrictEqual(decided, {
    path: 'transaction',
    stage: 'approval',
    requestId: captured.requestId,
    signerId: captured.signerId,
    cosigner: 'captured',
    cosignerKey: 'captured-2024',
    action: 'APPROVE',
    rules: ['approve-small-one-time-payments'],
    evidence: 'no_bytes:approval_stage',
    how: 'first',
  });
  const { code, stdout } = await place.run(['audit', 'verify', '--json', place.files.ledger]);
  assert.equal(code, 0);
  assert.partialDeepStrictEqual(JSON.parse(stdout), { ok: true, value: { rows: 1, bodies: 1 } });
});

test('asked again, the same answer byte for byte', async () => {
  const [first, second] = [
    await caller.connection.post('transaction', captured.token),
    await caller.connection.post('transaction', captured.token),
  ];
  assert.equal(first.body, second.body);
});

for (const [part, name] of ['header', 'payload', 'signature'].entries()) {
  test(`one bit flipped in its ${name} is 401`, async () => {
    const parts = captured.token.split('.').map((text) => Buffer.from(text, 'base64url'));
    const flipped = parts[part];
    assert.ok(flipped);
    flipped.writeUInt8(flipped.readUInt8(9) ^ 4, 9);
    const token = parts.map((bytes) => bytes.toString('base64url')).join('.');
    const { status, body } = await caller.connection.post('transaction', token);
    assert.deepEqual([status, body], [401, 'Unauthorized\n']);
  });
}

test('the same claims under a key of another co-signer are not its own', async () => {
  const payload = Buffer.from(captured.token.split('.')[1] ?? '', 'base64url').toString();
  const reply = await postToHandler(caller, 'transaction', encodeRequest(caller, payload), question);
  assert.equal(reply.kind === 'answer' && reply.action, 'REJECT');
  await handler.waitFor('decided', ({ reason }) => reason === 'signer_of_other_cosigner');
});
