/** The service in this process: what it starts, says, refreshes and lets go of. */

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { openSqliteLedger } from '../src/ledger/sqlite/ledger.ts';
import { type Preparation, prepare } from '../src/preparation.ts';
import { type Service, startService } from '../src/service.ts';
import { askHandler } from '../src/simulator/cosigner.ts';
import { buildTransfer } from '../src/simulator/transfer.ts';
import { publicPem } from './helpers/keys.ts';
import {
  callerOf,
  type Environment,
  type LogEvent,
  openWorkplace,
  pairs,
  type Workplace,
  writePair,
} from './helpers/process.ts';

interface Running {
  readonly place: Workplace;
  readonly preparation: Preparation;
  readonly service: Service;
  readonly url: URL;
  readonly lines: readonly LogEvent[];
  readonly named: (event: string) => readonly LogEvent[];
  readonly health: () => Promise<LogEvent>;
}

async function start(t: TestContext, changes: Environment = {}): Promise<Running> {
  const place = await openWorkplace((work) => t.after(work));
  const preparation = await prepare(place.environment(changes));
  assert.ok(preparation.ok, JSON.stringify(preparation));
  const lines: LogEvent[] = [];
  const service = await startService(preparation.value, (line) => lines.push(JSON.parse(line)));
  const url = new URL(`http://127.0.0.1:${service.addresses.callback.port}`);
  return {
    place,
    preparation: preparation.value,
    service,
    url,
    lines,
    named: (event) => lines.filter((line) => line['event'] === event),
    health: async () => JSON.parse(await (await fetch(new URL('/health', url))).text()),
  };
}

async function approves({ url }: Running): Promise<void> {
  const caller = callerOf(url);
  const request = buildTransfer({ requestId: randomUUID(), signerId: caller.signerId });
  const reply = await askHandler(caller, 'transaction', request);
  caller.connection.close();
  assert.equal(reply.kind === 'answer' && reply.action, 'APPROVE');
}

test('it says once that it has started: where it listens, with which policy and keys', async (t) => {
  const running = await start(t, { CALLBACK_LEDGER: 'memory' });
  const { callback, admin, json } = running.service.addresses;
  assert.equal(json, undefined);
  assert.partialDeepStrictEqual(running.lines, [
    {
      event: 'started',
      severity: 'info',
      listeners: [`127.0.0.1:${callback.port}`, `127.0.0.1:${admin.port}`],
      policy: 'example-treasury',
      policySha256: running.preparation.policy.sha256,
      rules: 15,
    },
  ]);
  await approves(running);
  await running.service.drain('SIGTERM');
  assert.deepEqual(
    running.lines.map(({ event }) => event),
    ['started', 'decided', 'draining', 'stopped'],
  );
});

test('a refresh replaces all keys at once, or none of them', async (t) => {
  const running = await start(t, { CALLBACK_LEDGER: 'memory' });
  const { place, service } = running;
  await service.refreshKeys();
  assert.equal(running.named('keys_refreshed').length, 1);
  await writeFile(join(place.folder, 'cosigner_public.pem'), publicPem(pairs.answer));
  await service.refreshKeys();
  const [failed] = running.named('keys_refresh_failed');
  assert.match(
    JSON.stringify(failed?.['problems']),
    /public key simulated-1 of co-signer simulated: is the same key as answer key development/,
  );
  assert.deepEqual((await running.health())['warnings'], ['key_refresh_failed']);
  await approves(running);
  writePair(place.folder, 'cosigner', pairs.cosigner);
  await service.refreshKeys();
  assert.deepEqual((await running.health())['warnings'], []);
  await service.drain('SIGTERM');
});

test('a listener that cannot start lets go of everything that was started', async (t) => {
  const { place, service } = await start(t);
  await service.drain('SIGTERM');
  const busy = await start(t, { CALLBACK_LEDGER: 'memory' });
  const prepared = await prepare(
    place.environment({
      CALLBACK_ADMIN_PORT: String(busy.service.addresses.admin.port),
      CALLBACK_KEY_REFRESH_SECONDS: '60',
    }),
  );
  assert.ok(prepared.ok);
  await assert.rejects(startService(prepared.value, assert.fail), { code: 'EADDRINUSE' });
  // The ledger has no writer any more.
  const ledger = await openSqliteLedger({ path: place.files.ledger, bodies: { mode: 'plain' } });
  await ledger.close();
  await busy.service.drain('SIGTERM');
});

test('metrics in CloudWatch’s format come once a minute and at the end', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const running = await start(t, { CALLBACK_LEDGER: 'memory', CALLBACK_METRICS_EMF: 'on' });
  const periods = (): readonly LogEvent[] => running.lines.filter((line) => '_aws' in line);
  await approves(running);
  t.mock.timers.tick(59_999);
  assert.equal(periods().length, 0);
  t.mock.timers.tick(1);
  assert.partialDeepStrictEqual(periods(), [{ Approved: 1, LedgerHealthy: 1 }]);
  await running.service.drain('SIGTERM');
  assert.equal(periods().length, 2);
  assert.partialDeepStrictEqual(periods()[1], { Approved: 0, LedgerHealthy: 1 });
});

test('keys are read again on the interval, and no more once it drains', async (t) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const running = await start(t, { CALLBACK_LEDGER: 'memory', CALLBACK_KEY_REFRESH_SECONDS: '60' });
  t.mock.timers.tick(60_000);
  while (running.named('keys_refreshed').length === 0) await new Promise((resolve) => setImmediate(resolve));
  await running.service.drain('SIGTERM');
  t.mock.timers.tick(600_000);
  assert.equal(running.named('keys_refreshed').length, 1);
});
