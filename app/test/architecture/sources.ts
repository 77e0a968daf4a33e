/** The source files as the architecture tests read them: their imports, and their code without comments and texts. */

import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { app } from '../helpers/process.ts';

export interface Import {
  /** `types` leaves nothing at run time; `later` is `import()`, `thread` a file that a worker thread runs. */
  readonly kind: 'values' | 'types' | 'later' | 'thread';
  /** A path under `src/`, a `node:` module or a package. */
  readonly target: string;
}

export interface Source {
  /** Relative to `src/`. */
  readonly path: string;
  /** The folder right under `src/`, or the file's own name where it has none. */
  readonly room: string;
  readonly text: string;
  /** Without comments; texts are empty, and of templates only what they compute is left. */
  readonly code: string;
  readonly imports: readonly Import[];
}

function readSource(path: string): Source {
  const text = readFileSync(join(app, 'src', path), 'utf8');
  const withTexts = withoutComments(text);
  return {
    path,
    room: roomOf(path),
    text,
    code: withoutTexts(withTexts),
    imports: listImports(path, withTexts),
  };
}

export function roomOf(path: string): string {
  return path.split('/', 1).join('');
}

/** Texts and templates are matched too, so that what looks like a comment in them is left alone. */
function withoutComments(text: string): string {
  const parts = /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g;
  return text.replace(parts, (part) => (part.startsWith('/*') || part.startsWith('//') ? '' : part));
}

function withoutTexts(code: string): string {
  return code
    .replace(/'(?:\\.|[^'\\\n])*'/g, "''")
    .replace(/"(?:\\.|[^"\\\n])*"/g, '""')
    .replace(/`(?:\\.|[^`\\])*`/g, (template) => `\`${(template.match(/\$\{[^}]*\}/g) ?? []).join('')}\``);
}

const forms: readonly (readonly [Import['kind'] | 'by keyword', RegExp])[] = [
  ['by keyword', /^(?:import|export)\s+(type\s+)?(?:[\w*{][\w\s,*{}]*)\sfrom\s+'([^']+)'/gm],
  ['values', /^import\s+()'([^']+)'/gm],
  ['later', /\bimport\(\s*()'([^']+)'\s*\)/g],
  ['thread', /\bnew URL\(\s*()'(\.[^']+\.ts)',\s*import\.meta\.url/g],
];

function listImports(path: string, code: string): readonly Import[] {
  return forms.flatMap(([form, pattern]) =>
    [...code.matchAll(pattern)].map(([, type, target = '']): Import => {
      const kind = form === 'by keyword' ? (type ? 'types' : 'values') : form;
      return { kind, target: target.startsWith('.') ? normalize(join(dirname(path), target)) : target };
    }),
  );
}

export const sources: readonly Source[] = globSync('**/*.ts', { cwd: join(app, 'src') })
  .sort()
  .map(readSource);
