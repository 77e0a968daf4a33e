/**
 * A message whose indexes have become addresses. Those in address lookup tables come from the tables that the policy
 * document pins: what a table holds on chain is nobody's word here. A table only ever grows, so a pinned beginning stays
 * true.
 */

import { type Denial, deny } from '../../decision/denial.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { Lookup, Message } from './message.ts';

/** Of a lookup table's address, the addresses that it holds, in order. */
export type LookupTables = ReadonlyMap<string, readonly string[]>;

export interface Instruction {
  readonly program: string;
  readonly accounts: readonly string[];
  readonly data: Uint8Array;
}

export function resolveInstructions(
  { accounts, instructions, lookups }: Message,
  tables: LookupTables,
): Result<readonly Instruction[], Denial> {
  const all = [...accounts];
  for (const kind of ['writable', 'readonly'] as const) {
    for (const lookup of lookups) {
      const found = lookUp(lookup, kind, tables);
      if (!found.ok) return found;
      all.push(...found.value);
    }
  }
  // An account in two places would be one too many for the network, and two things to a reader.
  if (new Set(all).size !== all.length)
    return err(deny('transaction_bytes_malformed', { problem: 'account_repeated' }));
  return ok(
    instructions.map(({ program, accounts: indexes, data }) => ({
      program: all.slice(program, program + 1).join(''),
      accounts: indexes.flatMap((index) => all.slice(index, index + 1)),
      data,
    })),
  );
}

function lookUp(
  lookup: Lookup,
  kind: 'writable' | 'readonly',
  tables: LookupTables,
): Result<readonly string[], Denial> {
  const table = tables.get(lookup.table);
  const found: string[] = [];
  for (const index of lookup[kind]) {
    const address = table?.[index];
    if (address === undefined)
      return err(deny('transaction_lookup_table_unknown', { found: lookup.table, index }));
    found.push(address);
  }
  return ok(found);
}
