/**
 * Notes on the chain: from the service through its queue, and from an operator's command, which writes beside a service
 * that may be running.
 */

import { setTimeout as pause } from 'node:timers/promises';
import { serialiseContent } from '../../audit/chain.ts';
import type { NoteContent } from '../../audit/row.ts';
import type { LedgerError } from '../ledger-error.ts';
import { toLedgerError } from './trouble.ts';
import { type NoteJob, Writer } from './writer.ts';

export function noteJob(content: NoteContent): NoteJob {
  const changes = content.kind === 'control' ? content.changes : [];
  return {
    kind: 'note',
    content: serialiseContent(content),
    body: '',
    sets: changes.map(({ key, value }) => [key, value === null ? null : JSON.stringify(value)]),
  };
}

/** A busy service holds the file for milliseconds at a time. */
const usualTries = 20;
const pauseMs = 100;

/** Puts a note on the chain of the ledger at `path`, whether a service has it open or not. Rejects with a `LedgerError`. */
export async function noteBeside(path: string, content: NoteContent, tries = usualTries): Promise<void> {
  let locked = tryNote(path, content);
  for (let left = tries - 1; locked !== undefined && left > 0; left -= 1) {
    await pause(pauseMs);
    locked = tryNote(path, content);
  }
  if (locked !== undefined) throw locked;
}

/** Undefined when the note is on the chain; the trouble where the file is locked. Throws any other. */
function tryNote(path: string, content: NoteContent): LedgerError | undefined {
  try {
    const writer = new Writer({ path, bodies: { mode: 'plain' }, beside: true });
    try {
      writer.write([noteJob(content)]);
    } finally {
      writer.close();
    }
  } catch (error) {
    const trouble = toLedgerError(error);
    if (trouble.problem !== 'database_locked') throw trouble;
    return trouble;
  }
  return undefined;
}
