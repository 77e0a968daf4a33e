/**
 * Who may put which seal on: the closed list that makes the sealed types mean something. And nothing in the source goes
 * round the type checker, but for the one cast that a seal is.
 */

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sources } from './sources.ts';

const sealers: Readonly<Record<string, readonly string[]>> = {
  AuthenticBytes: ['token/transport.ts', 'token/verify.ts'],
  Evidence: ['transaction/match.ts'],
  Permit: ['policy/evaluate.ts'],
  Decision: ['decision/decision.ts'],
};

describe('seals', () => {
  const calls = sources.flatMap(({ path, text }) =>
    [...text.matchAll(/\bseal<'(\w+)'/g)].map(([, name = '']) => ({ path, name })),
  );

  for (const [name, files] of Object.entries(sealers)) {
    test(`${name} is put on by ${files.join(' and ')} alone`, () => {
      const found = calls.filter((call) => call.name === name).map(({ path }) => path);
      assert.deepEqual([...new Set(found)].sort(), files);
    });
  }

  test('are these four', () => {
    assert.deepEqual([...new Set(calls.map(({ name }) => name))].sort(), Object.keys(sealers).sort());
  });

  test('are never put on under a name that cannot be read here', () => {
    for (const { path, code } of sources) {
      if (path === 'lib/sealed.ts') continue;
      const imported = code.match(/\bimport\b[^;]*\bseal\b/) === null ? 0 : 1;
      const named = calls.filter((call) => call.path === path).length;
      assert.equal(code.match(/\bseal\b/g)?.length ?? 0, imported + named, path);
    }
  });

  test('are exported once and handed on by nobody', () => {
    const exporters = sources.filter(({ code }) => /\bexport\b[^;(]*\bseal\b/.test(code));
    assert.deepEqual(
      exporters.map(({ path }) => path),
      ['lib/sealed.ts'],
    );
  });
});

describe('the type checker', () => {
  /** The sealing line. */
  const theCast = 'return Object.freeze(value) as Sealed<Readonly<T>, Name>;';

  function linesWith(pattern: RegExp, of: 'code' | 'text' = 'code'): readonly string[] {
    return sources.flatMap((source) =>
      source[of]
        .split('\n')
        .filter((line) => pattern.test(line))
        .map((line) => `${source.path}: ${line.trim()}`),
    );
  }

  test('is overruled by one cast in the whole source', () => {
    const casts = linesWith(/\bas\s+(?!const\b)/).filter(
      (line) => !/^\S+: (?:import|export)\b[^=]*\bfrom\b/.test(line),
    );
    assert.deepEqual(casts, [`lib/sealed.ts: ${theCast}`]);
    assert.deepEqual(linesWith(/(?:^|[=(,]\s*)<[A-Z]\w*>\s*[\w({[]/), []);
  });

  test('is never told to look away', () => {
    assert.deepEqual(linesWith(/@ts-\w+|biome-ignore|eslint-disable|node:coverage|c8 ignore/, 'text'), []);
  });

  test('is never told that something could be anything', () => {
    assert.deepEqual(linesWith(/[:<,|&(=]\s*any\b(?!\s*[:(])/), []);
  });

  test('is never told that something is certainly there', () => {
    assert.deepEqual(linesWith(/[\w)\]]!(?!=)/), []);
  });
});
