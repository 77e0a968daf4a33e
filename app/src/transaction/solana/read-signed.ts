/**
 * The one raw transaction that a request hands over for signing: the message itself, since Ed25519 signs a whole message
 * and no hash of it. The vendor documents neither field for Solana, so nothing but this is understood: `rawTx` is the
 * message in hexadecimal, `payload` is the same bytes.
 */

import { sha256 } from '@noble/hashes/sha2.js';
import { type Denial, deny } from '../../decision/denial.ts';
import { decodeHex, encodeHex } from '../../lib/hex.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { RawTransaction, TransactionRequest } from '../../request/request.ts';
import type { SolanaNativeAsset } from '../asset.ts';
import { checkDerivationPath, entryCount } from '../match-declared.ts';
import { decodeMessage, type Message, type MessageProblem } from './message.ts';

export interface SignedMessage {
  readonly message: Message;
  /** SHA-256 of the message, lower-case hex. */
  readonly digest: string;
}

export function readSigned(
  request: TransactionRequest,
  rawTransactions: readonly RawTransaction[],
  native: SolanaNativeAsset,
): Result<SignedMessage, Denial> {
  const [raw] = rawTransactions;
  if (raw === undefined || rawTransactions.length !== 1)
    return err(entryCount('rawTx', rawTransactions.length));
  const read = readHexMessage(raw.bytes);
  if (!read.ok) return read;
  const denial = checkPayload(raw) ?? checkDerivationPath(request, raw.keyDerivationPath, native.coinTypes);
  return denial === undefined ? read : err(denial);
}

export function readHexMessage(hex: string): Result<SignedMessage, Denial> {
  const bytes = decodeHex(hex);
  if (!bytes.ok) return err(deny('transaction_bytes_malformed', { problem: bytes.error }));
  const message = decodeMessage(bytes.value);
  if (!message.ok) return err(malformed(message.error));
  return ok({ message: message.value, digest: digestOf(bytes.value) });
}

export function digestOf(message: Uint8Array): string {
  return encodeHex(sha256(message));
}

/** A version that nobody here knows is a kind of transaction; everything else is a defect. */
export function malformed(problem: MessageProblem | 'not_base64' | 'signature_count' | 'ambiguous'): Denial {
  if (problem === 'version_unknown') return deny('transaction_type_unsupported', { problem });
  if (problem === 'length_not_minimal') return deny('transaction_not_canonical', { problem });
  return deny('transaction_bytes_malformed', { problem });
}

function checkPayload({ bytes, payload }: RawTransaction): Denial | undefined {
  if (payload === undefined) return deny('transaction_digest_missing', { found: shorten(bytes) });
  if (payload.toLowerCase() === bytes.toLowerCase()) return undefined;
  const detail = { field: 'payload', declared: shorten(payload), found: shorten(bytes) };
  return deny('transaction_digest_mismatch', detail);
}

/** Both sides are kept with the request's body; a row need not hold them whole. */
function shorten(hex: string): string {
  return hex.slice(0, shownDigits);
}

const shownDigits = 64;
