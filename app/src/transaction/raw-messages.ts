/**
 * The contents that RAW and TYPED_MESSAGE ask MPC to sign: `extraParameters.rawMessageData` (protocol sections 3.4 and
 * 7.3), read strictly, since here the extra parameters are the transaction. A member that this version does not know could
 * change what is signed, so it is refused. Knows nothing of what a content means.
 */

import { type Denial, deny } from '../decision/denial.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../lib/json.ts';
import { err, ok, type Result } from '../lib/result.ts';
import type { TransactionRequest } from '../request/request.ts';

export interface RawMessage {
  /** Hex text for RAW; text or an object for typed messages. */
  readonly content: JsonValue;
  /** `EIP712`, `EIP191` ...; absent for RAW. */
  readonly type?: string;
}

export interface RawMessages {
  /** `MPC_ECDSA_SECP256K1`, `MPC_EDDSA_ED25519` ...; absent where the asset says it. */
  readonly algorithm?: string;
  readonly messages: readonly RawMessage[];
}

/** The vendor's limit on signatures in one request is lower; nothing sensible needs more. */
export const maxRawMessages = 256;

const dataMembers: ReadonlySet<string> = new Set(['algorithm', 'messages']);
/** Which key signs is judged by nobody here, so only what content it signs matters. */
const messageMembers: ReadonlySet<string> = new Set([
  'content',
  'type',
  'index',
  'derivationPath',
  'bip44addressIndex',
  'bip44change',
]);

export function readRawMessages({ extraParameters }: TransactionRequest): Result<RawMessages, Denial> {
  const data = extraParameters?.['rawMessageData'];
  if (data === undefined || data === null) return err(deny('transaction_bytes_missing', { field: place() }));
  if (!isJsonObject(data)) return err(malformed(place(), 'not_an_object'));
  const unknown = unknownMember(data, dataMembers);
  if (unknown !== undefined) return err(malformed(place(unknown), 'unknown_member'));
  const { algorithm, messages } = data;
  if (algorithm !== undefined && typeof algorithm !== 'string')
    return err(malformed(place('algorithm'), 'not_text'));
  if (!Array.isArray(messages) || messages.length === 0)
    return err(malformed(place('messages'), 'no_messages'));
  if (messages.length > maxRawMessages) return err(malformed(place('messages'), 'too_many_messages'));
  const read: RawMessage[] = [];
  for (const [i, message] of messages.entries()) {
    const one = readMessage(message, place(`messages[${i}]`));
    if (!one.ok) return one;
    read.push(one.value);
  }
  return ok(algorithm === undefined ? { messages: read } : { algorithm, messages: read });
}

function readMessage(message: JsonValue, at: string): Result<RawMessage, Denial> {
  if (!isJsonObject(message)) return err(malformed(at, 'not_an_object'));
  const unknown = unknownMember(message, messageMembers);
  if (unknown !== undefined) return err(malformed(`${at}.${unknown}`, 'unknown_member'));
  const { content, type } = message;
  if (content === undefined) return err(malformed(`${at}.content`, 'missing'));
  if (type === undefined) return ok({ content });
  return typeof type === 'string' ? ok({ content, type }) : err(malformed(`${at}.type`, 'not_text'));
}

function unknownMember(object: JsonObject, known: ReadonlySet<string>): string | undefined {
  return Object.keys(object).find((name) => !known.has(name));
}

function place(inside?: string): string {
  return inside === undefined
    ? 'extraParameters.rawMessageData'
    : `extraParameters.rawMessageData.${inside.slice(0, maxNameCharacters)}`;
}

/** A member's name is the sender's; it goes into a row. */
const maxNameCharacters = 80;

function malformed(field: string, problem: string): Denial {
  return deny('transaction_bytes_malformed', { field, problem });
}
