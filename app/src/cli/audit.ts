/** `callback-handler audit verify|export`: proves a ledger or an export, and writes an export. */

import { createSecretKey, type KeyObject } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Command, InvalidArgumentError } from 'commander';
import type { Head } from '../audit/chain.ts';
import { exportRows, readExport } from '../audit/export.ts';
import { type BadRow, type Verified, verifyRows } from '../audit/verify.ts';
import { describeFileError, readSecretTextFile } from '../config/files.ts';
import { openLedgerForReading } from '../ledger/sqlite/reader.ts';
import { verifyLedger } from '../ledger/sqlite/verify-ledger.ts';
import type { Result } from '../lib/result.ts';
import { exitFailed, exitNoInput, exitOk } from './exit-codes.ts';

interface Options {
  readonly bodyKey?: string;
  readonly expectHead?: Head;
  readonly json?: true;
  readonly out?: string;
}

export function auditCommand(): Command {
  const verify = new Command('verify')
    .description('Prove that no row of a ledger or an export was changed, removed, inserted or reordered.')
    .argument(
      '<ledger or export>',
      'a ledger file (also while the service runs), or JSON lines made by `audit export`',
    )
    .option(
      '--expect-head <seq:hash>',
      'a head noted earlier: finds removed last rows and a rewritten chain',
      parseHead,
    )
    .option('--body-key <file>', 'the key of encrypted bodies, to prove those too')
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
  const proof = (await isLedger(file)) ? await proveLedger(file, options) : await proveExport(file, options);
  process.stdout.write(options.json ? `${JSON.stringify(proof)}\n` : formatProof(proof));
  return proof.ok ? exitOk : exitFailed;
}

async function proveLedger(file: string, options: Options): Promise<Result<Verified, BadRow>> {
  const reader = openLedgerForReading(file, await readBodyKey(options.bodyKey));
  try {
    return await verifyLedger(reader, options.expectHead);
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

function formatProof(proof: Result<Verified, BadRow>): string {
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
