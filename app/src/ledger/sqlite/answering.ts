/**
 * Finds the row that answers a question. The row must hash to what was stored with it and must be about this very
 * question; otherwise nothing is answered from it.
 */

import type { DatabaseSync } from 'node:sqlite';
import { hashRow } from '../../audit/chain.ts';
import { isNote, parseRowText, type RowFields } from '../../audit/row.ts';
import type { Question } from '../ledger.ts';
import { LedgerError } from '../ledger-error.ts';
import { names, questionKey } from '../question-key.ts';
import { hexColumn, integerColumn, textColumn } from './columns.ts';

/** `key` is the question's own, as `keyBytes` gives it. */
export type FindAnswering = (question: Question, key: Buffer) => RowFields | undefined;

export function keyBytes(question: Question): Buffer {
  return Buffer.from(questionKey(question), 'hex');
}

/** Throws `row_corrupt` when the question was answered by a row that is gone, altered or about something else. */
export function prepareFindAnswering(db: DatabaseSync): FindAnswering {
  const select = db.prepare(
    `SELECT question.seq AS seq, text, previous, hash
       FROM question LEFT JOIN row ON row.seq = question.seq WHERE key = ?`,
  );
  return (question, key) => {
    const found = select.get(key);
    if (found === undefined) return undefined;
    const text = textColumn(found, 'text');
    const intact = hashRow(hexColumn(found, 'previous'), text) === hexColumn(found, 'hash');
    const fields = parseRowText(text);
    if (!intact || !fields.ok || isNote(fields.value) || !names(fields.value, question)) {
      throw new LedgerError('row_corrupt', `row ${integerColumn(found, 'seq')} is not as it was written`);
    }
    return fields.value;
  };
}
