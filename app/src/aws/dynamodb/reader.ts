/** Reads a shared ledger for an audit: its writers, and each one's chain with the bodies. Changes nothing. */

import type { KeyObject } from 'node:crypto';
import type { Head } from '../../audit/chain.ts';
import { isNote, parseRowText, type StoredRow } from '../../audit/row.ts';
import { openBody } from '../../ledger/sqlite/body.ts';
import {
  bodyPartItem,
  headIn,
  headPartition,
  headPartitions,
  type Item,
  nameOf,
  numberIn,
  rowIn,
  rowPartition,
  textIn,
} from './items.ts';
import { Table } from './table.ts';

export interface TableReader {
  readonly heads: () => Promise<ReadonlyMap<string, Head>>;
  /** One writer's chain in order. */
  readonly rows: (writer: string) => AsyncGenerator<StoredRow>;
  readonly close: () => void;
}

/** Without `bodyKey` encrypted bodies are left out. */
export function readTable(name: string, bodyKey?: KeyObject): TableReader {
  const table = new Table(name);
  return {
    async heads() {
      const found = new Map<string, Head>();
      for (let i = 0; i < headPartitions; i += 1) {
        for await (const item of table.partition(headPartition(i)))
          found.set(textIn(item, 'sk'), headIn(item));
      }
      return found;
    },
    async *rows(writer) {
      for await (const item of table.partition(rowPartition(writer))) {
        const row = rowIn(item);
        const stored = await readStored(table, item, writer, row.seq);
        const encrypted = item['kept']?.S === 'encrypted';
        if (stored === undefined || (encrypted && bodyKey === undefined)) yield row;
        else if (bodyKey === undefined || !encrypted) yield { ...row, body: stored };
        else yield { ...row, body: openStored(bodyKey, stored, row.text) };
      }
    },
    close: () => table.close(),
  };
}

async function readStored(
  table: Table,
  item: Item,
  writer: string,
  seq: number,
): Promise<Uint8Array | undefined> {
  const first = item['body']?.B;
  if (first === undefined) return undefined;
  const keys = Array.from({ length: numberIn(item, 'parts') }, (_, i) => bodyPartItem(writer, seq, i));
  const parts = await table.read(keys);
  // A part that is gone shows as a body that does not have its hash.
  return Buffer.concat([first, ...keys.map((key) => parts.get(nameOf(key))?.['body']?.B ?? Buffer.of())]);
}

function openStored(key: KeyObject, stored: Uint8Array, text: string): Uint8Array | 'unreadable' {
  const fields = parseRowText(text);
  return fields.ok && !isNote(fields.value) ? openBody(key, stored, fields.value.bodySha256) : 'unreadable';
}
