/**
 * `callback-handler smoke <base url>`: the first look at a deployed handler, run inside its network. Options in, a table
 * or JSON out; the exit code says whether all was as it must be.
 */

import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { Command, InvalidArgumentError } from 'commander';
import { describeFileError } from '../config/files.ts';
import { err, ok, type Result } from '../lib/result.ts';
import { alignColumns, paint, wantsColour } from '../simulator/report.ts';
import { type SmokeCheck, smoke } from '../simulator/smoke.ts';
import { exitFailed, exitNoInput, exitOk } from './exit-codes.ts';

const timeoutMs = 10_000;

interface Options {
  readonly tlsCa?: string;
  readonly json?: true;
}

export function smokeCommand(): Command {
  return new Command('smoke')
    .description(
      'look at a deployed handler from inside its network: name, certificate, health, and that strangers are refused',
    )
    .argument('<base url>', 'as it is registered for the co-signer', parseBase)
    .option('--tls-ca <file>', 'root certificate, PEM, in place of the public ones')
    .option('--json', 'print JSON instead of a table')
    .addHelpText(
      'after',
      '\nExit codes: 0 all as it must be, 1 something was not, 64 wrong usage, 66 the root certificate cannot be read.',
    )
    .action(async (url: URL, { tlsCa, json }: Options) => {
      const ca = await readCertificate(tlsCa);
      if (!ca.ok) {
        process.stderr.write(`error: ${ca.error}\n`);
        process.exitCode = exitNoInput;
        return;
      }
      const checks = await smoke({ url, ca: ca.value, timeoutMs, newId: randomUUID });
      const good = checks.every(({ ok }) => ok);
      process.stdout.write(
        json ? `${JSON.stringify({ ok: good, checks }, undefined, 2)}\n` : formatChecks(checks),
      );
      process.exitCode = good ? exitOk : exitFailed;
    });
}

function parseBase(text: string): URL {
  const url = URL.parse(text);
  if (url?.protocol !== 'https:' && url?.protocol !== 'http:') {
    throw new InvalidArgumentError('Must be https://<host>[:port][/base path].');
  }
  return url;
}

async function readCertificate(path: string | undefined): Promise<Result<string | undefined, string>> {
  if (path === undefined) return ok(undefined);
  try {
    return ok(await readFile(path, 'utf8'));
  } catch (error) {
    return err(`${path} cannot be read: ${describeFileError(error)}`);
  }
}

function formatChecks(checks: readonly SmokeCheck[]): string {
  const style = { colour: wantsColour(process.stdout, process.env['NO_COLOR']) };
  const lines = alignColumns(checks.map(({ check, ok, found }) => [ok ? 'ok' : 'FAIL', check, found]));
  const coloured = lines.map((line, at) => {
    const [mark, colour] = checks[at]?.ok ? (['ok', 'green'] as const) : (['FAIL', 'red'] as const);
    return paint(colour, mark, style) + line.slice(mark.length);
  });
  const failed = checks.filter(({ ok }) => !ok).length;
  return [...coloured, '', failed === 0 ? 'all as it must be' : `${failed} not as it must be`, ''].join('\n');
}
