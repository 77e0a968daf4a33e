/**
 * Proves a ledger of many writers: every chain by itself (`verify.ts`), each up to the head that the ledger tells, and
 * all of them against the checkpoints, from the ledger's own rows and from outside. So a row that was removed, altered
 * or reordered is found, and so is a chain that was cut, forked or written anew after a checkpoint told its end.
 */

import type { KeyObject } from 'node:crypto';
import { err, ok, type Result } from '../lib/result.ts';
import { emptyHead, type Head } from './chain.ts';
import {
  type Checkpoint,
  hashStatement,
  isSignedBy,
  noStatement,
  parseStatement,
  type Statement,
} from './checkpoint.ts';
import type { StoredRow } from './row.ts';
import { type BadRow, type Verified, verifyRows } from './verify.ts';

export interface Chains {
  /** The last row of every chain, as the ledger tells it. */
  readonly heads: ReadonlyMap<string, Head>;
  readonly rows: (writer: string) => AsyncIterable<StoredRow | BadRow>;
}

export interface VerifyChainsOptions {
  /** Checkpoints that were kept elsewhere. */
  readonly checkpoints?: readonly Checkpoint[];
  /** Whose signature every checkpoint must have. */
  readonly checkpointKey?: KeyObject;
}

export interface BadChain {
  readonly writer: string;
  readonly seq: number;
  readonly problem: BadRow['problem'] | CheckpointProblem;
}

export type CheckpointProblem = 'checkpoint_unreadable' | 'checkpoint_not_signed' | 'checkpoint_missing';

export interface VerifiedChains {
  readonly writers: number;
  readonly rows: number;
  readonly bodies: number;
  readonly checkpoints: number;
  readonly firstAt?: string;
  readonly lastAt?: string;
}

export async function verifyChains(
  { heads, rows }: Chains,
  { checkpoints = [], checkpointKey }: VerifyChainsOptions = {},
): Promise<Result<VerifiedChains, BadChain>> {
  const told: Checkpoint[] = [...checkpoints];
  const all: Verified[] = [];
  for (const [writer, head] of heads) {
    const verified = await verifyRows(rows(writer), {
      expectedHead: head,
      examine: (_row, fields) => {
        if (fields.kind === 'checkpoint') told.push(fields);
        return fields.writer === writer ? undefined : 'row_of_other_writer';
      },
    });
    if (!verified.ok) return err({ writer, ...verified.error });
    if (verified.value.head.seq !== head.seq)
      return err({ writer, seq: head.seq + 1, problem: 'head_differs' });
    all.push(verified.value);
  }
  const statements = readStatements(told, checkpointKey);
  if (!statements.ok) return statements;
  const wrong = await compare(statements.value, heads, rows);
  if (wrong !== undefined) return err(wrong);
  return ok({
    writers: heads.size,
    rows: sumOf(all, 'rows'),
    bodies: sumOf(all, 'bodies'),
    checkpoints: statements.value.length,
    ...period(all),
  });
}

/** Each checkpoint once, signed if a key is given, and each series without a gap. */
function readStatements(
  checkpoints: readonly Checkpoint[],
  key: KeyObject | undefined,
): Result<readonly Statement[], BadChain> {
  const bySeries = new Map<string, Map<number, { readonly text: string; readonly statement: Statement }>>();
  for (const checkpoint of checkpoints) {
    const text = checkpoint.statement;
    const statement = parseStatement(text);
    if (statement === undefined) return err({ writer: '', seq: 0, problem: 'checkpoint_unreadable' });
    const { series, number } = statement;
    if (key !== undefined && !isSignedBy(checkpoint, key)) {
      return err({ writer: series, seq: number, problem: 'checkpoint_not_signed' });
    }
    const numbers =
      bySeries.get(series) ?? new Map<number, { readonly text: string; readonly statement: Statement }>();
    bySeries.set(series, numbers);
    const other = numbers.get(number);
    // Two statements with one number: one of them is not what was said then.
    if (other !== undefined && other.text !== text)
      return err({ writer: series, seq: number, problem: 'checkpoint_unreadable' });
    numbers.set(number, { text, statement });
  }
  const statements: Statement[] = [];
  for (const [series, numbers] of bySeries) {
    let previous = noStatement;
    for (let number = 1; number <= numbers.size; number += 1) {
      const one = numbers.get(number);
      if (one?.statement.previous !== previous)
        return err({ writer: series, seq: number, problem: 'checkpoint_missing' });
      previous = hashStatement(one.text);
      statements.push(one.statement);
    }
  }
  return ok(statements);
}

/** Every head that a checkpoint tells must be on its chain. */
async function compare(
  statements: readonly Statement[],
  heads: ReadonlyMap<string, Head>,
  rows: Chains['rows'],
): Promise<BadChain | undefined> {
  const wanted = new Map<string, Map<number, string>>();
  for (const statement of statements) {
    for (const [writer, { seq, hash }] of statement.heads) {
      const bySeq = wanted.get(writer) ?? new Map<number, string>();
      wanted.set(writer, bySeq);
      if ((bySeq.get(seq) ?? hash) !== hash) return { writer, seq, problem: 'head_differs' };
      bySeq.set(seq, hash);
    }
  }
  for (const [writer, bySeq] of wanted) {
    const last = heads.get(writer) ?? emptyHead;
    const missing = [...bySeq.keys()].find((seq) => seq > last.seq);
    if (missing !== undefined) return { writer, seq: last.seq + 1, problem: 'row_missing' };
    for await (const row of rows(writer)) {
      if ('hash' in row && (bySeq.get(row.seq) ?? row.hash) !== row.hash)
        return { writer, seq: row.seq, problem: 'head_differs' };
    }
  }
  return undefined;
}

function sumOf(all: readonly Verified[], name: 'rows' | 'bodies'): number {
  return all.reduce((sum, one) => sum + one[name], 0);
}

function period(all: readonly Verified[]): Pick<VerifiedChains, 'firstAt' | 'lastAt'> {
  const firsts = all.flatMap(({ firstAt }) => firstAt ?? []).sort();
  const lasts = all.flatMap(({ lastAt }) => lastAt ?? []).sort();
  const [firstAt, lastAt] = [firsts[0], lasts.at(-1)];
  return firstAt === undefined || lastAt === undefined ? {} : { firstAt, lastAt };
}
