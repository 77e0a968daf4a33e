/**
 * The audit chain as JSON lines, one row a line, so that it can be kept, shipped and verified without the ledger:
 *
 *   {"seq":1,"previous":"<hex>","hash":"<hex>","row":"<the exact hashed text>","body":"<base64>"}
 *
 * `body` is absent where the ledger gave none and where the row calls it sensitive, and null where the ledger could
 * not decrypt it. Both directions stream: memory does not grow with the number of rows.
 */

import { isJsonObject, parseJson } from '../lib/json.ts';
import { isNote, isSha256Hex, parseRowText, type StoredRow } from './row.ts';
import type { BadRow } from './verify.ts';

/** A request body of 1 MiB is 1.4 MiB of base64, and a row's text repeats at most a few of its fields. */
export const maxExportLineBytes = 8 * 1024 * 1024;

/** One line per row, each with its line feed. */
export async function* exportRows(rows: AsyncIterable<StoredRow>): AsyncGenerator<string> {
  for await (const row of rows) yield exportLine(row);
}

function exportLine(row: StoredRow): string {
  const { seq, previous, hash, text } = row;
  return `${JSON.stringify({ seq, previous, hash, row: text, ...exportBody(row) })}\n`;
}

function exportBody(row: StoredRow): { readonly body?: string | null } {
  const fields = parseRowText(row.text);
  // A row that cannot be read may have a body that must not leave.
  if (row.body === undefined || !fields.ok || isNote(fields.value) || fields.value.bodySensitive) return {};
  if (row.body === 'unreadable') return { body: null };
  return { body: Buffer.from(row.body).toString('base64') };
}

/**
 * The rows of an export, read from a file or a pipe in pieces of any size. A line that is no row comes as
 * `row_unreadable` under the line's number, for `verifyRows` to report.
 */
export async function* readExport(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<StoredRow | BadRow> {
  let line = 0;
  for await (const bytes of splitLines(pieces)) {
    line += 1;
    yield bytes === 'too_long' ? unreadable(line) : (parseLine(bytes) ?? unreadable(line));
    if (bytes === 'too_long') return;
  }
}

function unreadable(seq: number): BadRow {
  return { seq, problem: 'row_unreadable' };
}

function parseLine(bytes: Uint8Array): StoredRow | undefined {
  const parsed = parseJson(bytes);
  if (!parsed.ok || !isJsonObject(parsed.value)) return undefined;
  const { seq, previous, hash, row, body, ...unknown } = parsed.value;
  if (typeof seq !== 'number' || !Number.isSafeInteger(seq) || seq < 1) return undefined;
  if (!isSha256Hex(previous) || !isSha256Hex(hash) || typeof row !== 'string') return undefined;
  if (Object.keys(unknown).length > 0) return undefined;
  const place = { seq, previous, hash, text: row };
  if (body === undefined) return place;
  if (body === null) return { ...place, body: 'unreadable' };
  if (typeof body !== 'string') return undefined;
  return { ...place, body: Buffer.from(body, 'base64') };
}

const lineFeed = 0x0a;

/** Lines without their line feed; the last one needs none. Stops at a line over the limit. */
async function* splitLines(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array | 'too_long'> {
  let started: Uint8Array[] = [];
  let startedBytes = 0;
  for await (const piece of pieces) {
    let from = 0;
    for (;;) {
      const end = piece.indexOf(lineFeed, from);
      const part = piece.subarray(from, end === -1 ? piece.length : end);
      startedBytes += part.length;
      if (startedBytes > maxExportLineBytes) return yield 'too_long';
      started.push(part);
      if (end === -1) break;
      yield Buffer.concat(started);
      started = [];
      startedBytes = 0;
      from = end + 1;
    }
  }
  if (startedBytes > 0) yield Buffer.concat(started);
}
