import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { emptyHead, type Head, nextRow, serialiseContent } from '../../src/audit/chain.ts';
import { type Checkpoint, isSignedBy, parseStatement, statementText } from '../../src/audit/checkpoint.ts';
import type { Event } from '../../src/audit/events.ts';
import type { NoteContent, RowContent, StoredRow } from '../../src/audit/row.ts';
import { type Chains, type VerifyChainsOptions, verifyChains } from '../../src/audit/verify-chains.ts';
import { Checkpoints } from '../../src/checkpoints.ts';
import { MemoryLedger } from '../../src/ledger/memory.ts';
import { createLocalSigner } from '../../src/token/local-signer.ts';
import { ecPair, type Pair, rsaPair } from '../helpers/keys.ts';
import { entry, rowContent } from '../helpers/ledger-entries.ts';

const key = rsaPair('answer');
const curve = ecPair('answer');

function signerOf(pair: Pair) {
  const signer = createLocalSigner('answer', pair.privateKey);
  assert.ok(signer.ok);
  return signer.value;
}

/** Chains that a test may tamper with. */
class World {
  readonly chains = new Map<string, StoredRow[]>();

  append(writer: string, content: RowContent | NoteContent): void {
    const rows = this.chains.get(writer) ?? [];
    this.chains.set(writer, rows);
    rows.push(nextRow(rows.at(-1) ?? emptyHead, writer, serialiseContent(content)));
  }

  heads(): ReadonlyMap<string, Head> {
    const heads = new Map<string, Head>();
    for (const [writer, rows] of this.chains) {
      const { seq, hash } = rows.at(-1) ?? emptyHead;
      heads.set(writer, { seq, hash });
    }
    return heads;
  }

  async *rows(writer: string): AsyncGenerator<StoredRow> {
    yield* this.chains.get(writer) ?? [];
  }

  view(): Chains {
    return { heads: this.heads(), rows: (writer) => this.rows(writer) };
  }

  ledger() {
    return {
      heads: async () => this.heads(),
      note: async (content: NoteContent) => this.append('b', content),
    };
  }
}

/** Two writers, a checkpoint after each three rows, kept outside too. */
async function makeWorld(pair = key) {
  const world = new World();
  const kept: Checkpoint[] = [];
  const keep = async (_name: string, checkpoint: Checkpoint): Promise<void> => void kept.push(checkpoint);
  const context = {
    ledger: world.ledger(),
    signer: async () => signerOf(pair),
    keep,
    clock: () => 0,
    report: () => assert.fail(),
  };
  const checkpoints = new Checkpoints(context);
  for (const round of [1, 2]) {
    for (const writer of ['a', 'a', 'b'])
      world.append(writer, rowContent({ requestId: `${round}-${writer}` }));
    await checkpoints.make();
  }
  return { world, kept, checkpoints };
}

async function problemOf(world: World, options: VerifyChainsOptions = {}): Promise<string> {
  const verified = await verifyChains(world.view(), options);
  return verified.ok ? 'proven' : `${verified.error.writer} ${verified.error.seq} ${verified.error.problem}`;
}

/** The rows of a chain written anew from a row on, hashes and all. */
function rewrite(world: World, writer: string, from: number, changes: Partial<RowContent>): void {
  const rows = world.chains.get(writer) ?? [];
  const contents = rows.slice(from - 1).map(({ text }) => JSON.parse(text));
  world.chains.set(writer, rows.slice(0, from - 1));
  for (const [i, { seq: _seq, writer: _writer, ...content }] of contents.entries()) {
    world.append(writer, i === 0 ? { ...content, ...changes } : content);
  }
}

describe('checkpoints', () => {
  it('prove all chains together, with either kind of key', async () => {
    for (const pair of [key, curve]) {
      const { world, kept } = await makeWorld(pair);
      const verified = await verifyChains(world.view(), { checkpoints: kept, checkpointKey: pair.publicKey });
      assert.ok(verified.ok);
      const { writers, rows, checkpoints } = verified.value;
      assert.deepEqual([writers, rows, checkpoints], [2, 8, 2]);
      assert.equal(verified.value.firstAt, '2026-03-01T10:00:00.000Z');
    }
  });

  it('find a chain that was cut, written anew or taken away', async () => {
    const cut = await makeWorld();
    cut.world.chains.get('a')?.pop();
    assert.equal(await problemOf(cut.world), 'a 4 row_missing');
    const forked = await makeWorld();
    rewrite(forked.world, 'a', 2, { action: 'REJECT' });
    assert.equal(await problemOf(forked.world), 'a 2 head_differs');
    const gone = await makeWorld();
    gone.world.chains.delete('a');
    assert.equal(await problemOf(gone.world), 'a 1 row_missing');
  });

  it('find it by those kept elsewhere, where the ledger’s own were written anew too', async () => {
    const { world, kept } = await makeWorld();
    world.chains.delete('b');
    world.chains.get('a')?.pop();
    assert.equal(await problemOf(world), 'proven');
    assert.equal(await problemOf(world, { checkpoints: kept }), 'a 4 row_missing');
  });

  it('find altered and reordered rows, and rows of another chain', async () => {
    const altered = await makeWorld();
    const rows = altered.world.chains.get('a') ?? [];
    rows[1] = {
      ...(rows[1] ?? assert.fail()),
      text: (rows[1] ?? assert.fail()).text.replace('APPROVE', 'REJECT'),
    };
    assert.equal(await problemOf(altered.world), 'a 2 row_altered');
    const reordered = await makeWorld();
    reordered.world.chains.get('a')?.reverse();
    assert.match(await problemOf(reordered.world), /^a \d row_reordered$/);
    const foreign = await makeWorld();
    foreign.world.chains.set('c', foreign.world.chains.get('a') ?? []);
    assert.equal(await problemOf(foreign.world), 'c 1 row_of_other_writer');
  });

  it('find a chain that goes on behind the head that the ledger tells', async () => {
    const { world } = await makeWorld();
    const heads = new Map(world.heads());
    const before = world.chains.get('a')?.[2] ?? assert.fail();
    heads.set('a', { seq: before.seq, hash: before.hash });
    const verified = await verifyChains({ heads, rows: (writer) => world.rows(writer) });
    assert.deepEqual(verified, { ok: false, error: { writer: 'a', seq: 4, problem: 'head_differs' } });
  });

  it('are refused when signed by somebody else, missing, contradictory or unreadable', async () => {
    const { world, kept } = await makeWorld();
    const checkpointKey = rsaPair('other').publicKey;
    assert.match(await problemOf(world, { checkpointKey }), /^\w+ 1 checkpoint_not_signed$/);
    const [first = assert.fail(), second = assert.fail()] = kept;
    assert.equal(isSignedBy({ ...first, algorithm: 'none' }, key.publicKey), false);
    assert.equal(isSignedBy({ ...first, statement: second.statement }, key.publicKey), false);
    const empty = new World();
    assert.match(await problemOf(empty, { checkpoints: [second] }), /checkpoint_missing$/);
    const statement = parseStatement(second.statement) ?? assert.fail();
    const other = { ...second, statement: statementText({ ...statement, at: 'later' }) };
    assert.match(await problemOf(world, { checkpoints: [other] }), / 2 checkpoint_unreadable$/);
    const heads = new Map([['a', { seq: 1, hash: 'f'.repeat(64) }]]);
    const liar = {
      ...second,
      statement: statementText({ ...statement, series: 'x', number: 1, previous: '0'.repeat(64), heads }),
    };
    assert.equal(await problemOf(world, { checkpoints: [liar] }), 'a 1 head_differs');
    const twice = [{ ...statement, series: 'y', number: 1, previous: '0'.repeat(64), heads }, statement].map(
      (one) => ({ ...second, statement: statementText(one) }),
    );
    assert.notEqual(await problemOf(world, { checkpoints: [...twice, liar] }), 'proven');
    for (const wrong of [
      '',
      '[]',
      '{}',
      '{"series":"s","number":1,"at":"","previous":"0","heads":[]}',
      `{"series":"s","number":1,"at":"","previous":"${'0'.repeat(64)}","heads":[1]}`,
      `{"series":"s","number":1,"at":"","previous":"${'0'.repeat(64)}","heads":[["a",1,"0"]]}`,
    ]) {
      assert.equal(
        await problemOf(world, { checkpoints: [{ ...first, statement: wrong }] }),
        ' 0 checkpoint_unreadable',
      );
    }
  });

  it('are not made while nothing is written', async () => {
    const { checkpoints, kept, world } = await makeWorld();
    await checkpoints.make();
    assert.equal(kept.length, 2);
    world.append('a', rowContent());
    await Promise.all([checkpoints.make(), checkpoints.make()]);
    assert.equal(kept.length, 3);
  });

  it('that fail are told, and the next one tells what this one would have', async () => {
    const ledger = new MemoryLedger();
    await ledger.record(entry());
    const events: Event[] = [];
    let failing = true;
    const signer = async () => {
      if (failing) throw new Error('no key');
      return signerOf(key);
    };
    const checkpoints = new Checkpoints({
      ledger,
      signer,
      clock: () => 0,
      report: (event) => events.push(event),
    });
    await checkpoints.make();
    assert.deepEqual(events, [{ event: 'ledger_fault', operation: 'checkpoint', problem: 'Error' }]);
    failing = false;
    await checkpoints.make();
    const chain = { heads: await ledger.heads(), rows: () => ledger.rows() };
    const verified = await verifyChains(chain, { checkpointKey: key.publicKey });
    assert.equal(verified.ok && verified.value.checkpoints, 1);
    assert.deepEqual(await verifyChains({ heads: new Map(), rows: () => ledger.rows() }), {
      ok: true,
      value: { writers: 0, rows: 0, bodies: 0, checkpoints: 0 },
    });
  });
});
