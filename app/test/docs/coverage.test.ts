import assert from 'node:assert/strict';
import { test } from 'node:test';
import { coverageMatrix } from '../../scripts/coverage-matrix.ts';
import { readDocument } from '../helpers/documents.ts';

test('the table of what is verified is what the code does', () => {
  assert.ok(readDocument('docs/coverage.md').includes(coverageMatrix()));
});
