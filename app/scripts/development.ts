/**
 * `npm start`: makes what a development handler needs, starts it with production's flags, shows a simulated co-signer
 * getting answers, and stays up until Ctrl-C. Loopback only; nothing here is for production.
 *
 *   node scripts/development.ts [folder]      (where keys and ledger live, .dev by default)
 */

import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { JsonObject } from '../src/lib/json.ts';
import { equipCosigner } from '../src/simulator/equip.ts';
import { parseProfile } from '../src/simulator/profile.ts';
import { paint, type ReportStyle, wantsColour } from '../src/simulator/report.ts';
import { demonstrate, describeEvent, formatLine } from './demonstration.ts';
import { type DevelopmentFiles, prepareDevelopmentFiles } from './development-files.ts';
import { isPortFree, startHandler } from './development-handler.ts';
import { createEventLog, type NextEvent } from './event-log.ts';
import { processFlags } from './process-flags.ts';

const host = '127.0.0.1';
const defaultPort = '3000';
const defaultAdminPort = '9090';
const policy = 'policy/example.yaml';
/** What the handler's code needs to read, relative to `app/`. */
const programFiles = ['src', 'node_modules', 'package.json', 'policy'];
/** What a co-signer waits. */
const answerTimeoutMs = 30_000;
/** A log line is written before the answer leaves, but comes through another pipe. */
const eventTimeoutMs = 1_000;

const app = fileURLToPath(new URL('..', import.meta.url));
const style: ReportStyle = { colour: wantsColour(process.stdout, process.env['NO_COLOR']) };

process.exitCode = await main(resolve(app, process.argv[2] ?? '.dev'));

/** @returns the exit code, once the handler has ended */
async function main(folder: string): Promise<number> {
  const port = process.env['PORT'] || defaultPort;
  if (!/^[1-9][0-9]{0,4}$/.test(port) || Number(port) > 65_535)
    return complain('PORT must be from 1 to 65535');
  if (!(await isPortFree(host, Number(port)))) {
    return complain(`port ${port} is in use. Is it running already? Another port: PORT=3001 npm start`);
  }
  const url = new URL(`http://${host}:${port}`);
  const files = await prepareDevelopmentFiles(folder, url);
  say(paint('bold', 'Callback handler for Fireblocks API Co-signers: development', style));
  say(
    `  keys and ledger  ${files.folder}${files.made.length > 0 ? ` (made: ${files.made.join(', ')})` : ''}`,
  );

  const handler = startHandler({
    url,
    folder: app,
    flags: processFlags({
      readable: [...programFiles.map((part) => join(app, part)), files.folder],
      writable: [files.folder],
    }),
    environment: await environmentOf(files, port),
  });
  const stopping = new AbortController();
  // A closed terminal sends SIGHUP, which to the handler alone means that keys are to be read again.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      stopping.abort();
      handler.process.kill('SIGTERM');
    });
  }
  const log = createEventLog(eventTimeoutMs);
  handler.onEvent(log.hear);
  const problem = await handler.healthy();
  if (problem !== undefined) return complain(problem);
  say(`  policy           app/${policy}`);
  say(`  listening        ${url.origin}\n`);
  await show(files.profile, log.next, stopping.signal);
  if (stopping.signal.aborted) return (await handler.ended).code;
  say('\nRunning until Ctrl-C. More requests, from another terminal:');
  say('  npm run simulate -- --scenario transfer');
  say('  npm run simulate -- --scenario all');
  say('  npm run simulate -- --help\n');
  handler.onEvent(sayEvent);
  const { code, said } = await handler.ended;
  return code === 0 ? 0 : complain(`the handler ended with code ${code}:\n${said.join('\n')}`);
}

async function show(profile: string, nextEvent: NextEvent, stopping: AbortSignal): Promise<void> {
  const options = parseProfile(await readFile(profile), profile);
  const cosigner = options.ok
    ? await equipCosigner({ ...options.value, timeoutMs: answerTimeoutMs })
    : options;
  if (!cosigner.ok) throw new Error(`the profile just written cannot be used: ${cosigner.error}`);
  say(paint('bold', formatLine('a simulated co-signer asks', 'answer', 'why'), style));
  for await (const { step, why } of demonstrate(cosigner.value, nextEvent)) {
    if (stopping.aborted) break;
    const line = formatLine(step.sent, step.got, step.ok ? why : `${why} (expected ${step.expected})`);
    say(line.replace(step.got, paint(step.got === 'APPROVE' ? 'green' : 'red', step.got, style)));
  }
  cosigner.value.connection.close();
}

/** What others ask while it runs. */
function sayEvent(event: JsonObject): void {
  const why = describeEvent(event);
  if (why === '') return;
  const { requestId, action } = event;
  say(
    typeof requestId === 'string' && typeof action === 'string'
      ? formatLine(`request ${requestId}`, action, why)
      : formatLine('a stranger', '401', why),
  );
}

async function environmentOf(
  files: DevelopmentFiles,
  port: string,
): Promise<Readonly<Record<string, string>>> {
  return {
    PORT: port,
    CALLBACK_COSIGNERS: `file:${files.cosigners}`,
    CALLBACK_POLICY: `file:${policy}`,
    CALLBACK_LEDGER: `sqlite:${files.ledger}`,
    // Types are stripped once and kept: half the start, and a third of the memory.
    NODE_COMPILE_CACHE: join(dirname(files.ledger), 'compile-cache'),
    CALLBACK_ADMIN_PORT: process.env['CALLBACK_ADMIN_PORT'] ?? (await adminPort()),
  };
}

/** Prometheus itself likes the default port; any other one will do. */
async function adminPort(): Promise<string> {
  return (await isPortFree(host, Number(defaultAdminPort))) ? defaultAdminPort : '0';
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function complain(text: string): number {
  process.stderr.write(`${text}\n`);
  return 1;
}
