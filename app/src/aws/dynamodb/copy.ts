/**
 * Copies a SQLite ledger into an empty table: the chain as it is, row for row, with its answers, what limits count and
 * what operators have set. The chain keeps its writer, to which nobody appends any more.
 */

import { randomUUID } from 'node:crypto';
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { isNote, parseRowText, type StoredRow } from '../../audit/row.ts';
import { serialiseReservation } from '../../ledger/budget-text.ts';
import { LedgerError } from '../../ledger/ledger-error.ts';
import type { BodyKeeping } from '../../ledger/sqlite/body.ts';
import type { LedgerReader } from '../../ledger/sqlite/reader.ts';
import {
  controlItem,
  firstItem,
  headItem,
  type Item,
  number,
  questionItem,
  reservationItem,
  shardItem,
  slotAttribute,
  text,
} from './items.ts';
import { bodyItems, rowAttributes } from './row-items.ts';
import { Table } from './table.ts';

/** A transaction takes 100 items and 4 MB. */
const maxItems = 90;
const maxBytes = 3 * 1024 * 1024;
/** Reservations vanish when nothing of them counts, a day later. */
const keepSeconds = 86_400;

/** Rejects with a `LedgerError`; `table_refuses` where the table is not empty. */
export async function copyIntoTable(reader: LedgerReader, name: string, bodies: BodyKeeping): Promise<void> {
  const table = new Table(name);
  try {
    const batch = new Batch(table);
    const { writer } = reader.meta;
    let last: StoredRow | undefined;
    for await (const row of reader.rows()) {
      await batch.add(rowPuts(reader, row, writer, bodies), row.text.length * 2 + (row.body?.length ?? 0));
      last = row;
    }
    for (const item of budgetItems(reader)) await batch.add([put(item)], 1024);
    // Last: a table with a head is a whole ledger.
    if (last !== undefined) {
      await batch.add([put({ ...headItem(writer), seq: number(last.seq), hash: text(last.hash) })], 1024);
    }
    await batch.flush();
  } finally {
    table.close();
  }
}

function rowPuts(
  reader: LedgerReader,
  row: StoredRow,
  writer: string,
  bodies: BodyKeeping,
): TransactWriteItem[] {
  const fields = parseRowText(row.text);
  if (!fields.ok || row.body === 'unreadable')
    throw new LedgerError('row_corrupt', `row ${row.seq} cannot be read`);
  const attributes = rowAttributes(row);
  const decision = isNote(fields.value) ? undefined : fields.value;
  const items = bodyItems(writer, row, row.body, decision?.bodySha256 ?? '', bodies);
  const answers = decision !== undefined && reader.answeringSeq(decision) === row.seq;
  if (decision !== undefined && answers)
    items.push({ ...questionItem(decision), writer: text(writer), ...attributes });
  return items.map(put);
}

function* budgetItems(reader: LedgerReader): Generator<Item> {
  const { counters, reservations, firsts, controls } = reader.budgets();
  for (const [key, { floor, slots }] of counters) {
    let used = 0n;
    const amounts: Record<string, Item[string]> = {};
    for (const [until, amount] of slots) {
      used += amount;
      amounts[slotAttribute(until)] = number(amount);
    }
    yield {
      ...shardItem(key, 0),
      ...amounts,
      used: number(used),
      ...(floor > 0 && { floor: number(floor) }),
    };
  }
  for (const [txId, reservation] of reservations) {
    const until = Math.max(0, ...reservation.holdings.map((own) => own.until));
    const expires = number(Math.ceil(until / 1000) + keepSeconds);
    yield {
      ...reservationItem(txId),
      state: text(serialiseReservation(reservation)),
      version: text('copied'),
      expires,
    };
  }
  for (const [place, first] of firsts) {
    yield { ...firstItem(place), state: text(JSON.stringify(first)), version: text('copied') };
  }
  for (const [key, value] of controls) yield { ...controlItem(key), value: text(value) };
}

function put(item: Item): TransactWriteItem {
  return { Put: { TableName: '', Item: { ...item }, ConditionExpression: 'attribute_not_exists(pk)' } };
}

/** Writes as much at once as a transaction takes. */
class Batch {
  readonly #table: Table;
  #items: TransactWriteItem[] = [];
  #bytes = 0;

  constructor(table: Table) {
    this.#table = table;
  }

  async add(items: readonly TransactWriteItem[], bytes: number): Promise<void> {
    if (this.#items.length + items.length > maxItems || this.#bytes + bytes > maxBytes) await this.flush();
    this.#items.push(...items);
    this.#bytes += bytes;
  }

  async flush(): Promise<void> {
    if (this.#items.length === 0) return;
    const written = await this.#table.write(this.#items, randomUUID());
    if (written !== 'written') throw new LedgerError('table_refuses', 'the table is not empty');
    this.#items = [];
    this.#bytes = 0;
  }
}
