import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  describeOutputs,
  maxDescribedOutputs,
  placeOf,
  typesOf,
} from '../../../src/transaction/bitcoin/describe-outputs.ts';
import { writeScript } from '../../../src/transaction/bitcoin/script.ts';

const script = writeScript({ type: 'p2pkh', program: Buffer.alloc(20) });
const outputs = (count: number) => Array.from({ length: count }, () => ({ value: 1n, script }));

test('a row shows the first outputs and how many more there are', () => {
  assert.equal(describeOutputs(outputs(maxDescribedOutputs), 'bitcoin').length, maxDescribedOutputs);
  const cut = describeOutputs(outputs(maxDescribedOutputs + 2), 'bitcoin');
  assert.equal(cut.length, maxDescribedOutputs + 1);
  assert.equal(cut.at(-1), 'and 2 more');
});

test('a script without an address is shown in hexadecimal, cut where it is long', () => {
  assert.equal(placeOf(Buffer.from('6a01aa', 'hex'), 'bitcoin'), '6a01aa');
  assert.match(placeOf(Buffer.alloc(85, 0x6a), 'bitcoin'), /^(?:6a){84}\.\.\.$/);
  assert.equal(placeOf(script, 'dogecoin'), 'D596YFweJQuHY1BbjazZYmAbt8jJPbKehC');
});

test('types are named once, and a script in no known form has a name that no policy can list', () => {
  const strange = { value: 1n, script: Buffer.from('51', 'hex') };
  const data = { value: 0n, script: Buffer.from('6a', 'hex') };
  assert.deepEqual(typesOf([...outputs(2), strange, data]), ['data', 'p2pkh', 'unknown']);
});
