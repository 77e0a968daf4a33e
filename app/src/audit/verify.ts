/**
 * Proves a chain of rows, or names the first row that is wrong and what is wrong with it. Works on any source of rows
 * (a ledger, an export) in constant memory, and knows nothing of where they come from.
 *
 * What a chain cannot show by itself is that its last rows were taken away or that all of it was written anew:
 * for that, compare with a head that was noted elsewhere (`expectedHead`).
 */

import { hash } from 'node:crypto';
import { err, ok, type Result } from '../lib/result.ts';
import { emptyHead, type Head, hashRow } from './chain.ts';
import { isNote, type NoteFields, parseRowText, type RowFields, type StoredRow } from './row.ts';

export type RowProblem =
  /** No row has this number. */
  | 'row_missing'
  /** A number comes twice. */
  | 'row_repeated'
  /** A whole row stands in another row's place. */
  | 'row_reordered'
  /** Text, hash or previous hash are not what the chain says. */
  | 'row_altered'
  /** Not a row: not JSON, or without the fields that every row has. */
  | 'row_unreadable'
  /** A row of another ledger. */
  | 'row_of_other_writer'
  /** The body is not the one whose hash is in the row. */
  | 'body_altered'
  /** The chain is whole, but it is not the one whose head was noted. */
  | 'head_differs'
  /** The ledger would not answer the row's question from the row (checked by the ledger's own reader). */
  | 'answer_missing'
  | 'answer_elsewhere'
  /** The ledger holds an answer to a question that no row asked. */
  | 'answer_without_row';

export interface BadRow {
  /** 0 where what is wrong is not a row (`answer_without_row`). */
  readonly seq: number;
  readonly problem: RowProblem;
}

export interface Verified {
  readonly rows: number;
  /** Rows whose body was there and has the recorded hash. */
  readonly bodies: number;
  /** Of the first and the last row, ISO 8601; absent in an empty chain. */
  readonly firstAt?: string;
  readonly lastAt?: string;
  /** Note it elsewhere, and hand it to the next verification as `expectedHead`. */
  readonly head: Head;
}

export interface VerifyOptions {
  /** Must be on the chain: finds removed last rows, and a chain that was written anew. */
  readonly expectedHead?: Head;
  /** What else must hold of a row that is right so far. */
  readonly examine?: (row: StoredRow, fields: RowFields | NoteFields) => RowProblem | undefined;
}

/** A source may hand on a `BadRow` where it cannot even make a row of what it read. */
export async function verifyRows(
  rows: AsyncIterable<StoredRow | BadRow>,
  options: VerifyOptions = {},
): Promise<Result<Verified, BadRow>> {
  let head = emptyHead;
  let bodies = 0;
  let first: RowFields | NoteFields | undefined;
  let last: RowFields | NoteFields | undefined;
  let skipped: number | undefined;
  for await (const row of rows) {
    if (skipped !== undefined) {
      if (row.seq === skipped) return err({ seq: skipped, problem: 'row_reordered' });
      continue;
    }
    if ('problem' in row) return err(row);
    if (row.seq > head.seq + 1) {
      // Missing, or only further down? The rest is read to tell.
      skipped = head.seq + 1;
      continue;
    }
    const checked = checkRow(row, head, first?.writer);
    if (!checked.ok) return checked;
    last = checked.value;
    first ??= last;
    if (row.body !== undefined) bodies += 1;
    const found = options.examine?.(row, last);
    if (found !== undefined) return err({ seq: row.seq, problem: found });
    if (row.seq === options.expectedHead?.seq && row.hash !== options.expectedHead.hash) {
      return err({ seq: row.seq, problem: 'head_differs' });
    }
    head = { seq: row.seq, hash: row.hash };
  }
  if (skipped !== undefined) return err({ seq: skipped, problem: 'row_missing' });
  if (options.expectedHead !== undefined && options.expectedHead.seq > head.seq) {
    return err({ seq: head.seq + 1, problem: 'row_missing' });
  }
  if (first === undefined || last === undefined) return ok({ rows: 0, bodies, head });
  return ok({ rows: head.seq, bodies, firstAt: first.at, lastAt: last.at, head });
}

/** Checks one row against the head of the rows before it; `row.seq` is at most the next number. */
function checkRow(
  row: StoredRow,
  head: Head,
  writer: string | undefined,
): Result<RowFields | NoteFields, BadRow> {
  const bad = (problem: RowProblem, seq = row.seq): Result<never, BadRow> => err({ seq, problem });
  if (row.seq <= head.seq) return bad('row_repeated');
  const parsed = parseRowText(row.text);
  if (!parsed.ok) return bad(parsed.error);
  const fields = parsed.value;
  if (hashRow(row.previous, row.text) !== row.hash) return bad('row_altered');
  if (fields.seq !== row.seq) return bad('row_reordered');
  if (fields.writer !== (writer ?? fields.writer)) return bad('row_of_other_writer');
  // This row is whole and follows another row than the one before it: that one was rewritten, hash and all.
  if (row.previous !== head.hash) return bad('row_altered', Math.max(head.seq, 1));
  if (row.body === 'unreadable') return bad('body_altered');
  if (row.body !== undefined && (isNote(fields) || hash('sha256', row.body, 'hex') !== fields.bodySha256)) {
    return bad('body_altered');
  }
  return parsed;
}
