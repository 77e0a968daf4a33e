/** SECURITY.md names a test for every attack: the test is there, under that name. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readDocument, repository, tableBelow } from '../helpers/documents.ts';

test('every attack has an answer, a place in the code, and a test of that name', () => {
  const rows = tableBelow(readDocument('SECURITY.md'), '## Attacks and answers');
  assert.ok(rows.length > 20);
  for (const [attack = '', answer = '', where = '', proof = ''] of rows) {
    assert.ok(answer.length > 10, attack);
    assert.match(where, /\]\(app\/(src|scripts)\/[^)]+\.ts\)/, attack);
    const [, file = '', name = ''] = /^\[[^\]]+\]\((app\/test\/[^)]+)\): "([^"]+)"$/.exec(proof) ?? [];
    assert.ok(file !== '', attack);
    assert.ok(readFileSync(join(repository, file), 'utf8').includes(name), `${file} has no test "${name}"`);
  }
});
