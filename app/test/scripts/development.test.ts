import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { prepareDevelopmentFiles } from '../../scripts/development-files.ts';
import { simulate } from '../../src/cli/simulate.ts';

const program = fileURLToPath(new URL('../../scripts/development.ts', import.meta.url));

interface Development {
  readonly child: ChildProcess;
  readonly text: () => string;
  /** Resolves when the text has appeared, or the program has ended. */
  readonly until: (expected: string) => Promise<void>;
  readonly ended: Promise<number | null>;
}

function start(t: TestContext, folder: string, port: string): Development {
  const child = spawn(process.execPath, [program, folder], {
    env: { PORT: port, CALLBACK_ADMIN_PORT: '0', NO_COLOR: '1' },
  });
  t.after(() => child.kill('SIGTERM'));
  let text = '';
  let heard = (): void => undefined;
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      text += chunk;
      heard();
    });
  }
  const ended = once(child, 'close').then(() => {
    heard();
    return child.exitCode;
  });
  const until = async (expected: string): Promise<void> => {
    while (!text.includes(expected) && child.exitCode === null) {
      await new Promise<void>((resolve) => {
        heard = resolve;
      });
    }
    assert.ok(text.includes(expected), text);
  };
  return { child, text: () => text, until, ended };
}

async function freePort(): Promise<string> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = addressOf(server.address());
  server.close();
  await once(server, 'close');
  return String(port);
}

function addressOf(address: AddressInfo | string | null): AddressInfo {
  assert.ok(typeof address === 'object' && address !== null);
  return address;
}

async function newFolder(t: TestContext): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'callback-handler-'));
  t.after(() => rm(parent, { recursive: true }));
  return join(parent, '.dev');
}

test('starts with production’s flags, shows answers, serves the simulator, ends on Ctrl-C or with its terminal, and starts again', async (t) => {
  const folder = await newFolder(t);
  const port = await freePort();

  const first = start(t, folder, port);
  await first.until('Running until Ctrl-C');
  assert.match(first.text(), /made: cosigner, other_cosigner, callback/);
  assert.match(first.text(), /\nsign the transaction just approved +APPROVE +rule sign-to-counterparties\n/);
  assert.match(first.text(), /\n.* REJECT +transaction destination mismatch; .*\n/);
  assert.match(first.text(), / 401 +not the co-signer: signature invalid\n/);
  assert.ok(!first.text().includes('(expected'), first.text());

  const printed: string[] = [];
  const output = {
    print: (text: string) => printed.push(text),
    complain: (text: string) => printed.push(text),
    colour: false,
  };
  const profile = join(folder, 'simulate.json');
  const limits = { count: 20, concurrency: 4, timeout: 10 };
  assert.equal(await simulate({ profile, scenario: ['all'], ...limits }, output), 0, printed.join());
  await first.until('request ');

  const busy = start(t, folder, port);
  assert.equal(await busy.ended, 1);
  assert.equal(
    busy.text(),
    `port ${port} is in use. Is it running already? Another port: PORT=3001 npm start\n`,
  );

  first.child.kill('SIGINT');
  assert.equal(await first.ended, 0);

  const second = start(t, folder, port);
  await second.until('Running until Ctrl-C');
  assert.ok(!second.text().includes('made:'), 'keys are kept');
  assert.ok(
    !second.text().includes('(expected') && !second.text().includes('answered before'),
    second.text(),
  );
  second.child.kill('SIGHUP');
  assert.equal(await second.ended, 0);
});

test('a handler that cannot start says why', async (t) => {
  const folder = await newFolder(t);
  const port = await freePort();
  await prepareDevelopmentFiles(folder, new URL(`http://127.0.0.1:${port}`));
  await copyFile(join(folder, 'cosigner_private.pem'), join(folder, 'callback_private.pem'));
  const development = start(t, folder, port);
  assert.equal(await development.ended, 1);
  assert.match(development.text(), /the handler did not start:\n1 problem in the configuration/);
});

test('a port that is none is told before anything is made', async (t) => {
  const folder = await newFolder(t);
  for (const port of ['0', '65536', 'http']) {
    const development = start(t, folder, port);
    assert.equal(await development.ended, 1);
    assert.equal(development.text(), 'PORT must be from 1 to 65535\n');
  }
});
