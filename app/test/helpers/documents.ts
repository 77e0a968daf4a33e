/** Reads the project's documents: their tables, their code blocks, their links. */

import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const repository = fileURLToPath(new URL('../../..', import.meta.url));

const notOurs = new Set(['node_modules', '.git', '.venv', '.dev', 'coverage']);

/** Every markdown file, relative to the repository. */
export const documents: readonly string[] = globSync('**/*.md', {
  cwd: repository,
  exclude: (name) => notOurs.has(name.split('/').at(-1) ?? ''),
}).sort();

export function readDocument(name: string): string {
  return readFileSync(`${repository}/${name}`, 'utf8');
}

/** The first table below a heading, row by row, cell by cell, without its head. */
export function tableBelow(text: string, heading: string): readonly (readonly string[])[] {
  const [, below = ''] = text.split(`\n${heading}\n`);
  const [table = ''] = /(?:^\|.*\n)+/m.exec(below) ?? [];
  const rows = table.trimEnd().split('\n').slice(2);
  return rows.map((row) =>
    row
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
}

/** What stands between backquotes in the first cell of each row. */
export function namesIn(rows: readonly (readonly string[])[]): readonly string[] {
  return rows.map(([first = '']) => /`([^`]+)`/.exec(first)?.[1] ?? first);
}

export interface CodeBlock {
  /** The language, and what is written behind it. */
  readonly language: string;
  readonly label: string;
  readonly content: string;
}

export function codeBlocks(text: string): readonly CodeBlock[] {
  const found = text.matchAll(/^```(\w+)(?: (.+))?\n([\s\S]*?)^```$/gm);
  return Array.from(found, ([, language = '', label = '', content = '']) => ({ language, label, content }));
}

/** Text without its code blocks, so that what looks like a link in code is none. */
export function withoutCode(text: string): string {
  return text.replace(/^```[\s\S]*?^```$/gm, '').replace(/`[^`\n]*`/g, '');
}

/** What a heading is called in a link: lower case, no punctuation, dashes for spaces. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(' ', '-');
}
