import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { emptyHead, type Head, hashRow, nextRow, serialiseContent } from '../../src/audit/chain.ts';
import type { StoredRow } from '../../src/audit/row.ts';
import { type BadRow, type VerifyOptions, verifyRows } from '../../src/audit/verify.ts';
import { rowContent } from '../helpers/ledger-entries.ts';

type Item = StoredRow | BadRow;

function chain(length: number, writer = 'w'): readonly StoredRow[] {
  const rows: StoredRow[] = [];
  for (let i = 0; i < length; i += 1) {
    const content = serialiseContent(rowContent({ requestId: `r-${i}`, at: `day ${i + 1}` }));
    rows.push({ ...nextRow(rows.at(-1) ?? emptyHead, writer, content), body: Buffer.from('body') });
  }
  return rows;
}

const rows = chain(5);

async function verify(items: readonly Item[], options?: VerifyOptions): ReturnType<typeof verifyRows> {
  async function* source(): AsyncGenerator<Item> {
    yield* items;
  }
  return verifyRows(source(), options);
}

async function finds(
  items: readonly Item[],
  seq: number,
  problem: BadRow['problem'],
  options?: VerifyOptions,
) {
  assert.deepEqual(await verify(items, options), { ok: false, error: { seq, problem } });
}

/** The rows with the one at `seq` changed. */
function changed(seq: number, change: (row: StoredRow) => Item): Item[] {
  return rows.map((row) => (row.seq === seq ? change(row) : row));
}

/** The row with another text, hashed anew. */
function rewritten(row: StoredRow, text = row.text.replace('APPROVE', 'REJECT')): StoredRow {
  return { ...row, text, hash: hashRow(row.previous, text) };
}

function headOf(items: readonly StoredRow[]): Head {
  const { seq, hash } = items.at(-1) ?? emptyHead;
  return { seq, hash };
}

test('a whole chain verifies, and says how far it goes', async () => {
  assert.deepEqual(await verify(rows), {
    ok: true,
    value: { rows: 5, bodies: 5, firstAt: 'day 1', lastAt: 'day 5', head: headOf(rows) },
  });
});

test('an empty chain verifies', async () => {
  assert.deepEqual(await verify([]), { ok: true, value: { rows: 0, bodies: 0, head: emptyHead } });
});

test('rows without bodies verify', async () => {
  const bare = rows.map(({ body: _, ...row }) => row);
  const verified = await verify(bare);
  assert.deepEqual(verified.ok && [verified.value.rows, verified.value.bodies], [5, 0]);
});

test('a missing row is missing, wherever it was', async () => {
  await finds(rows.slice(1), 1, 'row_missing');
  await finds(rows.toSpliced(2, 1), 3, 'row_missing');
  await finds(rows.toSpliced(2, 2), 3, 'row_missing');
});

test('a row further down than its place is reordered', async () => {
  const [a, b, c, d, e] = rows;
  assert.ok(a && b && c && d && e);
  await finds([a, c, b, d, e], 2, 'row_reordered');
  await finds([b, c, d, e, a], 1, 'row_reordered');
});

test('a row that comes again is repeated', async () => {
  const [a, b, c] = rows;
  assert.ok(a && b && c);
  await finds([a, a, b, c], 1, 'row_repeated');
  await finds([a, b, c, a], 1, 'row_repeated');
});

test('a whole row under another number is reordered', async () => {
  const [a, b, c] = rows;
  assert.ok(a && b && c);
  await finds([a, { ...c, seq: 2 }, { ...b, seq: 3 }], 2, 'row_reordered');
});

test('an altered text, hash or previous hash is altered', async () => {
  await finds(
    changed(3, (row) => ({ ...row, text: row.text.replace('APPROVE', 'REJECT') })),
    3,
    'row_altered',
  );
  await finds(
    changed(3, (row) => ({ ...row, text: row.text.replace('"seq":3', '"seq":4') })),
    3,
    'row_altered',
  );
  await finds(
    changed(3, (row) => ({ ...row, hash: headOf(rows).hash })),
    3,
    'row_altered',
  );
  await finds(
    changed(3, (row) => ({ ...row, previous: row.hash })),
    3,
    'row_altered',
  );
});

test('a row that was rewritten with its hash is named, not the one behind it', async () => {
  await finds(
    changed(3, (row) => rewritten(row)),
    3,
    'row_altered',
  );
  await finds(
    changed(1, (row) => rewritten({ ...row, previous: row.hash })),
    1,
    'row_altered',
  );
});

test('a last row that was rewritten with its hash is found by the noted head only', async () => {
  const items = changed(5, (row) => rewritten(row));
  assert.equal((await verify(items)).ok, true);
  await finds(items, 5, 'head_differs', { expectedHead: headOf(rows) });
});

test('a row of another ledger is found', async () => {
  const foreign = chain(3, 'other');
  const [a] = rows;
  const [, b] = foreign;
  assert.ok(a && b);
  await finds([a, b], 2, 'row_of_other_writer');
});

test('a text that is no row is unreadable, also when its hash is right', async () => {
  await finds(
    changed(2, (row) => ({ ...row, text: '{' })),
    2,
    'row_unreadable',
  );
  await finds(
    changed(2, (row) => rewritten(row, '{"seq":2}')),
    2,
    'row_unreadable',
  );
});

test('a body that is another or cannot be opened is altered', async () => {
  await finds(
    changed(4, (row) => ({ ...row, body: Buffer.from('bodY') })),
    4,
    'body_altered',
  );
  await finds(
    changed(4, (row) => ({ ...row, body: 'unreadable' })),
    4,
    'body_altered',
  );
});

test('what the source itself found is handed on', async () => {
  await finds(
    changed(2, () => ({ seq: 2, problem: 'row_unreadable' })),
    2,
    'row_unreadable',
  );
});

test('an examiner sees every right row and may find more', async () => {
  const seen: number[] = [];
  const options: VerifyOptions = {
    examine: (row, fields) => {
      seen.push(row.seq);
      return 'requestId' in fields && fields.requestId === 'r-3' ? 'answer_missing' : undefined;
    },
  };
  await finds(rows, 4, 'answer_missing', options);
  assert.deepEqual(seen, [1, 2, 3, 4]);
});

test('an expected head may be any row of the chain, or the empty one, and nothing else', async () => {
  for (const expectedHead of [emptyHead, headOf(rows.slice(0, 3)), headOf(rows)]) {
    assert.equal((await verify(rows, { expectedHead })).ok, true);
  }
  await finds(rows.slice(0, 3), 4, 'row_missing', { expectedHead: headOf(rows) });
  await finds([], 1, 'row_missing', { expectedHead: headOf(rows) });
  await finds(rows, 3, 'head_differs', { expectedHead: { seq: 3, hash: headOf(rows).hash } });
});

test('no single change of a row goes unnoticed when the head was noted', async () => {
  const place = fc.tuple(
    fc.integer({ min: 1, max: 5 }),
    fc.nat(),
    fc.constantFrom('text', 'previous', 'hash'),
  );
  await fc.assert(
    fc.asyncProperty(place, async ([seq, at, column]) => {
      const items = changed(seq, (row) => {
        const value = row[column];
        const i = at % value.length;
        const other = value[i] === 'a' ? 'b' : 'a';
        return { ...row, [column]: value.slice(0, i) + other + value.slice(i + 1) };
      });
      const verified = await verify(items, { expectedHead: headOf(rows) });
      assert.equal(verified.ok === false && verified.error.seq, seq);
    }),
  );
});
