/**
 * Which room may use which: the closed table. A room that is not in it may import nothing, and an entry that nobody needs
 * any more has to go. What a room knows nothing of (docs/architecture.md) is what is missing in its line.
 */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { app } from '../helpers/process.ts';
import { roomOf, type Source, sources } from './sources.ts';

interface Allowance {
  /** Rooms, `node:` modules and packages that it runs. */
  readonly values: readonly string[];
  /** Those of which it only names types. */
  readonly types?: readonly string[];
}

const table: Readonly<Record<string, Allowance>> = {
  lib: { values: ['js-yaml'] },
  token: { values: ['lib', 'node:crypto'], types: ['decision'] },
  request: { values: ['lib', 'decision'], types: ['token'] },
  transaction: {
    values: ['lib', 'decision', '@noble/curves', '@noble/hashes', '@scure/base', 'node:crypto'],
    types: ['request'],
  },
  policy: { values: ['lib', 'request', 'transaction', '@noble/hashes', 'node:crypto', 'zod'] },
  decision: { values: ['lib'], types: ['policy', 'request', 'transaction'] },
  ledger: {
    values: ['audit', 'lib', 'node:crypto', 'node:fs', 'node:sqlite', 'node:timers', 'node:worker_threads'],
    types: ['decision'],
  },
  audit: { values: ['lib', 'node:crypto', 'prom-client'], types: ['decision', 'policy'] },
  callback: {
    values: [
      'audit',
      'config',
      'decision',
      'ledger',
      'lib',
      'request',
      'token',
      'transaction',
      'node:crypto',
    ],
    types: ['policy'],
  },
  config: { values: ['lib', 'token', 'node:crypto', 'node:fs', 'node:path', 'zod'] },
  http: { values: ['lib', 'node:http', 'node:https'], types: ['audit', 'callback'] },
  aws: {
    values: [
      'audit',
      'ledger',
      'token',
      '@aws-sdk/client-dynamodb',
      '@aws-sdk/client-kms',
      '@aws-sdk/client-s3',
      '@aws-sdk/client-ssm',
      'node:crypto',
      'node:timers',
    ],
    types: ['lib'],
  },
  simulator: {
    values: [
      'lib',
      '@noble/hashes',
      'node:crypto',
      'node:dns',
      'node:fs',
      'node:http',
      'node:https',
      'node:path',
      'node:tls',
      'node:util',
    ],
  },
  cli: {
    values: [
      'audit',
      'aws',
      'callback',
      'config',
      'ledger',
      'lib',
      'policy',
      'policy-file.ts',
      'preparation.ts',
      'request',
      'service.ts',
      'simulator',
      'token',
      'transaction',
      'commander',
      'node:crypto',
      'node:fs',
      'node:http',
      'node:os',
      'node:path',
      'node:stream',
    ],
  },
  'policy-file.ts': { values: ['config', 'lib', 'policy', 'transaction', 'node:fs', 'node:path'] },
  'preparation.ts': {
    values: ['aws', 'config', 'lib', 'policy-file.ts', 'node:crypto'],
    types: ['http', 'ledger', 'policy'],
  },
  'checkpoints.ts': { values: ['audit', 'callback', 'node:crypto'], types: ['ledger', 'token'] },
  'service.ts': {
    values: [
      'audit',
      'aws',
      'callback',
      'checkpoints.ts',
      'config',
      'http',
      'ledger',
      'preparation.ts',
      'token',
      'node:events',
    ],
    types: ['node:http', 'node:net'],
  },
  'main.ts': { values: ['cli'] },
};

const allowed = new Map(Object.entries(table));
const rooms = [...new Set(sources.map(({ room }) => room))];

/** Of a package its name, of a `node:` module the module, of a source its room. */
function nameOf(target: string): string {
  if (target.endsWith('.ts')) return roomOf(target);
  return target
    .split('/')
    .slice(0, target.startsWith('@') ? 2 : 1)
    .join('/');
}

function neededBy(room: string, isType: boolean): ReadonlySet<string> {
  const files = sources.filter((source) => source.room === room);
  const needed = files.flatMap(({ imports }) =>
    imports.filter(({ kind }) => (kind === 'types') === isType).map(({ target }) => nameOf(target)),
  );
  return new Set(needed.filter((name) => name !== room));
}

describe('the table of imports', () => {
  for (const room of rooms) {
    test(`${room} imports what its line says and nothing else`, () => {
      const line = allowed.get(room);
      const values = neededBy(room, false);
      assert.deepEqual([...values].sort(), [...(line?.values ?? [])].sort());
      const onlyTypes = [...neededBy(room, true)].filter((name) => !values.has(name));
      assert.deepEqual(onlyTypes.sort(), [...(line?.types ?? [])].sort());
    });
  }

  test('has no line for a room that is not there', () => {
    assert.deepEqual([...allowed.keys()].sort(), [...rooms].sort());
  });

  test('sees every import that there is', () => {
    for (const { path, code, imports } of sources) {
      const written = code.match(/\bimport\b(?!\.meta)|^export\b[^=;(]*\bfrom\b/gm) ?? [];
      assert.equal(imports.filter(({ kind }) => kind !== 'thread').length, written.length, path);
    }
  });
});

describe('the AWS SDK', () => {
  test('is imported by aws/ alone, and aws/ is loaded only where a reference asks for it', () => {
    for (const { path, room, imports } of sources) {
      const ofSdk = imports.filter(({ target }) => target.startsWith('@aws-sdk/'));
      assert.ok(room === 'aws' || ofSdk.length === 0, path);
      const ofRoom = imports.filter(({ target }) => roomOf(target) === 'aws');
      assert.ok(room === 'aws' || ofRoom.every(({ kind }) => kind === 'later'), path);
    }
  });
});

describe('packages', () => {
  test('are those of the dependencies, never of the development dependencies', () => {
    const { dependencies }: { dependencies: Record<string, string> } = JSON.parse(
      readFileSync(join(app, 'package.json'), 'utf8'),
    );
    const used = sources
      .flatMap(({ imports }) => imports.map(({ target }) => target))
      .filter((target) => !target.endsWith('.ts') && !isBuiltin(target));
    assert.deepEqual([...new Set(used.map(nameOf))].sort(), Object.keys(dependencies).sort());
  });

  test('of Node itself are imported under their node: names', () => {
    for (const { path, imports } of sources) {
      for (const { target } of imports) assert.ok(target.startsWith('node:') || !isBuiltin(target), path);
    }
  });
});

describe('the pure rooms', () => {
  const pure = ['lib', 'token', 'request', 'transaction', 'policy', 'decision'];
  const impure: Readonly<Record<string, RegExp>> = {
    'the clock': /\bDate\.now\b|\bnew Date\(\s*\)|\bDate\(\s*\)|\bperformance\b|\bTemporal\.Now\b|\bhrtime\b/,
    chance: /\bMath\.random\b|\brandom(?:Bytes|UUID|Int|FillSync)\b|\bgetRandomValues\b/,
    timers: /\bset(?:Timeout|Interval|Immediate)\b|\bqueueMicrotask\b/,
    'the process': /\bprocess\b|\bglobalThis\b|\bnavigator\b|\brequire\b/,
    'the network': /\bfetch\b|\bWebSocket\b|\bEventSource\b|\bXMLHttpRequest\b/,
    'the console': /\bconsole\b/,
    'text as code': /\beval\b|\bFunction\(/,
  };
  const ofPureRooms = sources.filter(({ room }) => pure.includes(room));

  for (const [what, pattern] of Object.entries(impure)) {
    test(`never see ${what}`, () => {
      for (const { path, code } of ofPureRooms) assert.doesNotMatch(code, pattern, path);
    });
  }

  test('do the same whenever and wherever they run: of Node they import its cryptography alone', () => {
    const ofNode = (source: Source): readonly string[] =>
      source.imports.map(({ target }) => target).filter((target) => target.startsWith('node:'));
    assert.deepEqual([...new Set(ofPureRooms.flatMap(ofNode))], ['node:crypto']);
  });

  test('would be found out: the patterns find these things where they are', () => {
    const all = sources.map(({ code }) => code).join('\n');
    for (const what of ['the clock', 'timers', 'the process']) assert.match(all, impure[what] ?? /^$/);
  });
});
