import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  isJsonObject,
  type JsonProblem,
  maxJsonDepth,
  parseJson,
  parseJsonText,
} from '../../src/lib/json.ts';

function problemOf(text: string | Uint8Array): JsonProblem | 'none' {
  const parsed = parseJson(typeof text === 'string' ? Buffer.from(text) : text);
  return parsed.ok ? 'none' : parsed.error.problem;
}

test('every kind of value is read', () => {
  const text = '{"a":[null,true,1.50,"x:{}[]\\"",{"b":"\\u0041\\ud83d\\ude00"}],"":{}}';
  assert.deepEqual(parseJson(Buffer.from(text)), {
    ok: true,
    value: { a: [null, true, 1.5, 'x:{}[]"', { b: 'A😀' }], '': {} },
  });
});

const refused: readonly (readonly [string, JsonProblem, string])[] = [
  ['a name that comes twice', 'json_duplicate_member', '{"a":1,"a":1}'],
  ['a name that comes three times', 'json_duplicate_member', '{"a":1,"a":2,"a":3}'],
  ['a name that comes twice deep inside', 'json_duplicate_member', '{"x":[{"y":{"a":1,"b":2,"a":3}}]}'],
  ['a name that comes twice, once escaped', 'json_duplicate_member', '{"a":1,"\\u0061":2}'],
  ['a name that comes twice, its last value hiding members', 'json_duplicate_member', '{"a":{"b":1},"a":1}'],
  ['a name that comes twice, its last value adding members', 'json_duplicate_member', '{"a":1,"a":{"b":1}}'],
  ['a number as a name that comes twice', 'json_duplicate_member', '{"1":1,"1":2}'],
  ['an empty name that comes twice', 'json_duplicate_member', '{"":1,"":2}'],
  ['a member called __proto__', 'json_forbidden_member', '{"__proto__":{"a":1}}'],
  ['an escaped __proto__', 'json_forbidden_member', '{"\\u005f_proto__":1}'],
  ['a __proto__ deep inside', 'json_forbidden_member', '[{"x":{"__proto__":null}}]'],
  ['a high surrogate alone', 'json_lone_surrogate', '{"a":"\\ud800"}'],
  ['a low surrogate alone', 'json_lone_surrogate', '["\\udc00x"]'],
  ['surrogates in the wrong order', 'json_lone_surrogate', '"\\udc00\\ud800"'],
  ['a lone surrogate in a name', 'json_lone_surrogate', '{"\\ud800":1}'],
  ['nothing', 'json_malformed', ''],
  ['two values', 'json_malformed', '{}{}'],
  ['a comma at the end', 'json_malformed', '{"a":1,}'],
  ['a comment', 'json_malformed', '{}//'],
  ['single quotes', 'json_malformed', "{'a':1}"],
  ['a string without end', 'json_malformed', '{"a":"b'],
  ['a string that ends in a backslash', 'json_malformed', '{"a":"b\\'],
  ['a closing bracket too many', 'json_malformed', ']]]]{}'],
  ['NaN', 'json_malformed', 'NaN'],
  ['a control character in a string', 'json_malformed', '"\u0001"'],
  ['a byte order mark', 'json_malformed', '\ufeff{}'],
];
for (const [what, problem, text] of refused) {
  test(`${what} is refused: ${problem}`, () => assert.equal(problemOf(text), problem));
}

for (const [what, bytes] of [
  ['a byte that starts nothing', [0x22, 0xff, 0x22]],
  ['an overlong slash', [0x22, 0xc0, 0xaf, 0x22]],
  ['a surrogate written in UTF-8', [0x22, 0xed, 0xa0, 0x80, 0x22]],
  ['a character cut short', [0x22, 0xe2, 0x82]],
  ['UTF-16', [0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]],
] as const) {
  test(`${what} is no UTF-8`, () => assert.equal(problemOf(Uint8Array.from(bytes)), 'json_not_utf8'));
}

test('the first problem is told when there are several', () => {
  assert.equal(problemOf('{"a":"\\ud800","__proto__":1}'), 'json_lone_surrogate');
  assert.equal(problemOf('{"__proto__":"\\ud800","\\ud800":1,"x":"\\ud800"}'), 'json_forbidden_member');
  assert.equal(problemOf('{"__proto__":1,"x":{"__proto__":2},"a":1,"a":1}'), 'json_forbidden_member');
});

test('as deep as allowed is read and one level more is refused, whatever the brackets', () => {
  const nest = (open: string, close: string, depth: number) => open.repeat(depth) + close.repeat(depth);
  assert.equal(maxJsonDepth, 32);
  assert.equal(problemOf(nest('[', ']', maxJsonDepth)), 'none');
  assert.equal(problemOf(nest('[', ']', maxJsonDepth + 1)), 'json_too_deep');
  assert.equal(problemOf(`${'{"a":'.repeat(maxJsonDepth)}1${'}'.repeat(maxJsonDepth)}`), 'none');
  assert.equal(
    problemOf(`${'{"a":'.repeat(maxJsonDepth + 1)}1${'}'.repeat(maxJsonDepth + 1)}`),
    'json_too_deep',
  );
});

test('values, commas and spaces between brackets are not depth either', () => {
  const nest = (depth: number) => `${'[ 1 , -2.5e3 , null, '.repeat(depth)}[]${' , true ]'.repeat(depth)}`;
  assert.equal(problemOf(nest(maxJsonDepth - 1)), 'none');
  assert.equal(problemOf(nest(maxJsonDepth)), 'json_too_deep');
});

test('brackets beside each other or inside strings are not depth', () => {
  assert.equal(problemOf(`[${Array(100).fill('[]').join()}]`), 'none');
  assert.equal(problemOf(JSON.stringify('[{'.repeat(1_000))), 'none');
});

test('what could be read in spite of a problem comes along', () => {
  const parsed = parseJsonText('{"requestId":"r","a":1,"a":2}');
  assert.ok(!parsed.ok);
  assert.deepEqual(parsed.error.value, { requestId: 'r', a: 2 });
});

test('an object is an object; null, an array and a text are none', () => {
  assert.equal(isJsonObject({}), true);
  for (const value of [null, [], 'x', 1, true, undefined]) assert.equal(isJsonObject(value), false);
});

for (const [what, text] of [
  ['one long string', JSON.stringify('x'.repeat(2 ** 20))],
  ['a string of quotes', JSON.stringify('"'.repeat(2 ** 19))],
  ['only backslashes', `"${'\\'.repeat(2 ** 20)}`],
  ['only quotes', '"'.repeat(2 ** 20)],
  ['only colons', ':'.repeat(2 ** 20)],
  ['many members', `{${Array.from({ length: 80_000 }, (_, i) => `"k${i}":0`).join()}}`],
] as const) {
  test(`a megabyte of ${what} is handled without delay`, { timeout: 3_000 }, () => {
    assert.ok(['none', 'json_malformed'].includes(problemOf(text)));
  });
}

test('law: what JSON.stringify writes is read back, unless it holds what is forbidden', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 5 }), (text) => {
      const problem = problemOf(text);
      if (problem === 'none') {
        const parsed = parseJsonText(text);
        assert.ok(parsed.ok);
        assert.deepEqual(parsed.value, JSON.parse(text));
      } else {
        assert.ok(problem === 'json_forbidden_member' || problem === 'json_lone_surrogate', problem);
      }
    }),
  );
});

test('law: repeating any member of an object is refused', () => {
  const name = fc.string({ minLength: 1 }).filter((text) => text !== '__proto__');
  fc.assert(
    fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 6 }), fc.nat(), (names, pick) => {
      const twice = names[pick % names.length];
      const members = [...names, twice].map((text) => `${JSON.stringify(text)}:0`);
      assert.equal(problemOf(`{${members.join()}}`), 'json_duplicate_member');
    }),
  );
});

test('law: any bytes are answered, never thrown at', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void parseJson(bytes)),
    { numRuns: 2_000 },
  );
});
