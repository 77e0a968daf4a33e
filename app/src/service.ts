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
import { createHandle } from './callback/handle.ts';
import type { ListenAddress } from './config/environment.ts';
import { type Keyring, loadKeyring } from './config/keyring.ts';
import { createAdminListener } from './http/admin-listener.ts';
import { createCallbackListener } from './http/callback-listener.ts';
import type { Health } from './http/health.ts';
import { drainTimeoutMs } from './http/limits.ts';
import type { Ledger } from './ledger/ledger.ts';
import { MemoryLedger } from './ledger/memory.ts';
import { openSqliteLedger } from './ledger/sqlite/ledger.ts';
import { type Preparation, sources } from './preparation.ts';
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
  const clock = Date.now;
  const ledger = await openLedger(preparation);
  const keys = { ring: preparation.keyring, loadedAt: clock(), refreshFailed: false };
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
    const warnings = keys.refreshFailed ? ['key_refresh_failed'] : [];
    return { problems, warnings, policySha256: policy.sha256, answerKeys, ledgerRows: status.rows };
  };
  const stopwatch = (): number => performance.now();
  const handle = createHandle({
    keyring: () => keys.ring,
    policy,
    ledger,
    clock,
    stopwatch,
    holdMs: settings.holdMs,
    report,
  });
  const basePaths = (): ReadonlySet<string> => new Set(keys.ring.answerKeys.map((key) => key.basePath));

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
        for (const timer of timers) clearInterval(timer);
        const closed = Promise.all(servers.map(closeServer));
        // Said when it is so: from here on nothing new is accepted.
        report({ event: 'draining', signal });
        await closed;
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

/** The JSON modes have no base path: one co-signer, one channel (protocol 1.1). */
const jsonBasePaths: ReadonlySet<string> = new Set(['']);

async function openLedger({ settings, bodies }: Preparation): Promise<Ledger> {
  const { ledger } = settings;
  return ledger.kind === 'memory' ? new MemoryLedger() : openSqliteLedger({ path: ledger.path, bodies });
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
