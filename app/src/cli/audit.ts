/** `callback-handler audit verify|export`: proves a ledger or an export, and writes an export. */

import { createPublicKey, createSecretKey, type KeyObject } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Command, InvalidArgumentError } from 'commander';
import type { Head } from '../audit/chain.ts';
import type { Checkpoint } from '../audit/checkpoint.ts';
import { exportRows, readExport } from '../audit/export.ts';
import { type BadRow, type Verified, verifyRows } from '../audit/verify.ts';
import {
  type BadChain,
  type VerifiedChains,
  type VerifyChainsOptions,
  verifyChains,
} from '../audit/verify-chains.ts';
import { parseLedger } from '../config/environment.ts';
import { describeFileError, readSecretTextFile, readTextFile } from '../config/files.ts';
import { openLedgerForReading } from '../ledger/sqlite/reader.ts';
import { verifyLedger } from '../ledger/sqlite/verify-ledger.ts';
import { err, type Result } from '../lib/result.ts';
import { exitFailed, exitNoInput, exitOk } from './exit-codes.ts';

interface Options {
  readonly bodyKey?: string;
  readonly expectHead?: Head;
  readonly checkpoints?: string;
  readonly checkpointKey?: string;
  readonly json?: true;
  readonly out?: string;
}

export function auditCommand(): Command {
  const verify = new Command('verify')
    .description('Prove that no row of a ledger or an export was changed, removed, inserted or reordered.')
    .argument(
      '<ledger or export>',
      'a ledger file (also while the service runs), dynamodb:<table>, or JSON lines made by `audit export`',
    )
    .option(
      '--expect-head <seq:hash>',
      'a head noted earlier: finds removed last rows and a rewritten chain',
      parseHead,
    )
    .option('--body-key <file>', 'the key of encrypted bodies, to prove those too')
    .option(
      '--checkpoints <file>',
      'checkpoints kept elsewhere, as JSON lines: the objects of the bucket one after the other',
    )
    .option('--checkpoint-key <file>', 'the public key (PEM) that must have signed every checkpoint')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExit codes: 0 proven, 1 a bad row was found and named, 66 the file cannot be read.',
    )
    .action((file: string, options: Options) => run(() => verifyFile(file, options)));
  const exporting = new Command('export')
    .description('Write the audit chain as JSON lines, without bodies that hold third parties’ secrets.')
    .argument('<ledger>', 'a ledger file; it may be in use')
    .option('--body-key <file>', 'the key of encrypted bodies, to export them in clear')
    .option('--out <file>', 'where to write; must not exist (default: standard output)')
    .action((file: string, options: Options) => run(() => exportFile(file, options)));
  return new Command('audit')
    .description('Prove and export the record of decisions.')
    .addCommand(verify)
    .addCommand(exporting);
}

async function run(work: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await work();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = exitNoInput;
  }
}

async function verifyFile(file: string, options: Options): Promise<number> {
  const ledger = file.startsWith('dynamodb:') ? parseLedger(file) : undefined;
  if (ledger?.kind === 'dynamodb') return verifyTable(ledger.table, options);
  const proof = (await isLedger(file)) ? await proveLedger(file, options) : await proveExport(file, options);
  process.stdout.write(options.json ? `${JSON.stringify(proof)}\n` : formatProof(proof));
  return proof.ok ? exitOk : exitFailed;
}

async function verifyTable(table: string, options: Options): Promise<number> {
  const { readTable } = await import('../aws/dynamodb/reader.ts');
  const reader = readTable(table, await readBodyKey(options.bodyKey));
  try {
    const proof = await verifyChains(
      { heads: await reader.heads(), rows: reader.rows },
      await checkpointOptions(options),
    );
    process.stdout.write(options.json ? `${JSON.stringify(proof)}\n` : formatChains(proof));
    return proof.ok ? exitOk : exitFailed;
  } finally {
    reader.close();
  }
}

/** Checkpoints as they lie in the bucket, one a line, and the key that signed them. */
async function checkpointOptions({ checkpoints, checkpointKey }: Options): Promise<VerifyChainsOptions> {
  const lines =
    checkpoints === undefined ? [] : (await readTextFile(checkpoints)).split('\n').filter(Boolean);
  return {
    checkpoints: lines.map((line): Checkpoint => JSON.parse(line)),
    ...(checkpointKey !== undefined && { checkpointKey: createPublicKey(await readTextFile(checkpointKey)) }),
  };
}

function formatChains(proof: Result<VerifiedChains, BadChain>): string {
  if (!proof.ok) {
    const { writer, seq, problem } = proof.error;
    return `NOT PROVEN: writer ${writer || '-'}, row ${seq}: ${problem}\n`;
  }
  const { writers, rows, bodies, checkpoints, firstAt, lastAt } = proof.value;
  const period = firstAt && lastAt ? `, from ${firstAt} to ${lastAt}` : '';
  return `proven: ${rows} rows of ${writers} writers${period}, ${bodies} bodies, ${checkpoints} checkpoints\n`;
}

async function proveLedger(file: string, options: Options): Promise<Result<Verified, BadProof>> {
  const reader = openLedgerForReading(file, await readBodyKey(options.bodyKey));
  try {
    const verified = await verifyLedger(reader, options.expectHead);
    if (!verified.ok) return verified;
    const chain = { heads: new Map([[reader.meta.writer, verified.value.head]]), rows: () => reader.rows() };
    const tied = await verifyChains(chain, await checkpointOptions(options));
    return tied.ok ? verified : err({ seq: tied.error.seq, problem: tied.error.problem });
  } finally {
    reader.close();
  }
}

function proveExport(file: string, { expectHead }: Options): Promise<Result<Verified, BadRow>> {
  return verifyRows(readExport(createReadStream(file)), expectHead ? { expectedHead: expectHead } : {});
}

async function exportFile(file: string, options: Options): Promise<number> {
  const reader = openLedgerForReading(file, await readBodyKey(options.bodyKey));
  try {
    const lines = Readable.from(exportRows(reader.rows()));
    // `wx`: an earlier export is evidence and is not overwritten.
    const target =
      options.out === undefined ? process.stdout : (await openFile(options.out, 'wx')).createWriteStream();
    await pipeline(lines, target, { end: target !== process.stdout });
    return exitOk;
  } catch (error) {
    // Whoever reads the pipe has read enough.
    if (error instanceof Error && 'code' in error && error.code === 'EPIPE') return exitOk;
    throw error;
  } finally {
    reader.close();
  }
}

/** SQLite files begin with a fixed text (SQLite file format, section 1.3). */
async function isLedger(path: string): Promise<boolean> {
  await using file = await openFile(path, 'r');
  const { buffer } = await file.read({ buffer: Buffer.alloc(16), position: 0 });
  return buffer.toString('latin1') === 'SQLite format 3\0';
}

async function openFile(path: string, flags: 'r' | 'wx'): Promise<FileHandle> {
  try {
    return await open(path, flags, 0o600);
  } catch (error) {
    throw new Error(`${path} cannot be opened: ${describeFileError(error)}`, { cause: error });
  }
}

async function readBodyKey(path: string | undefined): Promise<KeyObject | undefined> {
  return path === undefined ? undefined : createSecretKey((await readSecretTextFile(path)).trim(), 'hex');
}

/** A bad row, or a checkpoint that does not fit. */
type BadProof = Pick<BadChain, 'seq' | 'problem'>;

function formatProof(proof: Result<Verified, BadProof>): string {
  if (!proof.ok) {
    const { seq, problem } = proof.error;
    return seq === 0 ? `NOT PROVEN: ${problem}\n` : `NOT PROVEN: row ${seq}: ${problem}\n`;
  }
  const { rows, bodies, firstAt, lastAt, head } = proof.value;
  const period = firstAt && lastAt ? `, from ${firstAt} to ${lastAt}` : '';
  return `proven: ${rows} rows${period}, ${bodies} bodies\nhead: ${head.seq}:${head.hash}\n`;
}

function parseHead(text: string): Head {
  const [, seq, hash] = /^([0-9]{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (seq === undefined || hash === undefined) {
    throw new InvalidArgumentError(
      'Write it as `audit verify` printed it: <number>:<64 hexadecimal digits>.',
    );
  }
  return { seq: Number(seq), hash };
}
