/** The chapter about AWS is held to the code: exit codes, alarms, commands and their options. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { exitCodes } from '../../src/lib/exit-codes.ts';

const read = (path: string): string => readFileSync(fileURLToPath(new URL(path, import.meta.url)), 'utf8');
const template = read('../../cloudformation.yaml');
const sources = ['deploy-options', 'destroy', 'init', 'logs', 'program', 'rotate', 'smoke', 'support-bundle']
  .map((name) => read(`../../src/cli/${name}.ts`))
  .join('\n');

for (const [document, heading] of [
  ['operations.md', '## AWS: deploy'],
  ['operations.ja.md', '## AWS：デプロイ'],
] as const) {
  const text = read(`../../../docs/${document}`);
  const chapter = text.slice(text.indexOf(heading));

  describe(`the chapter about AWS in ${document}`, () => {
    it('lists every exit code and no other', () => {
      const listed = [...chapter.matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code));
      assert.deepEqual(listed, Object.values(exitCodes));
    });

    it('says for every alarm of the template what to do, and for no other', () => {
      const made = [...template.matchAll(/^ {2}(\w+Alarm):$/gm)].map(([, name]) => name);
      const rows = chapter.split('\n').filter((line) => /^\| `\w+Alarm`/.test(line));
      const listed = rows.flatMap((row) =>
        [...(row.split('|')[1] ?? '').matchAll(/`(\w+Alarm)`/g)].map(([, name]) => name),
      );
      assert.deepEqual([...new Set(listed)].sort(), [...made].sort());
    });

    it('names options that are there', () => {
      const own = [...chapter.matchAll(/\.\/deploy\.sh [^`\n]*/g)].join('\n');
      for (const [option] of own.matchAll(/--[a-z-]+/g)) assert.ok(sources.includes(option), option);
    });
  });
}
