/**
 * The document's `lookup_tables`: what Solana's address lookup tables hold, as an operator has read it from the chain. A
 * message names accounts by their place in such a table; without the table here nobody knows which they are.
 */

import './jitless.ts';
import { z } from 'zod';
import { isSolanaAddress } from '../transaction/solana/address.ts';
import type { LookupTables } from '../transaction/solana/resolve.ts';
import { describeIssues, type Issue, issue, type Path } from './problem.ts';

/** The chain's own limit. */
const maxAddresses = 256;

const address = z
  .string('must be text')
  .refine(isSolanaAddress, 'is not a Solana address: 32 bytes in base58');
const table = z
  .array(address, 'must be a list of addresses')
  .min(1, 'is empty: write its addresses, or remove the table')
  .max(maxAddresses, `has more than ${maxAddresses} addresses`);
const shape = z.record(z.string(), table, 'must be a map from addresses of tables to lists of addresses');

export function parseLookupTables(
  raw: unknown,
  at: Path,
): { readonly tables: LookupTables; readonly issues: readonly Issue[] } {
  const map = shape.safeParse(raw);
  if (!map.success) return { tables: new Map(), issues: describeIssues(map.error, raw, at) };
  const tables = new Map(Object.entries(map.data));
  const issues = [...tables.keys()]
    .filter((name) => !isSolanaAddress(name))
    .map((name) => issue([...at, name], 'is not the address of a table: 32 bytes in base58'));
  return { tables, issues };
}
