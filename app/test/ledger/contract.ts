/**
 * What every adapter of the ledger port must do. An adapter's test calls `ledgerContract` with a way to open an empty
 * ledger; ledgers are closed by the suite.
 */

import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import type { StoredRow } from '../../src/audit/row.ts';
import { type BadRow, verifyRows } from '../../src/audit/verify.ts';
import { answerOf } from '../../src/ledger/answer.ts';
import type { Entry, Ledger } from '../../src/ledger/ledger.ts';
import { entry, hold, rowContent, sha256 } from '../helpers/ledger-entries.ts';
import { limitsContract } from './limits-contract.ts';

export interface OpenLedger {
  readonly ledger: Ledger;
  /** The chain as an auditor reads it, while the ledger is open or after it was closed. */
  readonly rows: () => AsyncIterable<StoredRow | BadRow>;
}

export function ledgerContract(name: string, open: (t: TestContext) => Promise<OpenLedger>): void {
  describe(`ledger contract: ${name}`, () => {
    limitsContract(async (t) => (await open(t)).ledger);

    test('a question that was never answered is new', async (t) => {
      const { ledger } = await open(t);
      assert.deepEqual(await ledger.recall(rowContent(), sha256('payload')), { kind: 'new' });
      await ledger.close();
    });

    test('a recorded answer is recalled byte for byte', async (t) => {
      const { ledger } = await open(t);
      const answer = 'é "quoted" \\ \u2028 \ud83d\ude00 \u0000 end';
      const given = entry({ action: 'REJECT', reason: 'policy_forbidden', answer, answerKey: 'k-2' });
      assert.deepEqual(await ledger.record(given), { kind: 'recorded' });
      assert.deepEqual(await ledger.recall(given.row, given.row.payloadSha256), {
        kind: 'answered',
        answer: { action: 'REJECT', reason: 'policy_forbidden', body: answer, answerKey: 'k-2' },
      });
      await ledger.close();
    });

    test('a hold is recalled with the time at which it ends', async (t) => {
      const { ledger } = await open(t);
      const held = entry(hold);
      await ledger.record(held);
      assert.deepEqual(await ledger.recall(held.row, held.row.payloadSha256), {
        kind: 'answered',
        answer: answerOf(held.row),
      });
      assert.equal(answerOf(held.row).heldUntil, hold.heldUntil);
      await ledger.close();
    });

    test('the same question with other content is changed, and names the recorded content', async (t) => {
      const { ledger } = await open(t);
      await ledger.record(entry());
      const changed = { kind: 'changed', recordedSha256: sha256('payload') };
      assert.deepEqual(await ledger.recall(rowContent(), sha256('other')), changed);
      assert.deepEqual(await ledger.record(entry({ payloadSha256: sha256('other') })), changed);
      await ledger.close();
    });

    for (const other of [
      { path: 'configuration_change' },
      { stage: 'approval' },
      { signerId: 'signer-2' },
      { requestId: 'r-2' },
      // The same letters, divided otherwise.
      { signerId: 'signer-1r', requestId: '-1' },
      { signerId: 'signer-1","r-1', requestId: '' },
    ] as const) {
      test(`a question with another ${JSON.stringify(other)} is another question`, async (t) => {
        const { ledger } = await open(t);
        await ledger.record(entry());
        const row = rowContent(other);
        assert.deepEqual(await ledger.recall(row, row.payloadSha256), { kind: 'new' });
        assert.deepEqual(await ledger.record(entry(other)), { kind: 'recorded' });
        await ledger.close();
      });
    }

    test('ids of any length and with any characters name questions', async (t) => {
      const { ledger } = await open(t);
      const ids = ['', '\u0000', '\ud800', '\\ud800', 'x'.repeat(10_000), `${'x'.repeat(9_999)}y`];
      for (const requestId of ids) {
        assert.deepEqual(await ledger.record(entry({ requestId, answer: `answer to ${requestId}` })), {
          kind: 'recorded',
        });
      }
      for (const requestId of ids) {
        const recalled = await ledger.recall(rowContent({ requestId }), sha256('payload'));
        assert.equal(recalled.kind === 'answered' && recalled.answer.body, `answer to ${requestId}`);
      }
      await ledger.close();
    });

    test('of many first answers at once exactly one is recorded, and all others get it', async (t) => {
      const { ledger } = await open(t);
      const entries = Array.from({ length: 100 }, (_, i) => entry({ answer: `answer ${i}` }));
      const recorded = await Promise.all(entries.map((one) => ledger.record(one)));
      const winners = entries.filter((_, i) => recorded[i]?.kind === 'recorded');
      assert.equal(winners.length, 1);
      const answer = winners.map((one) => answerOf(one.row))[0];
      for (const one of recorded.filter(({ kind }) => kind !== 'recorded')) {
        assert.deepEqual(one, { kind: 'answered', answer });
      }
      assert.equal(ledger.status().rows, 1);
      await ledger.close();
    });

    test('a second first answer loses also when the first one has been durable for a while', async (t) => {
      const { ledger } = await open(t);
      await ledger.record(entry({ answer: 'first' }));
      const second = await ledger.record(entry({ answer: 'second' }));
      assert.deepEqual(second, { kind: 'answered', answer: answerOf(rowContent({ answer: 'first' })) });
      assert.equal(ledger.status().rows, 1);
      await ledger.close();
    });

    test('a hold is replaced once, and later replacements get the first one', async (t) => {
      const { ledger } = await open(t);
      await ledger.record(entry(hold));
      const released = entry({ kind: 'after_hold', answer: 'released' });
      const expired = entry({
        kind: 'after_hold',
        action: 'REJECT',
        reason: 'hold_expired',
        answer: 'expired',
      });
      const recorded = await Promise.all([ledger.record(released), ledger.record(expired)]);
      const answer = answerOf(released.row);
      assert.deepEqual(recorded, [{ kind: 'recorded' }, { kind: 'answered', answer }]);
      assert.deepEqual(await ledger.record(expired), { kind: 'answered', answer });
      assert.deepEqual(await ledger.recall(released.row, released.row.payloadSha256), {
        kind: 'answered',
        answer,
      });
      await ledger.close();
    });

    test('a hold can be replaced by another hold, which is open again', async (t) => {
      const { ledger } = await open(t);
      await ledger.record(entry(hold));
      const longer = entry({ ...hold, kind: 'after_hold', heldUntil: hold.heldUntil + 1 });
      assert.deepEqual(await ledger.record(longer), { kind: 'recorded' });
      const released = entry({ kind: 'after_hold' });
      assert.deepEqual(await ledger.record(released), { kind: 'recorded' });
      await ledger.close();
    });

    test('a hold on other content is not replaced', async (t) => {
      const { ledger } = await open(t);
      await ledger.record(entry(hold));
      const other = entry({ kind: 'after_hold', payloadSha256: sha256('other') });
      assert.deepEqual(await ledger.record(other), { kind: 'changed', recordedSha256: sha256('payload') });
      const recalled = await ledger.recall(rowContent(), sha256('payload'));
      assert.deepEqual(recalled, { kind: 'answered', answer: answerOf(rowContent(hold)) });
      await ledger.close();
    });

    test('a final answer is not replaced, and neither is a RETRY that is no hold', async (t) => {
      const { ledger } = await open(t);
      const final = entry({ requestId: 'final' });
      const retry = entry({ requestId: 'retry', action: 'RETRY', reason: 'overloaded' });
      for (const given of [final, retry]) {
        await ledger.record(given);
        const late = { ...given, row: { ...given.row, kind: 'after_hold', answer: 'late' } } as const;
        assert.deepEqual(await ledger.record(late), { kind: 'answered', answer: answerOf(given.row) });
      }
      assert.equal(ledger.status().rows, 2);
      await ledger.close();
    });

    test('replacing a hold that never was is refused, and refuses nothing else', async (t) => {
      const { ledger } = await open(t);
      const [replaced, other] = await Promise.allSettled([
        ledger.record(entry({ kind: 'after_hold' })),
        ledger.record(entry({ requestId: 'r-2' })),
      ]);
      assert.equal(replaced.status === 'rejected' && replaced.reason.problem, 'no_hold_to_replace');
      assert.deepEqual(other, { status: 'fulfilled', value: { kind: 'recorded' } });
      assert.deepEqual(await ledger.recall(rowContent(), sha256('payload')), { kind: 'new' });
      assert.equal(ledger.status().healthy, true);
      await ledger.close();
    });

    test('a changed request is noted on the chain and answers nothing', async (t) => {
      const { ledger } = await open(t);
      const note = entry({ kind: 'changed_request', payloadSha256: sha256('other'), action: 'REJECT' });
      assert.deepEqual(await ledger.record(note), { kind: 'recorded' });
      assert.deepEqual(await ledger.recall(note.row, note.row.payloadSha256), { kind: 'new' });
      await ledger.record(entry());
      assert.deepEqual(await ledger.record(note), { kind: 'recorded' });
      assert.deepEqual(await ledger.recall(rowContent(), sha256('payload')), {
        kind: 'answered',
        answer: answerOf(rowContent()),
      });
      assert.equal(ledger.status().rows, 3);
      await ledger.close();
    });

    test('the chain holds every recorded row in order, with its body, and verifies', async (t) => {
      const { ledger, rows } = await open(t);
      const entries: readonly Entry[] = [
        entry(hold, 'one'),
        entry({ kind: 'after_hold' }, 'two'),
        entry({ kind: 'changed_request' }, 'three'),
        entry({ requestId: 'r-2' }, 'four'),
      ];
      for (const one of entries) await ledger.record(one);
      const content: unknown[] = [];
      const bodies: string[] = [];
      for await (const row of rows()) {
        assert.ok('text' in row);
        const { seq, writer, ...rest } = JSON.parse(row.text);
        assert.equal(seq, row.seq);
        assert.equal(typeof writer, 'string');
        content.push(rest);
        assert.ok(row.body instanceof Uint8Array);
        bodies.push(Buffer.from(row.body).toString());
      }
      assert.deepEqual(
        content,
        entries.map(({ row }) => row),
      );
      assert.deepEqual(bodies, ['one', 'two', 'three', 'four']);
      const verified = await verifyRows(rows());
      assert.equal(verified.ok && verified.value.rows, 4);
      await ledger.close();
    });

    test('what the caller does to a body afterwards does not reach the ledger', async (t) => {
      const { ledger, rows } = await open(t);
      const given = entry();
      const recording = ledger.record(given);
      given.body.fill(0);
      await recording;
      const verified = await verifyRows(rows());
      assert.equal(verified.ok && verified.value.bodies, 1);
      await ledger.close();
    });

    test('closing waits for what is pending', async (t) => {
      const { ledger, rows } = await open(t);
      const ids = Array.from({ length: 50 }, (_, i) => `r-${i}`);
      const recording = ids.map((requestId) => ledger.record(entry({ requestId })));
      await ledger.close();
      for (const one of await Promise.all(recording)) assert.deepEqual(one, { kind: 'recorded' });
      const verified = await verifyRows(rows());
      assert.equal(verified.ok && verified.value.rows, 50);
    });

    test('a closed ledger refuses, says so, and can be closed again', async (t) => {
      const { ledger } = await open(t);
      await ledger.record(entry());
      assert.deepEqual(ledger.status(), { healthy: true, rows: 1, pending: 0 });
      await ledger.close();
      await ledger.close();
      await assert.rejects(ledger.record(entry()), { name: 'LedgerError', problem: 'closed' });
      await assert.rejects(ledger.recall(rowContent(), sha256('payload')), { problem: 'closed' });
      assert.deepEqual(ledger.status(), { healthy: false, problem: 'closed', rows: 1, pending: 0 });
    });
  });
}
