import assert from 'node:assert/strict';
import { test } from 'node:test';
import { templates } from '../helpers/template.ts';
import { lint } from './cfn-lint.ts';

test('cfn-lint finds nothing in any template', () => {
  assert.deepEqual(lint(templates), []);
});
