/**
 * Notes on the chain: from the service through its queue, and from an operator's command, which writes beside a service
 * that may be running.
 */

import { setTimeout as pause } from 'node:timers/promises';
import { serialiseContent } from '../../audit/chain.ts';
import type { NoteContent } from '../../audit/row.ts';
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
  for (let left = tries; ; left -= 1) {
    try {
      const writer = new Writer({ path, bodies: { mode: 'plain' }, beside: true });
      try {
        writer.write([noteJob(content)]);
        return;
      } finally {
        writer.close();
      }
    } catch (error) {
      const trouble = toLedgerError(error);
      if (trouble.problem !== 'database_locked' || left <= 1) throw trouble;
      await pause(pauseMs);
    }
  }
}
