/**
 * What is told in confidence stays where it belongs: an exchange API key in a configuration change is in the ledger's
 * own body column and nowhere else; and there only as the operator has chosen.
 */

import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type TestContext, test } from 'node:test';
import { askHandler } from '../../src/simulator/cosigner.ts';
import { notPermitted } from '../../src/simulator/handler-sentences.ts';
import { callerOf, type Environment, openWorkplace, type Workplace } from '../helpers/process.ts';

const secret = 'SECRET-exchange-api-key-0123456789';

interface Told {
  readonly place: Workplace;
  /** Everything anybody can see without opening the ledger. */
  readonly visible: string;
  readonly exported: string;
  readonly bodies: readonly (Uint8Array | null)[];
  readonly rows: string;
  /** All files of the workplace that the process wrote, byte by byte. */
  readonly files: Buffer;
}

/** Sends two changes with a secret: one that is understood, one whose object has a fault. */
async function tellSecret(
  t: TestContext,
  bodyKeeping: (place: Workplace) => Promise<Environment>,
): Promise<Told> {
  const place = await openWorkplace((work) => t.after(work));
  const handler = await place.start(await bodyKeeping(place));
  const caller = callerOf(handler.url);
  t.after(() => caller.connection.close());
  const change = {
    requestId: 'exchange-1',
    signerId: caller.signerId,
    type: 'EXCHANGE',
    extraInfo: {
      subType: 'KRAKEN',
      accountName: 'trading',
      accountId: 'a-1',
      apiKey: secret,
      addresses: '{"BTC":"bc1q"}',
    },
  };
  const replies = [
    await askHandler(caller, 'configuration_change', change),
    await askHandler(caller, 'configuration_change', {
      ...change,
      requestId: 'exchange-2',
      extraInfo: { ...change.extraInfo, apiKey: [secret], addresses: 7 },
    }),
  ];
  assert.deepEqual(
    replies.map((reply) => reply.kind === 'answer' && reply.action),
    ['REJECT', 'REJECT'],
  );
  assert.equal(replies[0]?.kind === 'answer' && replies[0].reason, notPermitted);
  const visible = [await handler.getMetrics(), JSON.stringify(await handler.getHealth())];
  const { code, stderr } = await handler.stop();
  assert.equal(code, 0);
  visible.push(...handler.lines, stderr, JSON.stringify(replies));
  const { stdout } = await place.run(['audit', 'export', place.files.ledger]);
  // Two questions and the checkpoint that ends the run.
  assert.equal(stdout.split('\n').length, 4);
  const db = new DatabaseSync(place.files.ledger, { readOnly: true });
  const read = db.prepare('SELECT text, body FROM row WHERE seq < 3 ORDER BY seq').all();
  db.close();
  const names = (await readdir(place.folder)).filter((name) => name.startsWith('ledger'));
  return {
    place,
    visible: visible.join('\n'),
    exported: stdout,
    bodies: read.map(({ body }) => (body instanceof Uint8Array ? body : null)),
    rows: read.map(({ text }) => String(text)).join('\n'),
    files: Buffer.concat(await Promise.all(names.map((name) => readFile(join(place.folder, name))))),
  };
}

/** Also as it would stand inside a token: base64url of the secret at each of the three offsets. */
const spellings = [0, 1, 2].map((offset) =>
  Buffer.from(' '.repeat(offset) + secret)
    .toString('base64url')
    .slice(4, -4),
);
const isTold = (text: string | Buffer): boolean =>
  [secret, ...spellings].some((spelling) => text.includes(spelling));

test('kept in clear, the key is in the body column and nowhere else', async (t) => {
  const { visible, exported, rows, bodies } = await tellSecret(t, async () => ({}));
  assert.equal(isTold(visible), false);
  assert.equal(isTold(exported), false);
  assert.equal(isTold(rows), false);
  assert.match(rows, /"accountName":"trading"/);
  assert.equal(bodies.length, 2);
  for (const body of bodies) assert.ok(body !== null && isTold(Buffer.from(body)));
});

test('left out, the key is in no file at all', async (t) => {
  const told = await tellSecret(t, async () => ({ CALLBACK_LEDGER_BODIES: 'omitted' }));
  assert.deepEqual(told.bodies, [null, null]);
  assert.equal(isTold(told.files), false);
  assert.equal(isTold(told.visible) || isTold(told.exported), false);
  const { code, stdout } = await told.place.run(['audit', 'verify', told.place.files.ledger]);
  assert.equal(code, 0);
  assert.match(stdout, /^proven: 3 rows, .*, 0 bodies$/m);
});

test('encrypted, the key is in no file in clear; with the body key the bodies prove, and still are not exported', async (t) => {
  const told = await tellSecret(t, async (place) => ({
    CALLBACK_LEDGER_BODIES: 'encrypted',
    CALLBACK_LEDGER_BODY_KEY_FILE: await place.write('body.key', randomBytes(32).toString('hex')),
  }));
  assert.ok(told.bodies.every((body) => body !== null));
  assert.equal(isTold(told.files), false);
  assert.equal(isTold(told.visible) || isTold(told.exported), false);
  const { place } = told;
  const key = ['--body-key', join(place.folder, 'body.key')];
  const { stdout } = await place.run(['audit', 'verify', place.files.ledger, ...key]);
  assert.match(stdout, /^proven: 3 rows, .*, 2 bodies$/m);
  const { stdout: exported } = await place.run(['audit', 'export', place.files.ledger, ...key]);
  assert.equal(isTold(exported), false);
});
