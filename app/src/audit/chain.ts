/**
 * Puts rows on the chain (`row.ts` says how they are hashed). Pure: no storage, no clock. Content is handed over as
 * JSON text, so that it is serialised once, and on another thread than the one that chains and stores it.
 */

import { createHash } from 'node:crypto';
import type { ChainedRow, NoteContent, RowContent } from './row.ts';

/** The last row of a chain; `seq` is 0 and `hash` 64 zeros while the chain is empty. */
export interface Head {
  readonly seq: number;
  /** Lower-case hex. */
  readonly hash: string;
}

export const emptyHead: Head = { seq: 0, hash: '0'.repeat(64) };

/** The row's content as compact JSON: what `nextRow` puts on the chain. */
export function serialiseContent(content: RowContent | NoteContent): string {
  return JSON.stringify(content);
}

/**
 * The row that follows `head`. `writer` names the chain (one per ledger) and `content` is `serialiseContent`'s: the text
 * equals `JSON.stringify({ seq, writer, ...content })`.
 */
export function nextRow(head: Head, writer: string, content: string): ChainedRow {
  const seq = head.seq + 1;
  const text = `{"seq":${seq},"writer":${JSON.stringify(writer)},${content.slice(1)}`;
  return { seq, text, previous: head.hash, hash: hashRow(head.hash, text) };
}

/** SHA-256(previous || text), lower-case hex. `previous` is the hash of the row before, lower-case hex. */
export function hashRow(previous: string, text: string): string {
  return createHash('sha256').update(previous, 'hex').update(text).digest('hex');
}
