import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stripVTControlCharacters, styleText } from 'node:util';
import type { Step } from '../../src/simulator/play.ts';
import { alignColumns, formatJson, formatTable, paint, wantsColour } from '../../src/simulator/report.ts';

const good: Step = {
  scenario: 'transfer',
  requestId: 'request-1',
  sent: 'sign 0.01 ETH',
  expected: 'APPROVE',
  got: 'APPROVE',
  why: '',
  ok: true,
  milliseconds: 1.26,
};
const bad: Step = { ...good, scenario: 'alg-none', expected: '401', ok: false, why: 'believed' };
const result = { steps: [good, bad], skipped: [], unreachable: undefined };

test('one aligned line for each exchange, and what came of all of them', () => {
  assert.equal(
    formatTable(result, { colour: false }),
    [
      '      scenario  sent           expected  got      ms   why',
      'ok    transfer  sign 0.01 ETH  APPROVE   APPROVE  1.3',
      'FAIL  alg-none  sign 0.01 ETH  401       APPROVE  1.3  believed',
      '',
      '2 lines, 1 not as expected',
    ].join('\n'),
  );
});

test('what was not played is named', () => {
  const text = formatTable({ ...result, steps: [good], skipped: ['alg-none'] }, { colour: false });
  assert.match(text, /\n1 line, all as expected\nnot played in this mode: alg-none$/);
});

test('colour changes nothing but the colour', () => {
  const coloured = formatTable(result, { colour: true });
  assert.ok(coloured.includes(styleText('green', 'ok', { validateStream: false })));
  assert.ok(coloured.includes(styleText('red', 'FAIL', { validateStream: false })));
  assert.equal(stripVTControlCharacters(coloured), formatTable(result, { colour: false }));
  assert.equal(paint('bold', 'text', { colour: false }), 'text');
});

test('colour is for terminals whose owner did not refuse it', () => {
  assert.equal(wantsColour({ isTTY: true }, undefined), true);
  assert.equal(wantsColour({ isTTY: true }, ''), true);
  assert.equal(wantsColour({ isTTY: true }, '1'), false);
  assert.equal(wantsColour({}, undefined), false);
});

test('the JSON holds every line and the verdict', () => {
  assert.deepEqual(JSON.parse(formatJson(result)), { ok: false, steps: [good, bad], skipped: [] });
  assert.equal(JSON.parse(formatJson({ ...result, steps: [good] })).ok, true);
  assert.equal(JSON.parse(formatJson({ ...result, steps: [] })).ok, false);
});

test('rows of different lengths are aligned by column', () => {
  assert.deepEqual(alignColumns([['a', 'bb'], ['ccc'], ['d', 'e', 'f']]), ['a    bb', 'ccc', 'd    e   f']);
});
