import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseLookupTables } from '../../src/policy/lookup-tables-section.ts';

const table = 'AddressLookupTab1e1111111111111111111111111';
const first = 'Stake11111111111111111111111111111111111111';
const second = 'Vote111111111111111111111111111111111111111';

function problems(raw: unknown): string {
  const { issues } = parseLookupTables(raw, ['lookup_tables']);
  return issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n');
}

test('a table is its addresses, in their order', () => {
  const { tables, issues } = parseLookupTables({ [table]: [second, first] }, []);
  assert.deepEqual(issues, []);
  assert.deepEqual(tables, new Map([[table, [second, first]]]));
});

test('a table has one to 256 addresses', () => {
  assert.match(problems({ [table]: [] }), /is empty/);
  assert.equal(problems({ [table]: Array(256).fill(first) }), '');
  assert.match(problems({ [table]: Array(257).fill(first) }), /more than 256/);
});

test('what is no address is reported, of a table and in one', () => {
  assert.match(problems({ [table]: [first, '0x12'] }), /lookup_tables\..*\.1: is not a Solana address/);
  assert.match(problems({ nothing: [first] }), /lookup_tables\.nothing: is not the address of a table/);
});

test('other shapes are reported', () => {
  assert.match(problems([]), /must be a map/);
  assert.match(problems({ [table]: first }), /must be a list of addresses/);
  assert.match(problems({ [table]: [5] }), /must be text/);
});
