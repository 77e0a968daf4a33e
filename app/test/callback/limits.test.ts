/** Limits, pauses and exceptions as a co-signer meets them: through the whole pipeline, on a memory ledger. */

import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { describe, it } from 'node:test';
import type { Event } from '../../src/audit/events.ts';
import type { RowContent } from '../../src/audit/row.ts';
import { exceed, prospectOf, releaseOf } from '../../src/callback/claim.ts';
import { ControlsWatch, maxControlsAgeMs } from '../../src/callback/controls-watch.ts';
import { reject } from '../../src/decision/decision.ts';
import { deny } from '../../src/decision/denial.ts';
import { exceptionChange, pauseChange, priceChange } from '../../src/ledger/control.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import { LedgerError } from '../../src/ledger/ledger-error.ts';
import { MemoryLedger } from '../../src/ledger/memory.ts';
import { emptyShard } from '../../src/ledger/shard.ts';
import { type Bench, bench, noControls, policyOf, said, signedCall } from '../helpers/callback.ts';
import { change } from '../helpers/policy.ts';
import { mustParse, sampleWith, type Wire } from '../helpers/requests.ts';

const hour = 3_600_000;

/** The sample pays 0.01 ETH. */
function policy(limits: string, rules = ''): string {
  return `version: 1
name: limits
time_zone: UTC
limits:
${limits}
rules:
  - { name: sign, effect: permit, request: transaction, when: { operation: [TRANSFER] } }
  - { name: approve, effect: permit, request: transaction, when: { evidence: [none_at_approval] } }
${rules}`;
}
const limit = (fields: string): string => `  - {name: day, window: 24h, ${fields}}`;
const twice = limit('at_most: 0.02 ETH');

function signing(txId: string, changes: Wire = {}): Wire {
  return sampleWith({ requestId: txId, txId, ...changes });
}
function approval(txId: string, changes: Wire = {}): Wire {
  return signing(txId, { fee: undefined, rawTx: undefined, players: undefined, ...changes });
}

async function ask({ handle }: Pick<Bench, 'handle'>, request: Wire): Promise<string> {
  return said(await handle(signedCall(request))).action;
}

/** The rows of a bench's memory ledger. */
async function rowsOf(ledger: Ledger): Promise<readonly RowContent[]> {
  assert.ok(ledger instanceof MemoryLedger);
  const rows: RowContent[] = [];
  for await (const { text } of ledger.rows()) rows.push(JSON.parse(text));
  return rows;
}

const hashOf = (request: Wire): string => hash('sha256', JSON.stringify(request), 'hex');

/** Grants an exception for exactly this request. */
async function except(made: Bench, request: Wire, until = made.now + hour): Promise<void> {
  const payloadSha256 = hashOf(request);
  const exception = { payloadSha256, until };
  await made.ledger.note({ at: '', kind: 'control', changes: [exceptionChange(exception)], by: '', why: '' });
  made.controls = { ...noControls, exceptions: new Map([[payloadSha256, exception]]) };
}

describe('a limit', () => {
  it('lets through what fits, refuses the rest, and the row says what is used and when enough is free', async () => {
    const made = bench({ policy: policy(twice) });
    assert.equal(await ask(made, signing('one')), 'APPROVE');
    assert.equal(await ask(made, signing('two')), 'APPROVE');
    assert.equal(await ask(made, signing('three')), 'REJECT');
    assert.equal(made.decided().at(-1)?.reason, 'limit_exceeded');
    const [first, , third] = await rowsOf(made.ledger);
    assert.deepEqual(first?.trace?.draws, [`day|ETH| ${10n ** 16n}`]);
    const [line] = third?.trace?.limits ?? [];
    assert.equal(line?.used, '0.02 ETH');
    assert.ok(Date.parse(String(line?.free_at)) >= made.now + 24 * hour);
    assert.equal(third?.detail?.['limit'], 'day');
  });

  it('counts a transaction once: approval, its retry, another signer’s, and the signature', async () => {
    const made = bench({ policy: policy(limit('at_most: 1 transactions')) });
    assert.equal(await ask(made, approval('one')), 'APPROVE');
    assert.equal(await ask(made, approval('one')), 'APPROVE');
    assert.equal(await ask(made, approval('one', { requestId: 'by another way' })), 'APPROVE');
    assert.equal(await ask(made, signing('one')), 'APPROVE');
    assert.equal(await ask(made, signing('two')), 'REJECT');
  });

  it('forgets an approval that is not signed in time, and one that is refused at signing', async () => {
    const made = bench({
      policy: policy(
        limit('at_most: 1 transactions'),
        '  - { name: no, effect: forbid, request: transaction, when: { stage: [signing], note: { format: [no] } } }\n',
      ),
    });
    assert.equal(await ask(made, approval('one')), 'APPROVE');
    assert.equal(await ask(made, approval('two')), 'REJECT');
    made.now += 2 * hour;
    assert.equal(await ask(made, approval('three')), 'APPROVE');
    assert.equal(await ask(made, signing('three', { note: 'no' })), 'REJECT');
    assert.equal(await ask(made, approval('four')), 'APPROVE');
  });

  it('holds where it says so, answers the same while there is no room, and approves when there is', async () => {
    const never =
      '  - { name: no, effect: forbid, request: transaction, when: { note: { present: true, format: [no] } } }\n';
    const made = bench({ policy: policy(limit('at_most: 1 transactions, exceeding: hold'), never) });
    assert.equal(await ask(made, approval('one')), 'APPROVE');
    for (const _ of [1, 2, 3]) assert.equal(await ask(made, signing('two')), 'RETRY');
    assert.deepEqual(
      made
        .decided()
        .slice(1)
        .map(({ reason, how }) => [reason, how]),
      [
        ['limit_hold', 'first'],
        ['limit_hold', 'repeated'],
        ['limit_hold', 'repeated'],
      ],
    );
    assert.equal(made.ledger.status().rows, 2);
    assert.equal(await ask(made, signing('one', { note: 'no' })), 'REJECT');
    assert.equal(await ask(made, signing('two')), 'APPROVE');
    assert.deepEqual((await rowsOf(made.ledger)).at(-1)?.kind, 'after_hold');
  });

  it('that holds is refused at last', async () => {
    const made = bench({ policy: policy(limit('at_most: 1 transactions, exceeding: hold')) });
    await ask(made, signing('one'));
    await ask(made, signing('two'));
    made.now += 55 * 60_000;
    assert.equal(await ask(made, signing('two')), 'REJECT');
    assert.equal(made.decided().at(-1)?.reason, 'hold_expired');
  });

  it('that cannot be measured refuses or holds', async () => {
    const usd = (exceeding: string): string =>
      `${policy(limit(`at_most: 10 USD, exceeding: ${exceeding}`))}prices: { from: table, max_age: 15m }\n`;
    const refusing = bench({ policy: usd('refuse') });
    assert.equal(await ask(refusing, signing('one')), 'REJECT');
    assert.equal(refusing.decided()[0]?.reason, 'limit_unmeasured');
    const holding = bench({ policy: usd('hold') });
    assert.equal(await ask(holding, signing('one')), 'RETRY');
    const price = { usd: { units: 500n, scale: 0 }, at: holding.now };
    holding.controls = { ...noControls, prices: new Map([['ETH', price]]) };
    assert.equal(await ask(holding, signing('one')), 'APPROVE');
  });

  it('is foreseen where the ledger tells how it stands: nothing is signed that would not be recorded', async () => {
    const inner = new MemoryLedger();
    const counter = { floor: 0, slots: new Map([[Date.UTC(2027, 1, 1), 1n]]) };
    const entries: unknown[] = [];
    const ledger: Ledger = Object.assign(Object.create(inner), {
      recall: async (...[question, sha, prospect]: Parameters<Ledger['recall']>) => {
        const asked = prospect?.();
        const counters = new Map(asked?.claim?.draws.map((draw) => [draw.counter, [counter, emptyShard]]));
        const standing = { reservation: undefined, counters, firsts: new Map(), exceptionOpen: false };
        return { ...(await inner.recall(question, sha)), ...(asked && { standing }) };
      },
      record: (entry: Parameters<Ledger['record']>[0]) => {
        entries.push(entry.row.action);
        return inner.record(entry);
      },
      status: () => inner.status(),
    });
    const made = bench({ policy: policy(limit('at_most: 1 transactions')), ledger });
    assert.equal(await ask(made, signing('one')), 'REJECT');
    assert.equal(
      await ask(bench({ policy: policy(limit('at_most: 2 transactions')), ledger }), signing('two')),
      'APPROVE',
    );
    assert.deepEqual(entries, ['REJECT', 'APPROVE']);
  });

  it('is asked once more for a retry of what two processes decided at the same time', async () => {
    const made = bench({ policy: policy(twice) });
    const calls = await Promise.all(['one', 'two', 'three', 'four'].map((txId) => ask(made, signing(txId))));
    assert.deepEqual(calls.sort(), ['APPROVE', 'APPROVE', 'REJECT', 'REJECT']);
  });
});

describe('what a question bears on', () => {
  const subject = mustParse('transaction', signing('tx-1'));
  const { requestId, signerId, stage } = subject;
  const question = { path: 'transaction', stage, signerId, requestId } as const;
  const asked = { kind: 'request', question, request: subject } as const;

  it('is its transaction, where the policy has limits', () => {
    assert.deepEqual(prospectOf(asked, undefined, policyOf(policy(twice))), { txId: 'tx-1' });
    const plain = policyOf(policy(twice).replace(/limits:\n.*\n/, ''));
    assert.deepEqual(prospectOf(asked, undefined, plain), {});
    const refused = { kind: 'refused', question, denial: deny('request_not_json') } as const;
    assert.deepEqual(prospectOf(refused, undefined, policyOf(policy(twice))), {});
  });

  it('gives nothing back where nobody could read it, where its signer may not ask, and for another kind of request', () => {
    const judgement = { decision: reject(deny('policy_no_permit')) };
    const limited = policyOf(policy(twice));
    assert.deepEqual(releaseOf(asked, judgement, limited, 5), { txId: 'tx-1', now: 5 });
    const refused = { kind: 'refused', question, denial: deny('signer_unknown'), request: subject } as const;
    assert.equal(releaseOf(refused, judgement, limited, 5), undefined);
    const other = { kind: 'request', question, request: change().request } as const;
    assert.equal(releaseOf(other, judgement, limited, 5), undefined);
    assert.deepEqual(prospectOf(other, undefined, limited), {});
  });

  it('never exceeds without having asked for anything', () => {
    const decision = reject(deny('policy_no_permit'));
    assert.throws(() => exceed({ decision }, [], policyOf(policy(twice))), /only an approval/);
  });
});

describe('a pause', () => {
  it('refuses what it is about, or lets it wait without deciding', async () => {
    const made = bench({ policy: policy(twice) });
    made.controls = { ...noControls, pauses: [{ subject: 'everything', answer: 'RETRY' }] };
    assert.equal(await ask(made, signing('one')), 'RETRY');
    assert.deepEqual([made.decided()[0]?.reason, made.decided()[0]?.how], ['pause_hold', 'unrecorded']);
    assert.equal(made.ledger.status().rows, 0);
    made.controls = noControls;
    assert.equal(await ask(made, signing('one')), 'APPROVE');
    made.controls = { ...noControls, pauses: [{ subject: 'everything', answer: 'REJECT' }] };
    assert.equal(await ask(made, signing('two')), 'REJECT');
    assert.equal(made.decided().at(-1)?.reason, 'paused');
    assert.deepEqual((await rowsOf(made.ledger)).at(-1)?.detail, { subject: 'everything' });
  });

  it('is not lifted by an exception', async () => {
    const made = bench({ policy: policy(twice) });
    await except(made, signing('one'));
    made.controls = {
      ...noControls,
      ...made.controls,
      pauses: [{ subject: 'everything', answer: 'REJECT' }],
    };
    assert.equal(await ask(made, signing('one')), 'REJECT');
  });

  it('that may be there and cannot be looked up: nothing new is decided, what was decided is said again', async () => {
    const made = bench({ policy: policy(limit('at_most: 1 transactions, exceeding: hold')) });
    await ask(made, signing('one'));
    await ask(made, signing('held'));
    made.controls = undefined;
    assert.equal(await ask(made, signing('one')), 'APPROVE');
    assert.equal(await ask(made, signing('two')), 'RETRY');
    assert.equal(made.decided().at(-1)?.reason, 'ledger_unavailable');
    assert.equal(await ask(made, signing('held')), 'RETRY');
    assert.equal(made.ledger.status().rows, 2);
  });
});

describe('an exception', () => {
  it('lets one request through a limit, once, and the row says so', async () => {
    const made = bench({ policy: policy(limit('at_most: 0 ETH')) });
    await except(made, signing('one'));
    assert.equal(await ask(made, signing('one')), 'APPROVE');
    const rows = await rowsOf(made.ledger);
    assert.equal(rows.at(-1)?.excepted, true);
    assert.equal(await ask(made, signing('two')), 'REJECT');
  });

  it('releases what a rule or a limit holds', async () => {
    const hold = '  - { name: wait, effect: hold, request: transaction, when: {} }\n';
    const made = bench({ policy: policy(twice, hold) });
    assert.equal(await ask(made, signing('one')), 'RETRY');
    await except(made, signing('one'));
    assert.equal(await ask(made, signing('one')), 'APPROVE');
    assert.equal((await rowsOf(made.ledger)).at(-1)?.kind, 'after_hold');
  });

  it('releases what a rule holds, where the policy has no limits', async () => {
    const hold = '  - { name: wait, effect: hold, request: transaction, when: {} }\n';
    const made = bench({ policy: policy(twice, hold).replace(/limits:\n.*\n/, '') });
    assert.equal(await ask(made, signing('one')), 'RETRY');
    await except(made, signing('one'));
    assert.equal(await ask(made, signing('one')), 'APPROVE');
  });

  it('stands in for a price that is missing', async () => {
    const made = bench({
      policy: `${policy(limit('at_most: 10 USD'))}prices: { from: table, max_age: 15m }\n`,
    });
    await except(made, signing('one'));
    assert.equal(await ask(made, signing('one')), 'APPROVE');
  });

  it('lifts no forbid and permits nothing by itself', async () => {
    const forbid = '  - { name: never, effect: forbid, request: transaction, when: { stage: [signing] } }\n';
    const hold = '  - { name: wait, effect: hold, request: transaction, when: {} }\n';
    const made = bench({ policy: policy(twice, forbid) });
    await except(made, signing('one'));
    assert.equal(await ask(made, signing('one')), 'REJECT');
    const unpermitted = bench({
      policy: policy(twice, hold).replace('operation: [TRANSFER]', 'operation: [MINT]'),
    });
    await except(unpermitted, signing('one'));
    assert.equal(await ask(unpermitted, signing('one')), 'RETRY');
  });

  it('that is over, or used by somebody else in the meantime, lets nothing through', async () => {
    const made = bench({ policy: policy(limit('at_most: 0 ETH')) });
    await except(made, signing('one'), made.now);
    assert.equal(await ask(made, signing('one')), 'REJECT');
    const used = bench({ policy: policy(limit('at_most: 0 ETH')) });
    await except(used, signing('one'));
    // This task has not seen yet that it was used.
    const seen = used.controls;
    assert.equal(await ask(used, signing('one')), 'APPROVE');
    used.controls = seen;
    assert.equal(
      await ask(
        { handle: (call) => used.handle({ ...call, channel: { mode: 'jwt', basePath: '' } }) },
        signing('one'),
      ),
      'APPROVE',
    );
    const gone = bench({ policy: policy(limit('at_most: 0 ETH')) });
    const payloadSha256 = hashOf(signing('one'));
    gone.controls = {
      ...noControls,
      exceptions: new Map([[payloadSha256, { payloadSha256, until: gone.now + hour }]]),
    };
    assert.equal(await ask(gone, signing('one')), 'REJECT');
    assert.equal(gone.decided().at(-1)?.reason, 'limit_exceeded');
    const usedBy = { payloadSha256, until: gone.now + hour, usedBy: 'tx' };
    gone.controls = { ...noControls, exceptions: new Map([[payloadSha256, usedBy]]) };
    assert.equal(await ask(gone, signing('one')), 'REJECT');
  });
});

describe('the watch over what operators set', () => {
  function watch(ledger: Pick<Ledger, 'controls'>) {
    const events: Event[] = [];
    const time = { now: 0 };
    return {
      events,
      time,
      watch: new ControlsWatch(
        ledger,
        () => time.now,
        (event) => events.push(event),
      ),
    };
  }

  it('knows nothing before the first look, and nothing when the last one is too old', async () => {
    const ledger = new MemoryLedger();
    const prices = [
      priceChange('ETH', { usd: '3000.5', at: 5 }),
      { key: 'price:BTC', value: { usd: 'much', at: 5 } },
    ];
    const changes = [pauseChange({ subject: 'everything', answer: 'REJECT' }), ...prices];
    await ledger.note({ at: '', kind: 'control', changes, by: '', why: '' });
    const { watch: one, time } = watch(ledger);
    assert.equal(one.current(), undefined);
    await one.look();
    assert.deepEqual(one.current()?.pauses, [{ subject: 'everything', answer: 'REJECT' }]);
    assert.deepEqual(one.current()?.prices, new Map([['ETH', { usd: { units: 30005n, scale: 1 }, at: 5 }]]));
    time.now = maxControlsAgeMs;
    assert.notEqual(one.current(), undefined);
    time.now += 1;
    assert.equal(one.current(), undefined);
  });

  it('looks once at a time, and tells a failure once until it is over', async () => {
    let failing = true;
    let looks = 0;
    const { watch: one, events } = watch({
      controls: async () => {
        looks += 1;
        if (failing) throw new LedgerError('io_error', 'gone');
        return new Map();
      },
    });
    await Promise.all([one.look(), one.look()]);
    await one.look();
    assert.equal(looks, 2);
    assert.deepEqual(events, [{ event: 'ledger_fault', operation: 'controls', problem: 'io_error' }]);
    failing = false;
    await one.look();
    failing = true;
    await one.look();
    assert.equal(events.length, 2);
  });
});
