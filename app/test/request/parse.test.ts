import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { refusalReasons } from '../../src/decision/denial.ts';
import { type ParseFailure, parseRequest } from '../../src/request/parse.ts';
import { authentic, ethereumSample, readVector, sampleWith, type Wire } from '../helpers/requests.ts';

const requestId = '9c794cee-7e27-46c9-9e9a-ed68295ff06b';
const good = JSON.stringify(ethereumSample().payload);

function failure(body: string | Uint8Array | Wire): ParseFailure {
  const parsed = parseRequest('transaction', authentic(body));
  assert.ok(!parsed.ok, 'accepted');
  return parsed.error;
}

/** The good request with raw text put in front of its first member. */
function withFront(text: string): string {
  return `{${text},${good.slice(1)}`;
}

test('the captured approval request is parsed from its exact bytes', () => {
  const { text }: { text: string } = JSON.parse(readVector('approval-request.json'));
  const parsed = parseRequest('transaction', authentic(text));
  assert.ok(parsed.ok);
  assert.equal(parsed.value.kind, 'transaction');
  assert.equal(parsed.value.stage, 'approval');
  assert.equal(parsed.value.requestId, 'd10c1458-f352-4588-bf08-133c23c6dd08');
});

const unreadable: readonly (readonly [string, string | Uint8Array, string, string, boolean])[] = [
  ['duplicate keys', withFront('"operation":"RAW"'), 'request_ambiguous', 'json_duplicate_member', true],
  [
    'duplicate keys, one escaped',
    withFront('"\\u0061sset":"BTC"'),
    'request_ambiguous',
    'json_duplicate_member',
    true,
  ],
  [
    'a duplicate key in a destination',
    good.replace('"dstId":"1"', '"dstId":"1","dstId":"2"'),
    'request_ambiguous',
    'json_duplicate_member',
    true,
  ],
  [
    'a __proto__ member',
    withFront('"__proto__":{"note":"x"}'),
    'request_ambiguous',
    'json_forbidden_member',
    true,
  ],
  ['a lone surrogate', withFront('"note":"\\ud83d"'), 'request_ambiguous', 'json_lone_surrogate', true],
  [
    'deep nesting',
    withFront(`"extraParameters":${'['.repeat(40)}${']'.repeat(40)}`),
    'request_ambiguous',
    'json_too_deep',
    false,
  ],
  ['an empty body', '', 'request_not_json', 'json_malformed', false],
  ['a body that ends too early', good.slice(0, -1), 'request_not_json', 'json_malformed', false],
  ['text that is not JSON', 'requestId=1', 'request_not_json', 'json_malformed', false],
  ['a byte order mark', `\ufeff${good}`, 'request_not_json', 'json_malformed', false],
  [
    'bytes that are not UTF-8',
    Buffer.concat([Buffer.from(good), Uint8Array.of(0xff)]),
    'request_not_json',
    'json_not_utf8',
    false,
  ],
];
for (const [what, body, reason, problem, hasId] of unreadable) {
  test(`${what}: ${reason}, ${hasId ? 'with' : 'without'} the id`, () => {
    assert.deepEqual(failure(body), {
      denial: { reason, detail: { problem } },
      requestId: hasId ? requestId : undefined,
    });
  });
}

for (const body of ['null', '[]', '"text"', '1', 'true', `[${good}]`]) {
  test(`${body.slice(0, 10)} is JSON but no request`, () => {
    assert.deepEqual(failure(body), {
      denial: { reason: 'request_not_json', detail: { problem: 'not_an_object' } },
    });
  });
}

test('a request without an id is refused, and there is no id to answer with', () => {
  assert.deepEqual(failure(sampleWith({ requestId: undefined })), {
    denial: { reason: 'request_field_missing', detail: { field: 'requestId' } },
    requestId: undefined,
  });
});

const invalidIds: readonly (readonly [string, unknown])[] = [
  ['an empty id', ''],
  ['an id of 10 kB', 'a'.repeat(10_000)],
  ['an id of 257 characters', 'a'.repeat(257)],
  ['an id with a line break', 'a\nb'],
  ['an id with a line break at its end', 'a\n'],
  ['an id with a NUL', 'a\u0000'],
  ['an id with a DEL', 'a\u007f'],
  ['an id with a letter beyond ASCII', 'é'],
  ['an id with a right-to-left mark', 'a\u202eb'],
  ['a number as id', 7],
  ['an object as id', { a: 1 }],
  ['an array as id', ['a']],
];
for (const [what, value] of invalidIds) {
  test(`${what} is refused and not answered with`, () => {
    assert.deepEqual(failure(sampleWith({ requestId: value })), {
      denial: { reason: 'request_id_invalid', detail: { field: 'requestId' } },
      requestId: undefined,
    });
  });
}

for (const value of ['x', 'a'.repeat(256), 'batch 1/2 ~ {"a"}', `${requestId}_1`]) {
  test(`${value.slice(0, 20)} is an id`, () => {
    const parsed = parseRequest('transaction', authentic(sampleWith({ requestId: value })));
    assert.ok(parsed.ok);
    assert.equal(parsed.value.requestId, value);
  });
}

test('the id is kept for the answer when another field is refused', () => {
  const { denial, requestId: kept } = failure(sampleWith({ asset: 7 }));
  assert.equal(denial.reason, 'request_field_invalid');
  assert.equal(kept, requestId);
});

test('only the first problem is told, in the order in which fields are read', () => {
  const reason = (changes: Wire) => failure(sampleWith(changes)).denial.reason;
  assert.equal(reason({ operation: 'NEW', asset: 7 }), 'request_value_unknown');
  assert.equal(reason({ txId: 7, destAddressType: 'NEW' }), 'request_field_invalid');
  assert.equal(reason({ requestId: 7, signerId: undefined }), 'request_id_invalid');
  assert.equal(reason({ signerId: undefined, operation: 'NEW' }), 'signer_missing');
});

test('a request on the wrong path is refused', () => {
  const change = { requestId: 'r', signerId: 's', type: 'ADD_USER', extraInfo: {} };
  assert.equal(failure(change).denial.reason, 'request_field_missing');
  const parsed = parseRequest('configuration_change', authentic(good));
  assert.ok(!parsed.ok);
  assert.deepEqual(parsed.error.denial, { reason: 'request_field_missing', detail: { field: 'type' } });
});

const reasons: ReadonlySet<string> = new Set(
  refusalReasons.slice(0, refusalReasons.indexOf('signer_unknown')),
);

function checkAnswer(path: 'transaction' | 'configuration_change', body: string | Uint8Array): void {
  const parsed = parseRequest(path, authentic(body));
  if (!parsed.ok) assert.ok(reasons.has(parsed.error.denial.reason), parsed.error.denial.reason);
}

test('law: any bytes are answered with a request or a reason of this room, never thrown at', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      checkAnswer('transaction', bytes);
      checkAnswer('configuration_change', bytes);
    }),
    { numRuns: 1_000 },
  );
});

test('law: any JSON value is answered with a request or a reason of this room, never thrown at', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 4 }), (text) => {
      checkAnswer('transaction', text);
      checkAnswer('configuration_change', text);
    }),
    { numRuns: 1_000 },
  );
});

test('law: any value in any place of a good request is answered, never thrown at', () => {
  const top = Object.keys(ethereumSample().payload);
  const inner = Object.keys(ethereumSample().payload.destinations[0] ?? {});
  const raw = Object.keys(ethereumSample().payload.rawTx[0] ?? {});
  const place = fc.oneof(
    fc.constantFrom(...top).map((name) => ({ name, where: 'top' as const })),
    fc.constantFrom(...inner).map((name) => ({ name, where: 'destination' as const })),
    fc.constantFrom(...raw).map((name) => ({ name, where: 'raw' as const })),
  );
  fc.assert(
    fc.property(place, fc.jsonValue({ maxDepth: 3 }), ({ name, where }, value) => {
      const { payload } = ethereumSample();
      const target = { top: payload, destination: payload.destinations[0], raw: payload.rawTx[0] }[where];
      assert.ok(target);
      target[name] = value;
      checkAnswer('transaction', JSON.stringify(payload));
    }),
    { numRuns: 1_000 },
  );
});
