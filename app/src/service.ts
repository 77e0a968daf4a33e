/**
 * Composition: ledger, keys, pipeline and listeners become one running service. The only file that knows all the rooms.
 */

import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { EmfPeriod } from './audit/emf.ts';
import type { Event, Report } from './audit/events.ts';
import { createMetrics, type Gauges } from './audit/metrics.ts';
import { createReporter } from './audit/reporter.ts';
import { ControlsWatch, controlsPeriodMs } from './callback/controls-watch.ts';
import { createHandle } from './callback/handle.ts';
import { steadyClock } from './callback/steady-clock.ts';
import { type CheckpointContext, Checkpoints, checkpointPeriodMs } from './checkpoints.ts';
import type { ListenAddress, Settings } from './config/environment.ts';
import { type Keyring, loadKeyring } from './config/keyring.ts';
import { createAdminListener } from './http/admin-listener.ts';
import { createCallbackListener } from './http/callback-listener.ts';
import type { Health } from './http/health.ts';
import { drainTimeoutMs } from './http/limits.ts';
import type { Ledger } from './ledger/ledger.ts';
import { MemoryLedger } from './ledger/memory.ts';
import { openSqliteLedger } from './ledger/sqlite/ledger.ts';
import { type Preparation, sources } from './preparation.ts';
import type { AnswerSigner } from './token/answer.ts';
import { fingerprintOf } from './token/fingerprint.ts';

export interface Service {
  /** Where the callback, admin and (if any) JSON listeners listen. */
  readonly addresses: {
    readonly callback: AddressInfo;
    readonly admin: AddressInfo;
    readonly json: AddressInfo | undefined;
  };
  /** Fetches the co-signers document and all keys again; keeps the old ones when anything is wrong. */
  refreshKeys(): Promise<void>;
  /** Stops accepting, finishes what is open, closes the ledger. */
  drain(signal: string): Promise<void>;
}

const emfPeriodMs = 60_000;

export async function startService(
  preparation: Preparation,
  write: (line: string) => void,
): Promise<Service> {
  const { settings, policy } = preparation;
  const steady = steadyClock(Date.now);
  const clock = steady.now;
  const ledger = await openLedger(preparation);
  const keys = {
    ring: preparation.keyring,
    basePaths: basePathsOf(preparation.keyring),
    loadedAt: clock(),
    refreshFailed: false,
  };
  let recordedAt: number | undefined;
  let draining = false;

  const gauges = (): Gauges => {
    const { healthy, rows, pending } = ledger.status();
    const ledgerAgeSeconds = recordedAt === undefined ? undefined : (clock() - recordedAt) / 1000;
    return {
      ledgerHealthy: healthy,
      ledgerRows: rows,
      ledgerPending: pending,
      keyAgeSeconds: (clock() - keys.loadedAt) / 1000,
      ledgerAgeSeconds,
      clockBehindSeconds: steady.behindMs() / 1000,
    };
  };
  const metrics = createMetrics(gauges);
  const emf = settings.emf ? new EmfPeriod() : undefined;
  const noteRecord = {
    observe(event: Event): void {
      if (event.event === 'decided' && event.how === 'first') recordedAt = clock();
    },
  };
  const report = createReporter(write, clock, [metrics, noteRecord, ...(emf ? [emf] : [])]);

  const health = (): Health => {
    const status = ledger.status();
    const problems = [
      ...(draining ? ['draining'] : []),
      ...(status.healthy ? [] : [`ledger_${status.problem ?? 'unhealthy'}`]),
    ];
    const answerKeys = keys.ring.answerKeys.map(({ signer: { name, algorithm, fingerprint } }) => ({
      name,
      algorithm,
      fingerprint,
    }));
    const warnings = [
      ...(keys.refreshFailed ? ['key_refresh_failed'] : []),
      ...(steady.behindMs() > 0 ? ['clock_went_back'] : []),
    ];
    return { problems, warnings, policySha256: policy.sha256, answerKeys, ledgerRows: status.rows };
  };
  const stopwatch = (): number => performance.now();
  const controls = new ControlsWatch(ledger, stopwatch, report);
  await controls.look();
  const checkpoints = new Checkpoints({
    ledger,
    clock,
    report,
    ...(await checkpointKeeping(settings, keys)),
  });
  const handle = createHandle({
    keyring: () => keys.ring,
    policy,
    ledger,
    clock,
    stopwatch,
    holdMs: settings.holdMs,
    controls: () => controls.current(),
    report,
  });
  const basePaths = (): ReadonlySet<string> => keys.basePaths;

  const callback = createCallbackListener({
    channel: { mode: 'jwt', tls: preparation.tls },
    handle,
    basePaths,
    health,
  });
  const admin = createAdminListener(metrics, health);
  const json =
    preparation.json &&
    createCallbackListener({ channel: preparation.json, handle, basePaths: () => jsonBasePaths, health });
  const servers = [callback, admin, ...(json ? [json] : [])];

  const loadFreshKeys = async (): Promise<void> => {
    const fresh = await loadKeyring(settings.cosigners, sources);
    keys.refreshFailed = !fresh.ok;
    if (!fresh.ok) {
      return report({
        event: 'keys_refresh_failed',
        problems: fresh.error.map(({ where, message }) => `${where}: ${message}`),
      });
    }
    keys.ring = fresh.value;
    keys.basePaths = basePathsOf(fresh.value);
    keys.loadedAt = clock();
    report({ event: 'keys_refreshed', ...fingerprints(fresh.value) });
  };
  // One after the other: a slow older refresh must not overwrite a newer one.
  let refreshing = Promise.resolve();
  const refreshKeys = (): Promise<void> => {
    refreshing = refreshing.then(loadFreshKeys);
    return refreshing;
  };
  const timers = [
    setInterval(() => void controls.look(), controlsPeriodMs),
    setInterval(() => void checkpoints.make(), checkpointPeriodMs),
    ...(settings.keyRefreshMs > 0 ? [setInterval(() => void refreshKeys(), settings.keyRefreshMs)] : []),
    ...(emf ? [setInterval(() => write(emf.flush(clock(), gauges())), emfPeriodMs)] : []),
  ];

  try {
    const addresses = {
      callback: await listen(callback, settings.callback),
      admin: await listen(admin, settings.admin),
      json: json && settings.json ? await listen(json, settings.json) : undefined,
    };
    reportStart(report, preparation, Object.values(addresses));
    return {
      addresses,
      refreshKeys,
      async drain(signal) {
        draining = true;
        const closed = Promise.all(servers.map(closeServer));
        // Said when it is so: from here on nothing new is accepted.
        report({ event: 'draining', signal });
        await closed;
        for (const timer of timers) clearInterval(timer);
        await checkpoints.make();
        // Before the ledger is closed: a service that stops has no unhealthy ledger.
        if (emf) write(emf.flush(clock(), gauges()));
        await ledger.close();
        report({ event: 'stopped' });
      },
    };
  } catch (error) {
    for (const timer of timers) clearInterval(timer);
    await Promise.all(servers.map(closeServer));
    await ledger.close();
    throw error;
  }
}

/** Where answers can be given. */
function basePathsOf({ answerKeys }: Keyring): ReadonlySet<string> {
  return new Set(answerKeys.map((key) => key.basePath));
}

/** The JSON modes have no base path: one co-signer, one channel (protocol 1.1). */
const jsonBasePaths: ReadonlySet<string> = new Set(['']);

/** AWS only where the ledger is there, so that nobody else pays for loading its SDK. */
async function openLedger({ settings, bodies }: Preparation): Promise<Ledger> {
  const { ledger } = settings;
  switch (ledger.kind) {
    case 'memory':
      return new MemoryLedger();
    case 'sqlite':
      return openSqliteLedger({ path: ledger.path, bodies });
    case 'dynamodb': {
      const { openDynamoLedger } = await import('./aws/dynamodb/ledger.ts');
      return openDynamoLedger({ table: ledger.table, bodies });
    }
  }
}

async function checkpointKeeping(
  { checkpoints: { bucket, kmsKeyId } }: Settings,
  keys: { readonly ring: Keyring },
): Promise<Pick<CheckpointContext, 'signer' | 'keep'>> {
  let opened: Promise<AnswerSigner> | undefined;
  const openOnce = (keyId: string): Promise<AnswerSigner> => {
    opened ??= sources.openKmsSigner('checkpoints', keyId).catch((error) => {
      // The next checkpoint tries again.
      opened = undefined;
      throw error;
    });
    return opened;
  };
  const signer = async (): Promise<AnswerSigner> => {
    if (kmsKeyId !== undefined) return openOnce(kmsKeyId);
    const [first] = keys.ring.answerKeys;
    if (first === undefined) throw new Error('there is no answer key');
    return first.signer;
  };
  if (bucket === undefined) return { signer };
  const { openCheckpointBucket } = await import('./aws/checkpoint-bucket.ts');
  return { signer, keep: openCheckpointBucket(bucket.name, bucket.prefix) };
}

function reportStart(
  report: Report,
  { policy, keyring }: Preparation,
  addresses: readonly (AddressInfo | undefined)[],
): void {
  const listeners = addresses.flatMap((at) => (at ? [`${at.address}:${at.port}`] : []));
  const { name, sha256, ruleCount } = policy;
  report({
    event: 'started',
    listeners,
    policy: name,
    policySha256: sha256,
    rules: ruleCount,
    ...fingerprints(keyring),
  });
}

function fingerprints(keyring: Keyring): {
  readonly answerKeys: readonly string[];
  readonly cosignerKeys: readonly string[];
} {
  return {
    answerKeys: keyring.answerKeys.map(
      ({ basePath, signer }) => `${basePath || '/'} ${signer.name} ${signer.algorithm} ${signer.fingerprint}`,
    ),
    cosignerKeys: keyring.cosignerKeys.map(
      (key) => `${key.cosigner} ${key.name} ${fingerprintOf(key.publicKey)}`,
    ),
  };
}

async function listen(server: Server, { host, port }: ListenAddress): Promise<AddressInfo> {
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not a TCP listener');
  return address;
}

async function closeServer(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  const late = setTimeout(() => server.closeAllConnections(), drainTimeoutMs);
  await closed;
  clearTimeout(late);
}
