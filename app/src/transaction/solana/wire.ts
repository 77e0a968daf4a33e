/**
 * What an initiator hands in for a program call: base64 of a transaction (signatures, then the message) or of the message
 * alone. Both begin with a small number, so both readings are tried, and bytes that could be both are refused. Whether
 * the signatures are there or hold is not asked: they are not part of what is signed.
 */

import { err, ok, type Result } from '../../lib/result.ts';
import { openCursor, takeCompactU16, takeCounted } from './cursor.ts';
import {
  decodeMessage,
  type Message,
  type MessageProblem,
  maxTransactionBytes,
  signatureBytes,
} from './message.ts';

export interface WireMessage {
  readonly message: Message;
  /** What is signed. */
  readonly bytes: Uint8Array;
}

export type WireProblem = MessageProblem | 'not_base64' | 'signature_count' | 'ambiguous';

/** Each group of three bytes is four characters. */
const maxCharacters = Math.ceil(maxTransactionBytes / 3) * 4;

export function decodeWire(text: string): Result<WireMessage, WireProblem> {
  if (text.length > maxCharacters) return err('too_large');
  const bytes = Buffer.from(text, 'base64');
  // One spelling: padded, in the standard alphabet, without set bits behind the end.
  if (bytes.toString('base64') !== text) return err('not_base64');
  const plain = decodeMessage(bytes);
  const signed = decodeSigned(bytes);
  if (!plain.ok) return signed;
  return signed.ok ? err('ambiguous') : ok({ message: plain.value, bytes });
}

function decodeSigned(bytes: Buffer): Result<WireMessage, WireProblem> {
  if (bytes.length > maxTransactionBytes) return err('too_large');
  const cursor = openCursor(bytes);
  const count = takeCompactU16(cursor);
  takeCounted(cursor, count * signatureBytes);
  if (cursor.problem !== undefined) return err(cursor.problem);
  const inner = bytes.subarray(cursor.offset);
  const message = decodeMessage(inner);
  if (!message.ok) return message;
  if (message.value.requiredSignatures !== count) return err('signature_count');
  return ok({ message: message.value, bytes: inner });
}
