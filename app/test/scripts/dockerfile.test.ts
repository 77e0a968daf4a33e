/** What the image's recipe says without building it (`npm run test:image` builds it). */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { processFlags } from '../../scripts/process-flags.ts';
import { app } from '../helpers/process.ts';

const dockerfile = readFileSync(join(app, 'Dockerfile'), 'utf8');
const ignored = readFileSync(join(app, '.dockerignore'), 'utf8').split('\n');

test('the entry point has the flags of production', () => {
  const [, words = '[]'] = /^ENTRYPOINT (\[[^\]]+\])/m.exec(dockerfile.replaceAll('\\\n', '')) ?? [];
  const flags = processFlags({
    readable: ['/app', '/etc/callback-handler', '/var/lib/callback-handler'],
    writable: ['/var/lib/callback-handler', '/app/.compile-cache'],
  });
  assert.deepEqual(JSON.parse(words), ['node', ...flags, 'src/main.ts']);
});

test('the user is a number, and the last stage starts from nothing', () => {
  assert.match(dockerfile, /\nFROM scratch\n/);
  assert.equal(dockerfile.match(/^USER .*$/gm)?.at(-1), 'USER 10001:10001');
});

test('the context is a list of what may enter: everything is out first, and keys are out last', () => {
  const rules = ignored.filter((line) => line !== '' && !line.startsWith('#'));
  assert.equal(rules[0], '*');
  assert.deepEqual(rules.slice(-2), ['**/*.pem', '**/*.key']);
  for (const rule of rules.slice(1, -2))
    assert.match(rule, /^!(package(-lock)?\.json|src|scripts\/[a-z-]+\.(ts|sh))$/);
});

test('dependencies are installed as locked, without scripts, development or options', () => {
  assert.match(dockerfile, /npm ci --omit=dev --omit=optional --ignore-scripts /);
});
