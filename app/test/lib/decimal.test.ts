import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  addDecimals,
  compareDecimals,
  type Decimal,
  formatDecimal,
  fromBaseUnits,
  maxDecimalCharacters,
  parseDecimal,
  toBaseUnits,
} from '../../src/lib/decimal.ts';

function decimal(text: string): Decimal {
  const parsed = parseDecimal(text);
  assert.ok(parsed.ok, text);
  return parsed.value;
}

const plain = fc
  .tuple(fc.bigInt({ min: 0n, max: 2n ** 256n }), fc.stringMatching(/^[0-9]{0,30}$/))
  .map(([whole, fraction]) => (fraction === '' ? `${whole}` : `${whole}.${fraction}`));
const decimals = plain.map(decimal);

test('a plain decimal is read exactly, without the zeros at its end', () => {
  assert.deepEqual(decimal('0.010000000000000000'), { units: 1n, scale: 2 });
  assert.deepEqual(decimal('0.01'), { units: 1n, scale: 2 });
  assert.deepEqual(decimal('100'), { units: 100n, scale: 0 });
  assert.deepEqual(decimal('100.0'), { units: 100n, scale: 0 });
  assert.deepEqual(decimal('0'), { units: 0n, scale: 0 });
  assert.deepEqual(decimal('0.000'), { units: 0n, scale: 0 });
  assert.deepEqual(decimal('12.3050'), { units: 12305n, scale: 3 });
});

for (const text of [
  '',
  ' ',
  '-1',
  '+1',
  '1e3',
  '1E3',
  '0x10',
  '1.',
  '.5',
  '01',
  '00',
  '00.1',
  '1,000',
  '1_000',
  ' 1',
  '1 ',
  '1\n',
  'NaN',
  'Infinity',
  '1.2.3',
  '٣',
  '1n',
  '--1',
  '-0',
]) {
  test(`${JSON.stringify(text)} is not a plain decimal`, () => {
    assert.deepEqual(parseDecimal(text), { ok: false, error: 'not_a_plain_decimal' });
  });
}

test('the longest decimal is read and one digit more is refused', () => {
  const longest = `0.${'1'.repeat(maxDecimalCharacters - 2)}`;
  assert.equal(decimal(longest).scale, maxDecimalCharacters - 2);
  assert.deepEqual(parseDecimal(`${longest}1`), { ok: false, error: 'decimal_too_long' });
});

test('base units become decimals and back', () => {
  assert.deepEqual(fromBaseUnits(10_000_000_000_000_000n, 18), { units: 1n, scale: 2 });
  assert.deepEqual(fromBaseUnits(0n, 18), { units: 0n, scale: 0 });
  assert.deepEqual(fromBaseUnits(5n, 0), { units: 5n, scale: 0 });
  assert.deepEqual(toBaseUnits(decimal('0.01'), 18), { ok: true, value: 10_000_000_000_000_000n });
});

test('an amount with as many decimals as the asset has base units; one more has none', () => {
  assert.deepEqual(toBaseUnits(decimal('0.00000001'), 8), { ok: true, value: 1n });
  assert.deepEqual(toBaseUnits(decimal('0.000000001'), 8), { ok: false, error: 'too_many_decimals' });
});

test('comparing tells less, equal and greater across scales', () => {
  assert.ok(compareDecimals(decimal('0.9'), decimal('1')) < 0);
  assert.equal(compareDecimals(decimal('1.0'), decimal('1')), 0);
  assert.ok(compareDecimals(decimal('10'), decimal('9.999')) > 0);
});

test('formatting puts the zeros in front back', () => {
  assert.equal(formatDecimal({ units: 5n, scale: 3 }), '0.005');
  assert.equal(formatDecimal({ units: 1234n, scale: 2 }), '12.34');
  assert.equal(formatDecimal({ units: 7n, scale: 0 }), '7');
});

test('law: reading what was formatted gives the same value', () => {
  fc.assert(fc.property(decimals, (a) => assert.deepEqual(decimal(formatDecimal(a)), a)));
});

test('law: equal amounts are equal values, however many zeros follow', () => {
  fc.assert(
    fc.property(plain, fc.nat(10), (text, zeros) => {
      const padded = text.includes('.') ? text + '0'.repeat(zeros) : `${text}.${'0'.repeat(zeros + 1)}`;
      assert.deepEqual(decimal(padded), decimal(text));
    }),
  );
});

test('law: adding is commutative, has zero, and never makes less', () => {
  fc.assert(
    fc.property(decimals, decimals, (a, b) => {
      assert.deepEqual(addDecimals(a, b), addDecimals(b, a));
      assert.deepEqual(addDecimals(a, decimal('0')), a);
      assert.ok(compareDecimals(addDecimals(a, b), a) >= 0);
    }),
  );
});

test('law: adding is associative', () => {
  fc.assert(
    fc.property(decimals, decimals, decimals, (a, b, c) => {
      assert.deepEqual(addDecimals(addDecimals(a, b), c), addDecimals(a, addDecimals(b, c)));
    }),
  );
});

test('law: comparing is antisymmetric and agrees with base units', () => {
  fc.assert(
    fc.property(decimals, decimals, (a, b) => {
      assert.equal(compareDecimals(a, b), 0 - compareDecimals(b, a));
      const [unitsA, unitsB] = [toBaseUnits(a, 30), toBaseUnits(b, 30)];
      assert.ok(unitsA.ok && unitsB.ok);
      assert.equal(compareDecimals(a, b) < 0, unitsA.value < unitsB.value);
      assert.equal(compareDecimals(a, b) === 0, unitsA.value === unitsB.value);
    }),
  );
});

test('law: base units survive the way through a decimal', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: 2n ** 256n }), fc.nat(36), (units, places) => {
      assert.deepEqual(toBaseUnits(fromBaseUnits(units, places), places), { ok: true, value: units });
    }),
  );
});
