import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type SimulateOptions, simulate } from '../../src/cli/simulate.ts';
import { startRealHandler } from '../helpers/real-handler.ts';

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const defaults = { count: 2, concurrency: 2, timeout: 10 };

async function played(
  options: Partial<SimulateOptions>,
): Promise<{ code: number; out: string[]; complaints: string[] }> {
  const out: string[] = [];
  const complaints: string[] = [];
  const output = {
    print: (text: string) => out.push(text),
    complain: (text: string) => complaints.push(text),
    colour: false,
  };
  const code = await simulate({ ...defaults, ...options }, output);
  return { code, out, complaints };
}

function run(...args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [main, 'simulate', ...args], (_error, stdout, stderr) => {
      resolve({ code: child.exitCode ?? -1, stdout, stderr });
    });
  });
}

async function handlerFolder(
  t: TestContext,
): Promise<{ profile: string; put: (name: string, value: object) => Promise<string> }> {
  const { files } = await startRealHandler(t);
  const put = async (name: string, value: object): Promise<string> => {
    const file = join(files.folder, name);
    await writeFile(file, JSON.stringify(value));
    return file;
  };
  return { profile: files.profile, put };
}

test('the command plays what it is told: 0 when all is as expected, the report on standard output', async (t) => {
  const { profile } = await handlerFolder(t);
  const { code, stdout, stderr } = await run(
    '--profile',
    profile,
    '--scenario',
    'transfer',
    '--scenario',
    'alg-none',
  );
  assert.equal(code, 0, stderr);
  assert.match(stdout, /ok {2}transfer .* APPROVE .*\nok {2}alg-none .* 401 /);
  assert.match(stdout, /2 lines, all as expected\n$/);
  assert.equal(stderr, '');
});

test('an expectation that fails is exit code 1', async (t) => {
  const { profile, put } = await handlerFolder(t);
  const request = await put('request.json', {
    requestId: 'request-1',
    operation: 'TELEPORT',
    signerId: 'nobody',
  });
  const good = await played({ profile, request, expect: 'REJECT' });
  assert.equal(good.code, 0);
  const bad = await played({ profile, request, expect: 'APPROVE' });
  assert.equal(bad.code, 1);
  assert.match(bad.out.join(), /FAIL {2}request/);
  assert.equal((await played({ profile, request })).code, 0);
});

test('a corpus is played whole, and JSON is for programs', async (t) => {
  const { profile, put } = await handlerFolder(t);
  const request = { requestId: 'request-2', type: 'ADD_USER', signerId: 'nobody', extraInfo: {} };
  const expect = { action: 'REJECT', rejectionReason: 'The signer is not allowed for this co-signer.' };
  const corpus = await put('corpus.json', [{ name: 'one', path: 'configuration_change', request, expect }]);
  const { code, out } = await played({ profile, corpus, json: true });
  assert.equal(code, 0);
  assert.partialDeepStrictEqual(JSON.parse(out.join()), {
    ok: true,
    steps: [{ scenario: 'one', got: 'REJECT' }],
  });
});

test('what is given on the command line comes before the profile', async (t) => {
  const { profile } = await handlerFolder(t);
  const { code, complaints } = await played({ profile, url: 'http://127.0.0.1:1', scenario: ['transfer'] });
  assert.equal(code, 69);
  assert.match(complaints.join(), /^error: the handler gave no answer: .*ECONNREFUSED/);
});

test('everything wrong with the options is told at once, and nothing is sent', async () => {
  const nothing = await played({});
  assert.equal(nothing.code, 64);
  assert.deepEqual(nothing.complaints, [
    'error: --url is missing',
    'error: --signer-id is missing',
    'error: --cosigner-key is missing',
    'error: --answer-key is missing',
    'error: give one of --scenario, --corpus and --request',
  ]);
  assert.deepEqual(nothing.out, []);
});

test('wrong combinations and files are told by name', async (t) => {
  const { profile } = await handlerFolder(t);
  const complaints = async (options: Partial<SimulateOptions>): Promise<string> => {
    const result = await played({ profile, ...options });
    assert.equal(result.code, 64);
    return result.complaints.join();
  };
  assert.equal(
    await complaints({ scenario: ['all'], corpus: 'x' }),
    'error: give one of --scenario, --corpus and --request',
  );
  assert.equal(await complaints({ scenario: ['all'], expect: '401' }), 'error: --expect goes with --request');
  assert.equal(await complaints({ corpus: '/nowhere' }), 'error: /nowhere: cannot be read');
  assert.equal(await complaints({ request: '/nowhere' }), 'error: /nowhere: cannot be read');
  assert.equal(
    await complaints({ profile: '/nowhere', scenario: ['all'] }),
    'error: /nowhere cannot be read; npm start writes the one of the development handler',
  );
});

test('a scenario or a number that does not exist is wrong usage', async () => {
  const scenario = await run('--scenario', 'no-such');
  assert.equal(scenario.code, 64);
  assert.match(scenario.stderr, /No such scenario; --help lists them/);
  for (const count of ['0', '10001', '1e3', '-1']) {
    const { code, stderr } = await run('--count', count);
    assert.equal(code, 64);
    assert.match(stderr, /Must be a whole number from 1 to 10000/);
  }
});

test('the help names every scenario and every exit code', async () => {
  const { code, stdout } = await run('--help');
  assert.equal(code, 0);
  for (const word of ['transfer', 'flood-of-strangers', 'jwt-root-ca', 'Exit codes: 0'])
    assert.ok(stdout.includes(word), word);
});
