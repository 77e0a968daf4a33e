/** Reads a request body within its limit, however it is sent (RFC 9112 section 6: Content-Length or chunked). */

import type { IncomingMessage } from 'node:http';
import { err, ok, type Result } from '../lib/result.ts';

export type BodyProblem = 'too_large' | 'aborted';

export async function readBody(
  request: IncomingMessage,
  maxBytes: number,
): Promise<Result<Buffer, BodyProblem>> {
  const announced = Number(request.headers['content-length']);
  if (announced > maxBytes) return err('too_large');
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBytes) {
        request.removeAllListeners('data');
        request.pause();
        resolve(err('too_large'));
      } else {
        chunks.push(chunk);
      }
    });
    request.on('end', () =>
      resolve(ok(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks))),
    );
    request.on('close', () => resolve(err('aborted')));
    // An error is always followed by `close`; without a listener it would end the process.
    request.on('error', () => undefined);
  });
}

/**
 * Reads and forgets what a refused sender still has on its way, for at most `milliseconds`. Closing a socket with
 * unread bytes resets it, and the sender would never see why it was refused.
 */
export async function discardBody(request: IncomingMessage, milliseconds: number): Promise<void> {
  if (request.readableEnded || request.destroyed) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    const done = (): void => {
      clearTimeout(timer);
      resolve();
    };
    request.on('end', done);
    request.on('close', done);
    request.on('error', () => undefined);
    request.resume();
  });
}
