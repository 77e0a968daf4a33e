/**
 * The writer's end of the messages between the threads: opens the file, writes each batch it is sent, closes it when
 * told. The first reply says that the file is open (or why not), then comes one reply to each batch. When it is
 * told to close, the port goes too, and a thread without a port ends.
 */

import type { MessagePort } from 'node:worker_threads';
import type { LedgerProblem } from '../ledger-error.ts';
import { toLedgerError } from './trouble.ts';
import { type Batch, type Job, Writer, type WriterOptions } from './writer.ts';

export type Message = readonly Job[] | 'close';

export type Reply =
  | { readonly kind: 'written'; readonly batch: Batch }
  | { readonly kind: 'failed'; readonly problem: LedgerProblem; readonly message: string };

export function serveWriter(port: MessagePort, options: WriterOptions): void {
  const reply = (message: Reply): void => port.postMessage(message);
  let writer: Writer;
  try {
    writer = new Writer(options);
  } catch (error) {
    reply(failure(error));
    // The thread stays until the reply has been read: its end could overtake it.
    port.once('message', () => port.close());
    return;
  }
  reply({ kind: 'written', batch: { outcomes: [], rows: writer.rowsAtOpening } });
  port.on('message', (message: Message) => {
    if (message === 'close') {
      writer.close();
      port.close();
      return;
    }
    try {
      reply({ kind: 'written', batch: writer.write(message) });
    } catch (error) {
      reply(failure(error));
    }
  });
}

function failure(error: unknown): Reply {
  const { problem, message } = toLedgerError(error);
  // The other thread makes its own error of it, with the problem in front again.
  return { kind: 'failed', problem, message: message.slice(`${problem}: `.length) };
}
