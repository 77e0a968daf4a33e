/** `callback-handler ledger copy`: moves a ledger from one file into a shared table, and proves both ends. */

import { createSecretKey, type KeyObject } from 'node:crypto';
import { Command, InvalidArgumentError } from 'commander';
import { verifyChains } from '../audit/verify-chains.ts';
import { parseLedger } from '../config/environment.ts';
import { readSecretTextFile } from '../config/files.ts';
import { LedgerError } from '../ledger/ledger-error.ts';
import type { BodyKeeping } from '../ledger/sqlite/body.ts';
import { lockLedger } from '../ledger/sqlite/lock.ts';
import { type LedgerReader, openLedgerForReading } from '../ledger/sqlite/reader.ts';
import { verifyLedger } from '../ledger/sqlite/verify-ledger.ts';
import { exitFailed, exitNoInput, exitOk } from './exit-codes.ts';

interface Options {
  /** A path. */
  readonly from: string;
  /** A table. */
  readonly to: string;
  readonly bodyKey?: string;
}

export function ledgerCommand(): Command {
  const copy = new Command('copy')
    .description(
      'Copy a SQLite ledger into an empty DynamoDB table, and prove both. The service must be stopped.',
    )
    .requiredOption('--from <ledger>', 'sqlite:<path>', parseFrom)
    .requiredOption('--to <ledger>', 'dynamodb:<table>', parseTo)
    .option('--body-key <file>', 'the key of encrypted bodies; they are encrypted with it again')
    .addHelpText(
      'after',
      '\nExit codes: 0 copied and proven, 1 one end is not proven, 66 an end cannot be used.',
    )
    .action(async (options: Options) => {
      try {
        process.exitCode = await copyLedger(options);
      } catch (error) {
        if (!(error instanceof LedgerError)) throw error;
        process.stderr.write(`${error.message}\n`);
        process.exitCode = exitNoInput;
      }
    });
  return new Command('ledger').description('Move a ledger.').addCommand(copy);
}

async function copyLedger({ from, to, bodyKey }: Options): Promise<number> {
  const key =
    bodyKey === undefined ? undefined : createSecretKey((await readSecretTextFile(bodyKey)).trim(), 'hex');
  const reader = openLedgerForReading(from, key);
  try {
    // Nobody may write the file while it is copied.
    const lock = lockLedger(from);
    try {
      return await copyAndProve(reader, to, keepingOf(reader, key));
    } finally {
      lock.release();
    }
  } finally {
    reader.close();
  }
}

async function copyAndProve(reader: LedgerReader, table: string, bodies: BodyKeeping): Promise<number> {
  const source = await verifyLedger(reader);
  if (!source.ok)
    return tell(`NOT COPIED: row ${source.error.seq} of the file: ${source.error.problem}`, exitFailed);
  const [{ copyIntoTable }, { readTable }] = await Promise.all([
    import('../aws/dynamodb/copy.ts'),
    import('../aws/dynamodb/reader.ts'),
  ]);
  await copyIntoTable(reader, table, bodies);
  const target = readTable(table, bodies.mode === 'encrypted' ? bodies.key : undefined);
  try {
    const heads = await target.heads();
    const proof = await verifyChains({ heads, rows: target.rows });
    const { rows, head, bodies: kept } = source.value;
    const copied = heads.get(reader.meta.writer) ?? { seq: 0, hash: head.hash };
    const same = copied.seq === head.seq && copied.hash === head.hash;
    if (!proof.ok || !same || proof.value.bodies !== kept) {
      return tell(`NOT PROVEN: the table is not what the file is: ${JSON.stringify(proof)}`, exitFailed);
    }
    return tell(`copied and proven: ${rows} rows, ${kept} bodies\nhead: ${head.seq}:${head.hash}`, exitOk);
  } finally {
    target.close();
  }
}

function keepingOf({ meta }: LedgerReader, key: KeyObject | undefined): BodyKeeping {
  if (meta.bodyMode !== 'encrypted') return { mode: meta.bodyMode };
  if (key === undefined)
    throw new LedgerError('body_key_differs', 'the bodies are encrypted: give --body-key');
  return { mode: 'encrypted', key };
}

function tell(text: string, code: number): number {
  process.stdout.write(`${text}\n`);
  return code;
}

function parseFrom(text: string): string {
  const ledger = parseLedger(text);
  if (ledger?.kind !== 'sqlite') throw new InvalidArgumentError('Write sqlite:<path>.');
  return ledger.path;
}

function parseTo(text: string): string {
  const ledger = parseLedger(text);
  if (ledger?.kind !== 'dynamodb') throw new InvalidArgumentError('Write dynamodb:<table>.');
  return ledger.table;
}
