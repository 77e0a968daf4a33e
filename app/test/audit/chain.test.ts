import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { emptyHead, hashRow, nextRow, serialiseContent } from '../../src/audit/chain.ts';
import { rowContent } from '../helpers/ledger-entries.ts';

test('the first row follows 32 zero bytes, and the second one the first', () => {
  const content = serialiseContent(rowContent());
  const first = nextRow(emptyHead, 'w', content);
  assert.equal(first.seq, 1);
  assert.equal(first.previous, '00'.repeat(32));
  const second = nextRow(first, 'w', content);
  assert.equal(second.seq, 2);
  assert.equal(second.previous, first.hash);
  assert.notEqual(second.hash, first.hash);
});

test('a hash is SHA-256 over the 32 bytes of the previous hash and the text in UTF-8', () => {
  const previous = 'ab'.repeat(32);
  const text = '{"answer":"é \u{1f600}"}';
  const bytes = Buffer.concat([Buffer.from(previous, 'hex'), Buffer.from(text, 'utf8')]);
  assert.equal(hashRow(previous, text), createHash('sha256').update(bytes).digest('hex'));
});

test('a known chain has known hashes', () => {
  // (head -c 32 /dev/zero; printf '{"seq":1}') | sha256sum
  assert.equal(
    hashRow(emptyHead.hash, '{"seq":1}'),
    'ff44e121014845ba9f060b9dd529b57e3706d9dcbf47ce18d6a7e50bea6c7e46',
  );
});

test('the text is the JSON of seq, writer and content, whatever they hold', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), fc.nat(), (id, writer, seq) => {
      const content = rowContent({ requestId: id });
      const { text } = nextRow({ ...emptyHead, seq }, writer, serialiseContent(content));
      assert.equal(text, JSON.stringify({ seq: seq + 1, writer, ...content }));
    }),
    { numRuns: 50 },
  );
});
