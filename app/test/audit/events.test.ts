import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { EmfPeriod } from '../../src/audit/emf.ts';
import { bugEvent, type Decided, type Event, logLine, severityOf } from '../../src/audit/events.ts';
import { createMetrics, type Gauges } from '../../src/audit/metrics.ts';
import { createReporter, maxStrangerLinesPerSecond } from '../../src/audit/reporter.ts';

const gauges: Gauges = {
  ledgerHealthy: true,
  ledgerRows: 7,
  ledgerPending: 2,
  keyAgeSeconds: 30,
  ledgerAgeSeconds: undefined,
  clockBehindSeconds: 0,
};
const stranger: Event = {
  event: 'unauthenticated',
  failure: 'signature_invalid',
  bodyBytes: 10,
  suppressed: 0,
};

function decided(changes: Partial<Decided>): Decided {
  return {
    event: 'decided',
    path: 'transaction',
    stage: 'signing',
    requestId: 'r',
    signerId: 's',
    cosigner: 'c',
    cosignerKey: 'k',
    action: 'APPROVE',
    reason: 'permitted',
    rules: [],
    how: 'first',
    milliseconds: 3,
    steps: { authenticate: 1, decide: 1, sign: 1, record: 0 },
    ...changes,
  };
}

const everyEvent: readonly (readonly [Event, string])[] = [
  [
    {
      event: 'started',
      listeners: [],
      policy: 'p',
      policySha256: 'h',
      rules: 1,
      answerKeys: [],
      cosignerKeys: [],
    },
    'info',
  ],
  [{ event: 'draining', signal: 'SIGTERM' }, 'info'],
  [{ event: 'stopped' }, 'info'],
  [{ event: 'keys_refreshed', answerKeys: [], cosignerKeys: [] }, 'info'],
  [{ event: 'keys_refresh_failed', problems: ['x'] }, 'alert'],
  [{ event: 'ledger_fault', operation: 'record', problem: 'io_error' }, 'alert'],
  [{ event: 'cannot_sign', problem: 'p' }, 'alert'],
  [bugEvent(new Error('x')), 'alert'],
  [stranger, 'warning'],
  [decided({}), 'info'],
  [decided({ action: 'REJECT', reason: 'policy_no_permit' }), 'warning'],
  [decided({ action: 'REJECT', reason: 'transaction_digest_mismatch' }), 'alert'],
  [decided({ action: 'REJECT', reason: 'request_changed' }), 'alert'],
];

describe('events', () => {
  for (const [event, severity] of everyEvent) {
    it(`${event.event}${event.event === 'decided' ? ` ${event.reason}` : ''} is ${severity}`, () => {
      assert.equal(severityOf(event), severity);
      const line = logLine(event, Date.UTC(2026, 0, 2));
      assert.ok(line.endsWith('}\n') && !line.slice(0, -1).includes('\n'));
      assert.deepEqual(JSON.parse(line), {
        at: '2026-01-02T00:00:00.000Z',
        severity,
        ...JSON.parse(JSON.stringify(event)),
      });
    });
  }

  it('a bug tells its class and where, never its message', () => {
    const event = bugEvent(new RangeError('the secret'));
    assert.ok(event.event === 'bug' && event.name === 'RangeError' && event.frames.length > 0);
    assert.ok(!JSON.stringify(event).includes('secret'));
    assert.deepEqual(bugEvent('text'), { event: 'bug', name: 'string', frames: [] });
    const bare = new Error('x');
    delete bare.stack;
    assert.deepEqual(bugEvent(bare), { event: 'bug', name: 'Error', frames: [] });
  });
});

describe('metrics', () => {
  it('count what was decided, refused and faulty, and read the gauges when scraped', async () => {
    const metrics = createMetrics(() => gauges);
    for (const [event] of everyEvent) metrics.observe(event);
    const { contentType, text } = await metrics.render();
    assert.match(contentType, /^text\/plain; version=0\.0\.4/);
    for (const line of [
      'callback_decisions_total{path="transaction",stage="signing",action="APPROVE",reason="permitted",how="first"} 1',
      'callback_decisions_total{path="transaction",stage="signing",action="REJECT",reason="request_changed",how="first"} 1',
      'callback_decision_seconds_bucket{le="0.005",stage="signing"} 4',
      'callback_step_seconds_count{step="sign"} 4',
      'callback_unauthenticated_total{failure="signature_invalid"} 1',
      'callback_faults_total{fault="bug"} 1',
      'callback_faults_total{fault="keys_refresh_failed"} 1',
      'callback_ledger_healthy 1',
      'callback_ledger_rows 7',
      'callback_ledger_pending 2',
      'callback_key_age_seconds 30',
    ]) {
      assert.ok(text.includes(`${line}\n`), `${line}\nis missing in\n${text}`);
    }
    assert.match(text, /process_resident_memory_bytes \d{7,}/);
  });
});

describe('CloudWatch embedded metric format', () => {
  it('one line per period with every count, latencies and gauges; the next period starts at zero', () => {
    const period = new EmfPeriod();
    for (const [event] of everyEvent) period.observe(event);
    const line = JSON.parse(period.flush(1000, gauges));
    assert.deepEqual(
      { ...line, _aws: undefined },
      {
        _aws: undefined,
        Approved: 1,
        Rejected: 3,
        Retried: 0,
        Ignored: 0,
        Unauthenticated: 1,
        TransactionMismatch: 1,
        RequestChanged: 1,
        Alerts: 6,
        Faults: 4,
        KeyAgeSeconds: 30,
        LedgerPending: 2,
        LedgerHealthy: 1,
        DecisionMilliseconds: [3, 3, 3, 3],
      },
    );
    assert.equal(line._aws.Timestamp, 1000);
    const [directive] = line._aws.CloudWatchMetrics;
    assert.deepEqual([directive.Namespace, directive.Dimensions], ['CallbackHandler', [[]]]);
    const units = new Map<string, string>(
      directive.Metrics.map((metric: { Name: string; Unit: string }) => [metric.Name, metric.Unit] as const),
    );
    assert.deepEqual(
      ['Approved', 'KeyAgeSeconds', 'DecisionMilliseconds'].map((name) => units.get(name)),
      ['Count', 'Seconds', 'Milliseconds'],
    );
    const next = JSON.parse(period.flush(2000, gauges));
    assert.deepEqual([next.Approved, next.DecisionMilliseconds], [0, undefined]);
  });

  it('keeps at most a hundred latencies, of the whole period', () => {
    const period = new EmfPeriod();
    for (let n = 0; n < 150; n += 1) period.observe(decided({ milliseconds: n }));
    const { DecisionMilliseconds } = JSON.parse(period.flush(0, gauges));
    assert.equal(DecisionMilliseconds.length, 100);
    assert.ok(DecisionMilliseconds.includes(149) && DecisionMilliseconds.includes(99));
  });
});

describe('the reporter', () => {
  it('writes every event, but of strangers only a few lines a second, saying how many it left out', () => {
    const lines: string[] = [];
    const seen: Event[] = [];
    let now = 5000;
    const report = createReporter(
      (line) => lines.push(line),
      () => now,
      [{ observe: (event) => seen.push(event) }],
    );
    for (let n = 0; n < maxStrangerLinesPerSecond + 3; n += 1) report(stranger);
    report({ event: 'stopped' });
    now = 6000;
    report(stranger);
    assert.equal(lines.length, maxStrangerLinesPerSecond + 2);
    assert.equal(seen.length, maxStrangerLinesPerSecond + 5);
    assert.equal(JSON.parse(lines.at(-1) ?? '').suppressed, 3);
  });
});
