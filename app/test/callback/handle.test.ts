import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';

import type { Entry, Ledger, Recollection, Recorded } from '../../src/ledger/ledger.ts';
import { LedgerError } from '../../src/ledger/ledger-error.ts';
import { MemoryLedger } from '../../src/ledger/memory.ts';
import {
  bench,
  curveAnswerPair,
  nextAnswerPair,
  otherCosigner,
  permitTransfers,
  policyOf,
  said,
  signedCall,
  signerOf,
  testKeyring,
} from '../helpers/callback.ts';
import { rsaPair } from '../helpers/keys.ts';
import {
  ethereumSample,
  sampleSigner,
  sampleWith,
  sampleWithDestination,
  sampleWithRaw,
  type Wire,
} from '../helpers/requests.ts';

/** An approval: the sample without anything that only signing has. */
function approvalOf(changes: Wire = {}): Wire {
  return sampleWith({ fee: undefined, rawTx: undefined, players: undefined, ...changes });
}

/** A memory ledger with some of its methods replaced. */
function ledgerWith(changes: Partial<Ledger>): Ledger {
  const inner = new MemoryLedger();
  return {
    recall: (question, payloadSha256) => inner.recall(question, payloadSha256),
    record: (entry) => inner.record(entry),
    note: (content) => inner.note(content),
    controls: () => inner.controls(),
    heads: () => inner.heads(),
    status: () => inner.status(),
    close: () => inner.close(),
    ...changes,
  };
}

describe('an authentic request', () => {
  it('that the bytes and the policy support is approved and signed with its own id', async () => {
    const { handle, decided, ledger } = bench();
    const reply = await handle(signedCall(ethereumSample().payload));
    assert.equal(reply.contentType, 'text/plain; charset=utf-8');
    assert.deepEqual(said(reply), { action: 'APPROVE', requestId: ethereumSample().payload['requestId'] });
    const [event] = decided();
    assert.deepEqual(
      [event?.reason, event?.rules, event?.evidence, event?.how, event?.cosigner, event?.stage],
      ['permitted', ['transfers'], 'bytes_matched', 'first', 'tokyo', 'signing'],
    );
    assert.equal(ledger.status().rows, 1);
  });

  it('whose bytes say something else is rejected with the reason inside and a plain sentence outside', async () => {
    const { handle, decided } = bench();
    const reply = await handle(signedCall(sampleWithRaw({ payload: '00'.repeat(32) })));
    const { action, rejectionReason } = said(reply);
    assert.deepEqual(
      [action, rejectionReason],
      ['REJECT', 'The raw transaction does not match the request.'],
    );
    assert.equal(decided()[0]?.reason, 'transaction_digest_mismatch');
    assert.ok(decided()[0]?.detail);
  });

  it('that a forbid matches is rejected by name', async () => {
    const { handle, decided } = bench();
    const raw = sampleWith({ operation: 'RAW', fee: undefined, rawTx: undefined, players: undefined });
    assert.equal(said(await handle(signedCall(raw))).action, 'REJECT');
    assert.deepEqual([decided()[0]?.reason, decided()[0]?.rules], ['policy_forbidden', ['no-raw']]);
  });

  it('that nothing permits is rejected, with an empty policy always', async () => {
    const empty = 'version: 1\nname: empty\naddress_books: {}\nassets: {}\nrules: []\n';
    const { handle, decided } = bench({ policy: empty });
    assert.equal(said(await handle(signedCall(ethereumSample().payload))).action, 'REJECT');
    assert.equal(decided()[0]?.reason, 'policy_no_permit');
  });

  it('that a forbid cannot judge is rejected as unevaluable', async () => {
    const priced = permitTransfers.replace('operation: [RAW]', 'amount_usd: { more_than: 1000000 USD }');
    const { handle, decided } = bench({ policy: priced });
    const unpriced = sampleWithDestination({ amountUSD: undefined });
    assert.equal(said(await handle(signedCall(unpriced))).action, 'REJECT');
    assert.equal(decided()[0]?.reason, 'policy_unevaluable');
  });

  it('whose signer is missing, unknown or another co-signer’s is rejected with its own id', async () => {
    for (const [signerId, reason] of [
      [undefined, 'signer_missing'],
      ['stranger', 'signer_unknown'],
      ['osaka-signer', 'signer_of_other_cosigner'],
    ] as const) {
      const { handle, decided } = bench();
      assert.equal(said(await handle(signedCall(sampleWith({ signerId })))).action, 'REJECT');
      assert.equal(decided()[0]?.reason, reason);
    }
  });

  it('that cannot be read is rejected with the id that could', async () => {
    const { handle, decided } = bench();
    const reply = await handle(signedCall('{"requestId":"r-1","asset":"ETH","asset":"BTC"}'));
    assert.deepEqual([said(reply).action, said(reply).requestId], ['REJECT', 'r-1']);
    assert.deepEqual([decided()[0]?.reason, decided()[0]?.stage], ['request_ambiguous', 'unread']);
  });

  it('that has no id to echo gets 400 and nothing signed, and is recorded once', async () => {
    const { handle, decided, ledger } = bench();
    for (let asked = 0; asked < 2; asked += 1) {
      const reply = await handle(signedCall('{"txId":"x"}'));
      assert.deepEqual([reply.status, reply.body], [400, '']);
    }
    assert.deepEqual(
      decided().map(({ how }) => how),
      ['first', 'repeated'],
    );
    assert.equal(ledger.status().rows, 1);
  });
});

describe('stages', () => {
  it('an approval without bytes is approved only where a rule accepts that by name', async () => {
    const named = permitTransfers.replace(
      'operation: [TRANSFER],',
      'operation: [TRANSFER], evidence: [none_at_approval],',
    );
    assert.equal(said(await bench().handle(signedCall(approvalOf()))).action, 'REJECT');
    assert.equal(said(await bench({ policy: named }).handle(signedCall(approvalOf()))).action, 'APPROVE');
  });

  it('IGNORE answers an approval that nothing permits where so configured, and never a signing request', async () => {
    const stepAside = permitTransfers.replace(
      'rules:',
      'otherwise: { approval: IGNORE, configuration: IGNORE }\nrules:',
    );
    const { handle, decided } = bench({ policy: stepAside });
    assert.equal(said(await handle(signedCall(approvalOf()))).action, 'IGNORE');
    assert.equal(
      said(await handle(signedCall(sampleWith({ amountStr: '2', requestId: 'other' })))).action,
      'REJECT',
    );
    assert.equal(decided()[0]?.reason, 'policy_no_permit');
    const unmatched = sampleWith({ operation: 'TRANSFER', rawTx: undefined, requestId: 'third' });
    assert.equal(said(await handle(signedCall(unmatched))).action, 'REJECT');
  });

  it('an approval answer is never replayed for signing, although the ids are equal', async () => {
    const approving = permitTransfers.replace(
      'operation: [TRANSFER],',
      'operation: [TRANSFER], evidence: [none_at_approval],',
    );
    const { handle, decided } = bench({ policy: approving });
    assert.equal(said(await handle(signedCall(approvalOf()))).action, 'APPROVE');
    assert.equal(said(await handle(signedCall(ethereumSample().payload))).action, 'REJECT');
    assert.deepEqual(
      decided().map(({ stage, how }) => [stage, how]),
      [
        ['approval', 'first'],
        ['signing', 'first'],
      ],
    );
  });
});

describe('configuration changes', () => {
  const change = (type: string): Wire => ({
    requestId: `change-${type}`,
    signerId: sampleSigner,
    type,
    extraInfo: {
      asset: 'ETH',
      address: '0x1111111111111111111111111111111111111111',
      walletName: 'w',
      walletId: 'i',
      subType: 'EXTERNAL',
    },
  });

  it('of an unknown type is rejected under a reason of its own', async () => {
    const { handle, decided } = bench();
    const reply = await handle(signedCall(change('SOMETHING_NEW'), { operation: 'configuration_change' }));
    assert.equal(said(reply).action, 'REJECT');
    assert.deepEqual(
      [decided()[0]?.reason, decided()[0]?.detail],
      ['configuration_type_unknown', { type: 'SOMETHING_NEW' }],
    );
  });

  it('of a known type that nothing permits is rejected, or ignored where so configured', async () => {
    const { handle, decided } = bench();
    assert.equal(
      said(await handle(signedCall(change('UNMANAGED_WALLET'), { operation: 'configuration_change' })))
        .action,
      'REJECT',
    );
    assert.equal(decided()[0]?.reason, 'policy_no_permit');
    const stepAside = permitTransfers.replace('rules:', 'otherwise: { configuration: IGNORE }\nrules:');
    const second = bench({ policy: stepAside });
    assert.equal(
      said(await second.handle(signedCall(change('UNMANAGED_WALLET'), { operation: 'configuration_change' })))
        .action,
      'IGNORE',
    );
  });

  it('to a known address are approved where a rule permits them', async () => {
    const book = `version: 1
name: book
assets: {}
address_books: { known: ["0x1111111111111111111111111111111111111111"] }
rules:
  - { name: whitelist, effect: permit, request: configuration_change, when: { change_type: [UNMANAGED_WALLET], change_address_book: [known] } }
`;
    const { handle, decided } = bench({ policy: book });
    assert.equal(
      said(await handle(signedCall(change('UNMANAGED_WALLET'), { operation: 'configuration_change' })))
        .action,
      'APPROVE',
    );
    assert.deepEqual([decided()[0]?.rules, decided()[0]?.evidence], [['whitelist'], 'not_a_transaction']);
  });
});

describe('a stranger', () => {
  it('gets a bare 401 whatever was wrong, and nothing is recorded', async () => {
    const { handle, events, ledger } = bench();
    const bodies = [
      '',
      'x',
      'a.b.c',
      signedCall(ethereumSample().payload, { pair: rsaPair('stranger') }).body,
    ];
    const replies = await Promise.all(
      bodies.map((body) => handle({ ...signedCall({}), body: Buffer.from(body) })),
    );
    for (const reply of replies) {
      assert.deepEqual(reply, {
        status: 401,
        contentType: 'text/plain; charset=utf-8',
        body: 'Unauthorized\n',
      });
    }
    assert.deepEqual(
      events.map((event) => (event.event === 'unauthenticated' ? event.failure : event.event)),
      ['body_empty', 'token_malformed', 'token_malformed', 'signature_invalid'],
    );
    assert.equal(ledger.status().rows, 0);
  });
});

describe('asking again', () => {
  it('gives the same answer byte for byte and counts once', async () => {
    const { handle, decided, ledger } = bench();
    const first = await handle(signedCall(ethereumSample().payload));
    const second = await handle(signedCall(ethereumSample().payload));
    assert.deepEqual(second, first);
    assert.deepEqual(
      decided().map(({ how }) => how),
      ['first', 'repeated'],
    );
    assert.equal(ledger.status().rows, 1);
  });

  it('a thousand times at once is one decision and a thousand equal answers', async () => {
    const { handle, decided, ledger } = bench();
    const call = signedCall(ethereumSample().payload);
    const replies = await Promise.all(Array.from({ length: 1000 }, () => handle(call)));
    assert.equal(new Set(replies.map(({ body }) => body)).size, 1);
    assert.equal(decided().filter(({ how }) => how === 'first').length, 1);
    assert.equal(decided().length, 1000);
    assert.equal(ledger.status().rows, 1);
  });

  it('the same id with other content is rejected and the first answer stays', async () => {
    const { handle, decided } = bench();
    const first = await handle(signedCall(ethereumSample().payload));
    const changed = await handle(signedCall(sampleWith({ note: 'changed' })));
    assert.equal(said(changed).rejectionReason, 'The request id was used before with other content.');
    assert.equal(decided()[1]?.reason, 'request_changed');
    assert.deepEqual(await handle(signedCall(ethereumSample().payload)), first);
  });

  it('on another base path says the same, signed with that path’s key', async () => {
    const { handle } = bench();
    await handle(signedCall(ethereumSample().payload));
    const reply = await handle(signedCall(ethereumSample().payload, { basePath: '/k2' }));
    assert.equal(said(reply, nextAnswerPair.publicKey).action, 'APPROVE');
    const rejected = sampleWithRaw({ payload: '00'.repeat(32) });
    const refused = bench();
    await refused.handle(signedCall(rejected));
    const again = await refused.handle(signedCall(rejected, { basePath: '/k2' }));
    assert.equal(
      said(again, nextAnswerPair.publicKey).rejectionReason,
      'The raw transaction does not match the request.',
    );
  });

  it('after another task was first gives that task’s answer', async () => {
    const shared = new MemoryLedger();
    const first = await bench({ ledger: shared }).handle(signedCall(ethereumSample().payload));
    // The other task has not seen it when it looks, only when it records.
    const late = bench({
      ledger: ledgerWith({ recall: async () => ({ kind: 'new' }), record: (entry) => shared.record(entry) }),
    });
    assert.deepEqual(await late.handle(signedCall(ethereumSample().payload)), first);
    assert.equal(late.decided()[0]?.how, 'repeated');
    const changed = await late.handle(signedCall(sampleWith({ note: 'changed' })));
    assert.equal(said(changed).action, 'REJECT');
    assert.equal(late.decided()[1]?.reason, 'request_changed');
  });
});

describe('a hold', () => {
  const large = sampleWith({});
  const holding = permitTransfers.replace('more_than: 0.5 ETH', 'more_than: 0.005 ETH');

  it('answers RETRY until its time is over, then REJECT for good', async () => {
    const made = bench({ policy: holding });
    assert.equal(said(await made.handle(signedCall(large))).action, 'RETRY');
    made.now += 55 * 60_000 - 1;
    assert.equal(said(await made.handle(signedCall(large))).action, 'RETRY');
    made.now += 1;
    const reply = await made.handle(signedCall(large));
    assert.equal(said(reply).rejectionReason, 'Nobody released the request in time.');
    made.now -= 60 * 60_000;
    assert.deepEqual(await made.handle(signedCall(large)), reply);
    assert.deepEqual(
      made.decided().map(({ reason, how, rules }) => [reason, how, rules]),
      [
        ['policy_hold', 'first', ['large']],
        ['policy_hold', 'repeated', []],
        ['hold_expired', 'first', []],
        ['hold_expired', 'repeated', []],
      ],
    );
  });
});

describe('trouble of our own', () => {
  it('a ledger that cannot be read: a signed RETRY, nothing recorded', async () => {
    const unreadable = ledgerWith({ recall: () => Promise.reject(new LedgerError('io_error', 'broken')) });
    const { handle, events, decided } = bench({ ledger: unreadable });
    assert.deepEqual(said(await handle(signedCall(ethereumSample().payload))), {
      action: 'RETRY',
      requestId: ethereumSample().payload['requestId'],
      rejectionReason: 'Please ask again later.',
    });
    assert.deepEqual(events[0], { event: 'ledger_fault', operation: 'recall', problem: 'io_error' });
    assert.deepEqual([decided()[0]?.reason, decided()[0]?.how], ['ledger_unavailable', 'unrecorded']);
  });

  it('a ledger that cannot be written: a signed RETRY, and an approval the next time it can', async () => {
    let broken = true;
    const inner = new MemoryLedger();
    const record = (entry: Entry): Promise<Recorded> =>
      broken ? Promise.reject(new Error('disk')) : inner.record(entry);
    const { handle, events } = bench({
      ledger: ledgerWith({ record, recall: (q, h) => inner.recall(q, h) }),
    });
    assert.equal(said(await handle(signedCall(ethereumSample().payload))).action, 'RETRY');
    assert.deepEqual(events[0], { event: 'ledger_fault', operation: 'record', problem: 'Error' });
    broken = false;
    assert.equal(said(await handle(signedCall(ethereumSample().payload))).action, 'APPROVE');
  });

  it('a fault that is no Error is told without its content', async () => {
    const { handle, events } = bench({ ledger: ledgerWith({ recall: () => Promise.reject('secret') }) });
    assert.equal(said(await handle(signedCall(ethereumSample().payload))).action, 'RETRY');
    assert.deepEqual(events[0], { event: 'ledger_fault', operation: 'recall', problem: 'unknown' });
  });

  it('a slow ledger: a signed RETRY when the deadline comes, and the late approval is remembered', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const inner = new MemoryLedger();
    let release = (): void => undefined;
    const slow = new Promise<void>((resolve) => {
      release = resolve;
    });
    const record = (entry: Entry): Promise<Recorded> => slow.then(() => inner.record(entry));
    const { handle, decided } = bench({
      ledger: ledgerWith({ record, recall: (q, h) => inner.recall(q, h) }),
    });
    const waiting = handle(signedCall(ethereumSample().payload));
    await new Promise((resolve) => setImmediate(resolve));
    t.mock.timers.tick(20_000);
    assert.equal(said(await waiting).action, 'RETRY');
    assert.equal(decided()[0]?.reason, 'deadline_near');
    release();
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(said(await handle(signedCall(ethereumSample().payload))).action, 'APPROVE');
  });

  it('too many questions in work: a signed RETRY for new ones, while copies still join', async () => {
    const stuck = new Promise<Recollection>(() => undefined);
    const { handle, decided } = bench({ ledger: ledgerWith({ recall: () => stuck }) });
    const inWork = Array.from({ length: 2000 }, (_, n) => signedCall(sampleWith({ requestId: `r-${n}` })));
    for (const call of inWork) void handle(call);
    const reply = await handle(signedCall(sampleWith({ requestId: 'one-too-many' })));
    assert.equal(said(reply).action, 'RETRY');
    assert.deepEqual(
      decided().map(({ reason }) => reason),
      ['overloaded'],
    );
  });

  it('a defect in judging: a signed REJECT and an event without the message', async () => {
    const broken = {
      ...policyOf(permitTransfers),
      evaluate: () => {
        throw new TypeError('secret content');
      },
    };
    const { handle, events, decided } = bench({ policy: broken });
    assert.equal(
      said(await handle(signedCall(ethereumSample().payload))).rejectionReason,
      'The request could not be decided.',
    );
    const [bug] = events;
    assert.ok(bug?.event === 'bug' && bug.name === 'TypeError' && bug.frames.length > 0);
    assert.ok(!JSON.stringify(events).includes('secret content'));
    assert.equal(decided()[0]?.reason, 'internal_error');
  });

  it('a key that does not sign: 500 and an empty body, nothing recorded', async () => {
    for (const cause of [new Error('KMS'), 'no error at all']) {
      const signer = { ...signerOf('current', rsaPair('answer')), sign: () => Promise.reject(cause) };
      const { handle, events, ledger } = bench({
        keyring: testKeyring({ answerKeys: [{ basePath: '', signer }] }),
      });
      const reply = await handle(signedCall(ethereumSample().payload));
      assert.deepEqual([reply.status, reply.body], [500, '']);
      assert.equal(events[0]?.event, 'cannot_sign');
      assert.equal(ledger.status().rows, 0);
    }
  });

  it('a key that never answers: 500 when the signing deadline comes', async (t) => {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const signer = {
      ...signerOf('current', rsaPair('answer')),
      sign: () => new Promise<Uint8Array>(() => undefined),
    };
    const { handle, events } = bench({ keyring: testKeyring({ answerKeys: [{ basePath: '', signer }] }) });
    const waiting = handle(signedCall(ethereumSample().payload));
    await new Promise((resolve) => setImmediate(resolve));
    t.mock.timers.tick(20_000);
    await new Promise((resolve) => setImmediate(resolve));
    t.mock.timers.tick(8_000);
    assert.equal((await waiting).status, 500);
    assert.deepEqual(events, [{ event: 'cannot_sign', problem: 'deadline' }]);
  });

  it('a base path without a key of the co-signer’s algorithm: 500 and an empty body', async () => {
    const { handle, events } = bench();
    const request = sampleWith({ signerId: 'osaka-signer' });
    const reply = await handle(signedCall(request, { pair: otherCosigner, basePath: '/k2' }));
    assert.equal(reply.status, 500);
    assert.deepEqual(events, [{ event: 'cannot_sign', problem: 'no_key_on_this_base_path' }]);
  });

  it('a defect before the question is known: 500, never an exception', async () => {
    const hostile = new Proxy(new Map<string, string>(), {
      get: () => {
        throw new RangeError('x');
      },
    });
    const { handle, events } = bench({ keyring: testKeyring({ signers: hostile }) });
    assert.equal((await handle(signedCall(ethereumSample().payload))).status, 500);
    assert.equal(events[0]?.event, 'bug');
  });
});

describe('channels', () => {
  it('a co-signer configured for ES256 gets ES256', async () => {
    const { handle } = bench();
    const reply = await handle(signedCall(sampleWith({ signerId: 'osaka-signer' }), { pair: otherCosigner }));
    assert.equal(said(reply, curveAnswerPair.publicKey).action, 'APPROVE');
  });

  it('the JSON listener answers plain JSON, and the row says that only the transport vouched', async () => {
    const { handle, decided } = bench();
    const body = Buffer.from(JSON.stringify(sampleWith({ signerId: 'json-signer' })));
    const reply = await handle({
      operation: 'transaction',
      channel: { mode: 'json', cosigner: 'pinned' },
      body,
    });
    assert.equal(reply.contentType, 'application/json; charset=utf-8');
    assert.deepEqual(JSON.parse(reply.body), {
      action: 'APPROVE',
      requestId: ethereumSample().payload['requestId'],
    });
    assert.deepEqual([decided()[0]?.cosigner, decided()[0]?.cosignerKey], ['pinned', 'transport']);
  });

  it('a signer of a JWT co-signer is refused on the JSON listener', async () => {
    const { handle, decided } = bench();
    const body = Buffer.from(JSON.stringify(ethereumSample().payload));
    const reply = await handle({
      operation: 'transaction',
      channel: { mode: 'json', cosigner: 'pinned' },
      body,
    });
    assert.equal(JSON.parse(reply.body).action, 'REJECT');
    assert.equal(decided()[0]?.reason, 'signer_of_other_cosigner');
  });
});

describe('laws', () => {
  it('the pipeline never throws, and approves nothing but the sample, whatever one member is replaced by', async () => {
    const { handle } = bench();
    const members = Object.keys(ethereumSample().payload).filter((name) => name !== 'requestId');
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...members),
        fc.jsonValue(),
        fc.uuid(),
        async (member, value, requestId) => {
          const request = sampleWith({ [member]: value, requestId });
          const reply = await handle(signedCall(request));
          assert.ok([200, 400].includes(reply.status));
          if (reply.status === 200 && said(reply).action === 'APPROVE') {
            assert.ok(harmless.has(member), `${member} = ${JSON.stringify(value)} was approved`);
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it('no payload bytes make it throw', async () => {
    const { handle } = bench();
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 60 }), async (text) => {
        const reply: { status: number } = await handle(signedCall(text));
        assert.ok([200, 400].includes(reply.status));
      }),
      { numRuns: 60 },
    );
  });
});

/** Members that decide nothing in this policy: any well-typed value leaves the approval an approval. */
const harmless: ReadonlySet<string> = new Set([
  'txId',
  'destId',
  'destAddressType',
  'amount',
  'requestedAmount',
  'requestedAmountStr',
  'players',
  'note',
]);
