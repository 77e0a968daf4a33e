/**
 * Proves a whole ledger: its chain (`audit/verify.ts`), and that it answers every question from the very row that the
 * chain holds for it, and no question that the chain does not hold.
 */

import type { Head } from '../../audit/chain.ts';
import { isNote, type NoteFields, parseRowText, type RowFields, type StoredRow } from '../../audit/row.ts';
import { type BadRow, type RowProblem, type Verified, verifyRows } from '../../audit/verify.ts';
import { err, type Result } from '../../lib/result.ts';
import { isHold } from '../answer.ts';
import { names } from '../question-key.ts';
import type { LedgerReader } from './reader.ts';

/** Reads everything once, also while the service writes. `expectedHead` is a head noted earlier. */
export async function verifyLedger(
  reader: LedgerReader,
  expectedHead?: Head,
): Promise<Result<Verified, BadRow>> {
  let asked = 0;
  let answered = 0;
  async function* rows(): AsyncGenerator<StoredRow> {
    for await (const page of reader.pages()) {
      yield* page.rows;
      answered = page.questions ?? 0;
    }
  }
  const examine = (_row: StoredRow, fields: RowFields | NoteFields): RowProblem | undefined => {
    if (fields.kind === 'decision') asked += 1;
    return examineAnswer(reader, fields);
  };
  const verified = await verifyRows(
    rows(),
    expectedHead === undefined ? { examine } : { examine, expectedHead },
  );
  // Every row's question has an answer; so as many answers as questions means that none is foreign.
  if (!verified.ok || answered === asked) return verified;
  return err({ seq: 0, problem: 'answer_without_row' });
}

/** A row must answer its question, unless it was a hold that a later row replaced. */
function examineAnswer(reader: LedgerReader, fields: RowFields | NoteFields): RowProblem | undefined {
  if (isNote(fields) || fields.kind === 'changed_request') return undefined;
  const seq = reader.answeringSeq(fields);
  if (seq === undefined) return 'answer_missing';
  if (seq === fields.seq) return undefined;
  const later = rowFields(reader, seq);
  const replaced = isHold(fields) && seq > fields.seq && later?.kind === 'after_hold' && names(later, fields);
  return replaced ? undefined : 'answer_elsewhere';
}

function rowFields(reader: LedgerReader, seq: number): RowFields | undefined {
  const row = reader.row(seq);
  const parsed = row === undefined ? undefined : parseRowText(row.text);
  return parsed?.ok === true && !isNote(parsed.value) ? parsed.value : undefined;
}
