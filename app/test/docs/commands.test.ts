/**
 * The commands of the documents do what the documents show. Blocks marked `sh run` are run in order in a folder that
 * looks like the repository after `npm start`; files are written from the blocks that carry their name; where a block
 * marked `text output` follows, it is what was printed (`…` stands for anything, alone for any lines).
 */

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { exportRows } from '../../src/audit/export.ts';
import { openSqliteLedger } from '../../src/ledger/sqlite/ledger.ts';
import { openLedgerForReading } from '../../src/ledger/sqlite/reader.ts';
import { type CodeBlock, codeBlocks, readDocument, repository } from '../helpers/documents.ts';
import { entry } from '../helpers/ledger-entries.ts';

const main = join(repository, 'app/src/main.ts');

async function makeFolder(t: TestContext): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'documents-'));
  t.after(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'app/.dev'), { recursive: true });
  mkdirSync(join(folder, 'bin'));
  symlinkSync(join(repository, 'app/policy'), join(folder, 'app/policy'));
  symlinkSync(process.execPath, join(folder, 'bin/node'));
  const program = `#!/bin/sh\nexec '${process.execPath}' '${main}' "$@"\n`;
  writeFileSync(join(folder, 'bin/callback-handler'), program, { mode: 0o755 });
  for (const path of ['ledger.sqlite', 'app/.dev/ledger.sqlite']) {
    const ledger = await openSqliteLedger({ path: join(folder, path), bodies: { mode: 'plain' } });
    await ledger.record(entry());
    await ledger.record(entry({ requestId: 'r-2', at: '2026-03-01T10:00:01.000Z' }));
    await ledger.close();
  }
  return folder;
}

function writeNamedFiles(blocks: readonly CodeBlock[], folder: string): void {
  for (const { language, label, content } of blocks) {
    if (language !== 'json' && language !== 'yaml') continue;
    if (!label.endsWith(`.${language}`)) continue;
    mkdirSync(dirname(join(folder, label)), { recursive: true });
    writeFileSync(join(folder, label), content);
  }
}

/** Runs all blocks in one shell, since a later one may use what an earlier one exported. */
function runBlocks(blocks: readonly CodeBlock[], folder: string): readonly string[] {
  const mark = '@@ end of block';
  const script = blocks.map(({ content }) => `${content}echo '${mark}'\n`).join('');
  const { PATH = '', HOME = '' } = process.env;
  const { status, stdout, stderr } = spawnSync('sh', ['-eu', '-c', script], {
    cwd: folder,
    env: { PATH: [join(folder, 'bin'), PATH].join(delimiter), HOME },
    encoding: 'utf8',
  });
  assert.equal(status, 0, `${stdout}${stderr}`);
  return stdout.split(`${mark}\n`).slice(0, -1);
}

function patternOf(shown: string): RegExp {
  const lines = shown.trimEnd().split('\n');
  const patterns = lines.map((line) =>
    line.trim() === '…'
      ? '(?:.*\\n)*?'
      : `${line
          .split('…')
          .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
          .join('.*')}\\n`,
  );
  return new RegExp(`^${patterns.join('')}$`);
}

for (const document of ['README.md', 'docs/operations.md']) {
  test(`the commands of ${document} print what it shows`, async (t) => {
    const blocks = codeBlocks(readDocument(document));
    const folder = await makeFolder(t);
    // The documents make this folder themselves, but their files are written before.
    const marked = blocks.map((block) => ({
      ...block,
      content: block.content.replaceAll('mkdir handler', 'mkdir -p handler'),
    }));
    writeNamedFiles(blocks, folder);
    const toRun = marked.filter(({ language, label }) => language === 'sh' && label === 'run');
    assert.ok(toRun.length > 1);
    const printed = runBlocks(toRun, folder);
    assert.equal(printed.length, toRun.length);
    for (const [i, block] of toRun.entries()) {
      const next = marked[marked.indexOf(block) + 1];
      if (next?.label === 'output') assert.match(printed[i] ?? '', patternOf(next.content), block.content);
    }
  });
}

for (const [document, original] of [
  ['README.ja.md', 'README.md'],
  ['docs/operations.ja.md', 'docs/operations.md'],
] as const) {
  test(`${document} shows the same commands and files as ${original}`, () => {
    const plain = ({ language, label, content }: CodeBlock): string =>
      `${language} ${label}\n${content.replace(/ *#.*$/gm, '')}`;
    const known = new Set(codeBlocks(readDocument(original)).map(plain));
    const own = codeBlocks(readDocument(document)).filter(
      ({ language, label }) => language === 'sh' || label.includes('.'),
    );
    assert.ok(own.length > 1);
    for (const block of own.map(plain)) {
      const found = known.has(block) || [...known].some((longer) => longer.startsWith(block));
      assert.ok(found, block);
    }
  });
}

test('the independent proof of docs/architecture.md proves an export and finds a change in it', async (t) => {
  const folder = await makeFolder(t);
  const block = codeBlocks(readDocument('docs/architecture.md')).find(
    ({ label }) => label === 'verify-export',
  );
  assert.ok(block);
  writeFileSync(join(folder, 'verify.mjs'), block.content);
  const run = (...args: readonly string[]) =>
    spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8' });
  const reader = openLedgerForReading(join(folder, 'ledger.sqlite'));
  t.after(() => reader.close());
  const lines: string[] = [];
  for await (const line of exportRows(reader.rows())) lines.push(line);
  writeFileSync(join(folder, 'export.jsonl'), lines.join(''));
  const { status, stdout } = run('verify.mjs', 'export.jsonl');
  assert.deepEqual([status, stdout], [0, `2:${reader.row(2)?.hash}\n`]);

  const [first = '', ...others] = lines;
  writeFileSync(join(folder, 'altered.jsonl'), [first.replace('permitted', 'Permitted'), ...others].join(''));
  assert.match(run('verify.mjs', 'altered.jsonl').stderr, /row 1 is not as it was written/);
});
