import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseRowText } from '../../src/audit/row.ts';
import { hold, rowContent, sha256 } from '../helpers/ledger-entries.ts';

const row = { seq: 1, writer: 'w', ...rowContent() };

test('a row with every field that is decided on is read', () => {
  assert.deepEqual(parseRowText(JSON.stringify(row)), { ok: true, value: row });
  const held = { ...row, ...hold };
  assert.deepEqual(parseRowText(JSON.stringify(held)), { ok: true, value: held });
});

for (const name of [
  'seq',
  'writer',
  'at',
  'kind',
  'path',
  'stage',
  'requestId',
  'signerId',
  'payloadSha256',
  'bodySha256',
  'bodySensitive',
  'action',
  'reason',
  'answer',
  'answerKey',
]) {
  test(`a row without ${name}, or with another type of it, is unreadable`, () => {
    const unreadable = { ok: false, error: 'row_unreadable' };
    assert.deepEqual(parseRowText(JSON.stringify({ ...row, [name]: undefined })), unreadable);
    assert.deepEqual(parseRowText(JSON.stringify({ ...row, [name]: ['other'] })), unreadable);
    assert.deepEqual(parseRowText(JSON.stringify({ ...row, [name]: null })), unreadable);
  });
}

for (const wrong of [
  { seq: 1.5 },
  { seq: -1 },
  { kind: 'decisions' },
  { path: 'transactions' },
  { stage: 'signed' },
  { action: 'approve' },
  { payloadSha256: sha256('x').toUpperCase() },
  { bodySha256: `${sha256('x')}0` },
  { heldUntil: '1' },
  { heldUntil: null },
]) {
  test(`a row with ${JSON.stringify(wrong)} is unreadable`, () => {
    assert.equal(parseRowText(JSON.stringify({ ...row, ...wrong })).ok, false);
  });
}

for (const text of ['', '{', 'null', '7', '"text"', '[]', '{}']) {
  test(`the text ${JSON.stringify(text)} is unreadable`, () => {
    assert.deepEqual(parseRowText(text), { ok: false, error: 'row_unreadable' });
  });
}
