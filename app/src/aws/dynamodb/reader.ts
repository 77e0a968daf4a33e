/** Reads a shared ledger for an audit: its writers, and each one's chain with the bodies. Changes nothing. */

import type { Head } from '../../audit/chain.ts';
import type { StoredRow } from '../../audit/row.ts';
import { headIn, headPartition, headPartitions, rowIn, rowPartition, textIn } from './items.ts';
import { Table } from './table.ts';

export interface TableReader {
  readonly heads: () => Promise<ReadonlyMap<string, Head>>;
  readonly writers: () => Promise<readonly string[]>;
  /** One writer's chain in order. */
  readonly rows: (writer: string) => AsyncGenerator<StoredRow>;
  readonly close: () => void;
}

export function readTable(name: string): TableReader {
  const table = new Table(name);
  const heads = async (): Promise<ReadonlyMap<string, Head>> => {
    const found = new Map<string, Head>();
    for (let i = 0; i < headPartitions; i += 1) {
      for await (const item of table.partition(headPartition(i))) found.set(textIn(item, 'sk'), headIn(item));
    }
    return found;
  };
  return {
    heads,
    writers: async () => [...(await heads()).keys()].sort(),
    async *rows(writer) {
      for await (const item of table.partition(rowPartition(writer))) {
        const body = item['body']?.B;
        yield { ...rowIn(item), ...(body && { body }) };
      }
    },
    close: () => table.close(),
  };
}
