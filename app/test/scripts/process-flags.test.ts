import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { processFlags } from '../../scripts/process-flags.ts';

test('a process with these flags reads and writes what it was granted and nothing else, and makes no code of text', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'callback-handler-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const program = join(folder, 'probe.mjs');
  writeFileSync(
    program,
    `import { readFileSync, writeFileSync } from 'node:fs';
     import { execFileSync } from 'node:child_process';
     import { isMainThread, parentPort, Worker } from 'node:worker_threads';
     const outcome = (attempt) => { try { attempt(); return 'allowed'; } catch (error) { return error.code ?? error.name; } };
     const readOther = outcome(() => readFileSync('/etc/hostname'));
     if (!isMainThread) parentPort.postMessage(readOther);
     else new Worker(${JSON.stringify(program)}).on('message', (readOtherInThread) => console.log(JSON.stringify({
       readOther,
       readOtherInThread,
       readGranted: outcome(() => readFileSync(${JSON.stringify(program)})),
       writeOther: outcome(() => writeFileSync(${JSON.stringify(join(folder, 'other'))}, '')),
       writeGranted: outcome(() => writeFileSync(${JSON.stringify(join(folder, 'granted'))}, '')),
       startProgram: outcome(() => execFileSync('true')),
       codeFromText: outcome(() => new Function('return 1')),
       proto: '__proto__' in {},
     })));`,
  );
  const flags = processFlags({ readable: [program], writable: [join(folder, 'granted')] });
  const { stdout, stderr } = spawnSync(process.execPath, [...flags, program], { encoding: 'utf8' });
  assert.equal(stderr, '');
  assert.deepEqual(JSON.parse(stdout), {
    readOther: 'ERR_ACCESS_DENIED',
    readOtherInThread: 'ERR_ACCESS_DENIED',
    readGranted: 'allowed',
    writeOther: 'ERR_ACCESS_DENIED',
    writeGranted: 'allowed',
    startProgram: 'ERR_ACCESS_DENIED',
    codeFromText: 'EvalError',
    proto: false,
  });
});
