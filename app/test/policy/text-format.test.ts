import assert from 'node:assert/strict';
import { test } from 'node:test';
import { detail, fares, ruleProblems, transaction } from '../helpers/policy.ts';

const noted = (note: string | undefined) => transaction({ note });

test('present tells whether there is a text', () => {
  assert.equal(fares('forbid', '{note: {present: true}}', noted('x')), 'matched');
  assert.equal(fares('forbid', '{note: {present: true}}', noted(undefined)), 'failed note');
  assert.equal(fares('forbid', '{note: {present: false}}', noted(undefined)), 'matched');
  assert.equal(fares('forbid', '{note: {present: false}}', noted('x')), 'failed note');
});

test('format matches any of its masks, and none_of when none does', () => {
  assert.equal(fares('permit', '{note: {format: ["A-#", "B-#"]}}', noted('B-1')), 'matched');
  assert.equal(fares('permit', '{note: {format: ["A-#", "B-#"]}}', noted('C-1')), 'failed note');
  assert.equal(fares('forbid', '{note: {format: {none_of: ["A-#"]}}}', noted('C-1')), 'matched');
  assert.equal(fares('forbid', '{note: {format: {none_of: ["A-#"]}}}', noted('A-1')), 'failed note');
});

test('a missing text has no format: unknown, unless it was to be present', () => {
  assert.equal(fares('forbid', '{note: {format: [A]}}', noted(undefined)), 'unknown note');
  assert.equal(fares('forbid', '{note: {format: {none_of: [A]}}}', noted(undefined)), 'unknown note');
  assert.equal(fares('forbid', '{note: {present: true, format: [A]}}', noted(undefined)), 'failed note');
});

test('a text that is too long to be judged is unknown', () => {
  assert.equal(fares('permit', '{note: {format: ["*"]}}', noted('x'.repeat(1024))), 'matched');
  assert.equal(fares('permit', '{note: {format: ["*"]}}', noted('x'.repeat(1025))), 'unknown note');
});

test('the trace says what was wanted', () => {
  assert.equal(detail('forbid', '{note: {present: true}}', noted(undefined)), 'wants a text; found none');
  assert.equal(detail('forbid', '{note: {present: false}}', noted('x')), 'wants no text; found "x"');
  assert.equal(
    detail('forbid', '{note: {present: true, format: {none_of: [A, B]}}}', noted('A')),
    'wants a text with none of the formats A, B; found "A"',
  );
});

test('nothing to judge, contradictions and wrong masks are refused', () => {
  assert.deepEqual(ruleProblems('forbid', '{note: {}}'), ['when.note: is empty: write present or format']);
  assert.deepEqual(ruleProblems('forbid', '{note: {present: false, format: [A]}}'), [
    'when.note: contradicts itself: a text that is not present has no format',
  ]);
  assert.deepEqual(ruleProblems('forbid', '{note: {format: ["A\\\\"]}}'), [
    'when.note.format: the mask `A\\` ends with a backslash: write the character that it makes literal',
  ]);
  assert.deepEqual(ruleProblems('forbid', '{note: {present: yes}}'), [
    'when.note.present: must be one of true, false',
  ]);
  assert.deepEqual(ruleProblems('forbid', '{note: A}'), ['when.note: must be a map of present and format']);
});
