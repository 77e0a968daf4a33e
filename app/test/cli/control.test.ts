/** Operators and a running service: real processes on one SQLite ledger. */

import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { after, describe, it } from 'node:test';
import { signerId } from '../../scripts/development-files.ts';
import { openLedgerForReading } from '../../src/ledger/sqlite/reader.ts';
import { verifyLedger } from '../../src/ledger/sqlite/verify-ledger.ts';
import { encodeRequest, postToHandler } from '../../src/simulator/cosigner.ts';
import { startFakeDynamo } from '../helpers/fake-dynamodb.ts';
import { callerOf, openWorkplace, runCommand } from '../helpers/process.ts';
import { sampleWith } from '../helpers/requests.ts';

const workplace = await openWorkplace(after);
const ledger = `sqlite:${workplace.files.ledger}`;

const policy = `version: 1
name: controls
limits: [{ name: none, window: 24h, at_most: 0 transactions, when: { note: { present: true, format: [large] } } }]
rules: [{ name: all, effect: permit, request: transaction, when: { operation: [TRANSFER] } }]
`;

describe('beside a running service', () => {
  it('a pause, its end and an exception act within two seconds, and the chain holds them', async () => {
    const path = await workplace.write('controls.yaml', policy);
    const handler = await workplace.start({ CALLBACK_POLICY: `file:${path}` });
    const caller = callerOf(handler.url);
    let asked = 0;
    const ask = async (changes = {}): Promise<string> => {
      asked += 1;
      const request = sampleWith({ requestId: `c-${asked}`, txId: `c-${asked}`, signerId, ...changes });
      const text = JSON.stringify(request);
      const question = { requestId: `c-${asked}`, stage: 'signing' } as const;
      const reply = await postToHandler(caller, 'transaction', encodeRequest(caller, text), question);
      return reply.kind === 'answer' ? `"${reply.action}"` : JSON.stringify(reply);
    };
    const within = async (action: string, changes = {}): Promise<void> => {
      const began = performance.now();
      while (!(await ask(changes)).includes(`"${action}"`)) {
        assert.ok(performance.now() - began < 2_000, `not ${action} within two seconds`);
      }
    };
    assert.match(await ask(), /"APPROVE"/);
    const paused = await workplace.run(['pause', 'source:0', '--ledger', ledger, '--why', 'an incident']);
    assert.deepEqual([paused.code, paused.stdout], [0, 'pause:source:0 {"answer":"REJECT"}\n']);
    await within('REJECT');
    await workplace.run(['resume', 'source:0'], { CALLBACK_LEDGER: ledger });
    await within('APPROVE');
    await workplace.run(['pause', 'everything', '--retry', '--ledger', ledger]);
    await within('RETRY');
    await workplace.run(['resume', 'everything', '--ledger', ledger]);
    await within('APPROVE');

    const large = sampleWith({ requestId: 'large', txId: 'large', signerId, note: 'large' });
    const payloadSha256 = hash('sha256', JSON.stringify(large), 'hex');
    const granted = await workplace.run([
      'exception',
      'grant',
      payloadSha256,
      '--for',
      '30m',
      '--ledger',
      ledger,
    ]);
    assert.equal(granted.code, 0);
    caller.connection.close();
    await handler.stop();

    const reader = openLedgerForReading(workplace.files.ledger);
    const verified = await verifyLedger(reader);
    const kinds: string[] = [];
    for await (const { text } of reader.rows()) kinds.push(JSON.parse(text).kind);
    reader.close();
    assert.equal(verified.ok, true);
    assert.equal(kinds.filter((kind) => kind === 'control').length, 5);
  });
});

describe('the commands', () => {
  for (const [args, complaint] of [
    [['pause', 'vault:7'], /Write everything, source:<id>/],
    [['exception', 'grant', 'abc'], /64 lower-case hexadecimal digits/],
    [['exception', 'grant', 'a'.repeat(64), '--for', '8d'], /at most 7d/],
    [['prices', 'put', 'ETH'], /such as ETH=3000.12/],
    [['prices', 'put', 'ETH=1', '--at', 'today'], /Write it like/],
  ] as const) {
    it(`refuse ${args.join(' ')}`, async () => {
      const { code, stderr } = await runCommand([...args, '--ledger', ledger]);
      assert.equal(code, 64);
      assert.match(stderr, complaint);
    });
  }

  it('need a ledger that other processes can write', async () => {
    for (const wrong of ['memory', 'ledger.db']) {
      const { code, stderr } = await runCommand(['resume', 'everything', '--ledger', wrong]);
      assert.equal(code, 64);
      assert.match(stderr, /sqlite:<path> or dynamodb:<table>/);
    }
    const { code, stderr } = await runCommand(['resume', 'everything', '--ledger', 'sqlite:/nowhere/ledger']);
    assert.equal(code, 66);
    assert.match(stderr, /path_unusable/);
  });

  it('write to a shared table as well', async () => {
    const fake = await startFakeDynamo();
    const at = '2026-03-01T12:00:00Z';
    const args = ['prices', 'put', 'ETH=3000.5', 'BTC=60000', '--at', at, '--ledger', 'dynamodb:ledger'];
    const { code, stdout, stderr } = await runCommand(args, fake.environment);
    fake.close();
    assert.equal(code, 0, stderr);
    const price = (usd: string): string => `{"usd":"${usd}","at":${Date.parse(at)}}`;
    assert.equal(stdout, `price:ETH ${price('3000.5')}\nprice:BTC ${price('60000')}\n`);
    assert.equal(fake.items.get('control price:ETH')?.['value']?.S, price('3000.5'));
  });
});
