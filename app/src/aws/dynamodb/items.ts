/**
 * The items of the shared ledger's one table, each under its two keys `pk` and `sk`:
 *
 *   q#<question key>   q          the row that answers a question, whole
 *   w#<writer>         <seq>      the audit chain of a writer, with the bodies
 *   b#<writer>#<seq>  <part>     the rest of a body that is too large for its row
 *   heads#<0..31>      <writer>   the last row of each chain
 *   t#<transaction>    t          what is reserved for a transaction; may vanish when nothing of it counts (TTL)
 *   c#<counter>        <shard>    a part of a counter: `used`, `floor`, and `s<until>` for each moment
 *   f#<place>          f          the first payment to a place
 *   control            <key>      what operators have set
 *
 * Amounts are DynamoDB numbers, which are exact up to 38 digits.
 */

import { hash } from 'node:crypto';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { Head } from '../../audit/chain.ts';
import type { ChainedRow } from '../../audit/row.ts';
import { parseFirst, parseReservation } from '../../ledger/budget-text.ts';
import type { First, Reservation, Shard } from '../../ledger/claim.ts';
import type { Question } from '../../ledger/ledger.ts';
import { LedgerError } from '../../ledger/ledger-error.ts';
import { questionKey } from '../../ledger/question-key.ts';

export type Item = Readonly<Record<string, AttributeValue>>;
export interface Key {
  readonly pk: AttributeValue;
  readonly sk: AttributeValue;
}

export const text = (value: string): AttributeValue => ({ S: value });
export const number = (value: number | bigint): AttributeValue => ({ N: value.toString() });

function keyOf(pk: string, sk: string): Key {
  return { pk: text(pk), sk: text(sk) };
}

/** A name of any length under a short key. */
function short(name: string): string {
  return hash('sha256', name, 'hex').slice(0, 32);
}

/** Heads are written with every decision: spread, so that no partition (1,000 writes a second) sees all of them. */
export const headPartitions = 32;
const seqDigits = 12;

export const controlPartition = 'control';
export const questionItem = (question: Question): Key => keyOf(`q#${questionKey(question)}`, 'q');
export const rowPartition = (writer: string): string => `w#${writer}`;
export const rowItem = (writer: string, seq: number): Key =>
  keyOf(rowPartition(writer), String(seq).padStart(seqDigits, '0'));
/** What did not fit into the row's own item. */
export const bodyPartItem = (writer: string, seq: number, part: number): Key =>
  keyOf(`b#${writer}#${seq}`, String(part));
export const headItem = (writer: string): Key =>
  keyOf(headPartition(Number.parseInt(short(writer).slice(0, 4), 16) % headPartitions), writer);
export const headPartition = (i: number): string => `heads#${i}`;
export const reservationItem = (txId: string): Key => keyOf(`t#${short(txId)}`, 't');
export const shardItem = (counter: string, shard: number): Key => keyOf(`c#${short(counter)}#${shard}`, 's');
export const firstItem = (place: string): Key => keyOf(`f#${short(place)}`, 'f');
export const controlItem = (key: string): Key => keyOf(controlPartition, key);

/** Equal for equal keys. */
export function nameOf({ pk, sk }: Item | Key): string {
  return `${pk?.S} ${sk?.S}`;
}

export function textIn(item: Item, name: string): string {
  const value = item[name]?.S;
  if (value === undefined) throw new LedgerError('row_corrupt', `attribute ${name} is not text`);
  return value;
}

export function numberIn(item: Item, name: string): number {
  const value = Number(item[name]?.N);
  if (!Number.isSafeInteger(value))
    throw new LedgerError('row_corrupt', `attribute ${name} is not a whole number`);
  return value;
}

export function rowIn(item: Item): ChainedRow {
  return {
    seq: numberIn(item, 'seq'),
    text: textIn(item, 'text'),
    previous: textIn(item, 'previous'),
    hash: textIn(item, 'hash'),
  };
}

export function headIn(item: Item): Head {
  return { seq: numberIn(item, 'seq'), hash: textIn(item, 'hash') };
}

/** A reservation or a first payment with the version that a writer must find again. */
export interface Versioned<T> {
  readonly value: T;
  readonly version: string;
}

export function reservationIn(item: Item): Versioned<Reservation> {
  return { value: parseReservation(textIn(item, 'state')), version: textIn(item, 'version') };
}

export function firstIn(item: Item): Versioned<First> {
  return { value: parseFirst(textIn(item, 'state')), version: textIn(item, 'version') };
}

const slotName = /^s(\d+)$/;

export const slotAttribute = (until: number): string => `s${until}`;

export function shardIn(item: Item): Shard {
  const slots = new Map<number, bigint>();
  for (const [name, value] of Object.entries(item)) {
    const until = slotName.exec(name)?.[1];
    if (until !== undefined && value.N !== undefined) slots.set(Number(until), BigInt(value.N));
  }
  return { floor: item['floor'] === undefined ? 0 : numberIn(item, 'floor'), slots };
}
