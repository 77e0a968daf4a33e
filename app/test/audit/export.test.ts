import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { emptyHead, nextRow, serialiseContent } from '../../src/audit/chain.ts';
import { exportRows, maxExportLineBytes, readExport } from '../../src/audit/export.ts';
import type { StoredRow } from '../../src/audit/row.ts';
import { type BadRow, verifyRows } from '../../src/audit/verify.ts';
import { rowContent } from '../helpers/ledger-entries.ts';

function chain(length: number): readonly StoredRow[] {
  const rows: StoredRow[] = [];
  for (let i = 0; i < length; i += 1) {
    const content = serialiseContent(rowContent({ requestId: `é "${i}"` }));
    rows.push({ ...nextRow(rows.at(-1) ?? emptyHead, 'w', content), body: Buffer.from('body') });
  }
  return rows;
}

async function* from<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

async function exported(rows: readonly StoredRow[]): Promise<string> {
  return (await collect(exportRows(from(rows)))).join('');
}

function read(text: string | Uint8Array, pieceBytes = 1000): AsyncGenerator<StoredRow | BadRow> {
  const bytes = Buffer.from(text);
  const pieces: Uint8Array[] = [];
  for (let i = 0; i < bytes.length; i += pieceBytes) pieces.push(bytes.subarray(i, i + pieceBytes));
  return readExport(from(pieces));
}

const rows = chain(4);

test('a line holds the place, the exact text and the body', async () => {
  const [row] = rows;
  assert.ok(row);
  const { seq, previous, hash, text } = row;
  assert.deepEqual(JSON.parse(await exported([row])), { seq, previous, hash, row: text, body: 'Ym9keQ==' });
});

test('an export in pieces of any size reads back as the same rows and verifies', async () => {
  const text = await exported(rows);
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 3000 }), fc.boolean(), async (pieceBytes, ended) => {
      assert.deepEqual(await collect(read(ended ? text : text.trimEnd(), pieceBytes)), rows);
    }),
    { numRuns: 50 },
  );
  const verified = await verifyRows(read(text));
  assert.deepEqual(verified.ok && [verified.value.rows, verified.value.bodies], [4, 4]);
});

test('an empty export is an empty chain', async () => {
  assert.deepEqual(await collect(readExport(from([]))), []);
  assert.deepEqual(await collect(readExport(from([new Uint8Array(0)]))), []);
});

test('a sensitive body never leaves, and neither does that of a row that cannot be read', async () => {
  const content = serialiseContent(rowContent({ bodySensitive: true }, 'secret'));
  const sensitive = { ...nextRow(emptyHead, 'w', content), body: Buffer.from('secret') };
  const text = await exported([sensitive, { ...sensitive, text: content.slice(1) }]);
  assert.equal(text.includes(Buffer.from('secret').toString('base64')), false);
  assert.equal(text.includes('"body"'), false);
  const verified = await verifyRows(read(await exported([sensitive])));
  assert.deepEqual(verified.ok && [verified.value.rows, verified.value.bodies], [1, 0]);
});

test('a body that could not be opened stays a finding in the export', async () => {
  const [row] = rows;
  assert.ok(row);
  const text = await exported([{ ...row, body: 'unreadable' }]);
  const finding = { ok: false, error: { seq: 1, problem: 'body_altered' } };
  assert.deepEqual(await verifyRows(read(text)), finding);
});

test('a row without a body is exported without', async () => {
  const [row] = rows;
  assert.ok(row);
  const { body: _, ...bare } = row;
  assert.deepEqual(await collect(read(await exported([bare]))), [bare]);
});

const hash = 'ab'.repeat(32);
const place = { seq: 1, previous: hash, hash, row: '{}' };
for (const [what, line] of [
  ['an empty line', ''],
  ['no JSON', '{'],
  ['no object', '[1]'],
  ['a number as text', JSON.stringify({ ...place, seq: '1' })],
  ['a broken number', JSON.stringify({ ...place, seq: 1.5 })],
  ['number 0', JSON.stringify({ ...place, seq: 0 })],
  ['a hash in upper case', JSON.stringify({ ...place, hash: hash.toUpperCase() })],
  ['a short previous hash', JSON.stringify({ ...place, previous: hash.slice(2) })],
  ['a row that is no text', JSON.stringify({ ...place, row: {} })],
  ['a body that is no text', JSON.stringify({ ...place, body: 1 })],
  ['a member that no export has', JSON.stringify({ ...place, more: 1 })],
  ['a member that comes twice', `{"seq":1,${JSON.stringify(place).slice(1)}`],
] as const) {
  test(`a line with ${what} is unreadable under its number`, async () => {
    const lines = (await exported(rows)).split('\n');
    const text = lines.toSpliced(1, 1, line).join('\n');
    assert.deepEqual((await collect(read(text)))[1], { seq: 2, problem: 'row_unreadable' });
  });
}

test('a line that is just right is read', async () => {
  const { row: text, ...rest } = place;
  assert.deepEqual(await collect(read(JSON.stringify(place))), [{ ...rest, text }]);
});

test('a line at the limit is looked at, and one byte more ends the reading', async () => {
  const padded = (bytes: number): string => {
    const empty = JSON.stringify({ ...place, row: '' });
    return JSON.stringify({ ...place, row: 'x'.repeat(bytes - empty.length) });
  };
  const most = await collect(read(`${padded(maxExportLineBytes)}\n${JSON.stringify(place)}`, 1 << 20));
  assert.deepEqual(
    most.map((row) => 'problem' in row),
    [false, false],
  );
  const over = await collect(read(`${padded(maxExportLineBytes + 1)}\n${JSON.stringify(place)}`, 1 << 20));
  assert.deepEqual(over, [{ seq: 1, problem: 'row_unreadable' }]);
});

test('an export that is cut off in the middle of a row is found', async () => {
  const text = await exported(rows);
  assert.deepEqual(await verifyRows(read(text.slice(0, -30))), {
    ok: false,
    error: { seq: 4, problem: 'row_unreadable' },
  });
});
