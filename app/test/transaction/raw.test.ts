import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchBytes } from '../../src/transaction/match.ts';
import { knowledgeWith } from '../helpers/knowledge.ts';
import { mustParseTransaction, sampleWith } from '../helpers/requests.ts';

const known = 'ab'.repeat(32);
const stranger = 'cd'.repeat(32);
const knowledge = knowledgeWith({ registeredHashes: new Set([known]) });

function match(extraParameters: unknown) {
  return matchBytes(
    mustParseTransaction(sampleWith({ operation: 'RAW', rawTx: undefined, extraParameters })),
    knowledge,
  );
}

function refusal(rawMessageData: unknown): string {
  const matched = match({ rawMessageData });
  assert.ok(!matched.ok);
  const { reason, detail } = matched.error;
  return [reason, detail['field'], detail['problem']].filter((part) => part !== undefined).join(' ');
}

test('contents that are all registered are a fact of their own, which is no payment', () => {
  const messages = [{ content: known.toUpperCase(), index: 0, derivationPath: [44, 60, 0, 0, 0] }];
  const matched = match({ rawMessageData: { algorithm: 'MPC_ECDSA_SECP256K1', messages } });
  assert.ok(matched.ok && matched.value.kind === 'bytes_matched');
  assert.deepEqual(matched.value.facts, {
    family: 'hash',
    digests: [known],
    acts: ['registered_hash'],
    payments: [],
    calls: [],
    allowances: [],
    fee: undefined,
    details: { contents: 1 },
  });
});

test('one content that nobody registered refuses the request', () => {
  assert.equal(
    refusal({ messages: [{ content: known }, { content: stranger }] }),
    'transaction_content_unknown',
  );
});

test('without contents there is nothing that could be judged', () => {
  for (const extraParameters of [undefined, {}, { rawMessageData: null }]) {
    const matched = match(extraParameters);
    assert.ok(!matched.ok);
    assert.equal(matched.error.reason, 'transaction_bytes_missing');
  }
});

for (const [what, data, where] of [
  ['no object', 'text', ' not_an_object'],
  ['no messages', {}, '.messages no_messages'],
  ['an empty list', { messages: [] }, '.messages no_messages'],
  ['257 messages', { messages: Array(257).fill({ content: known }) }, '.messages too_many_messages'],
  ['a member that is not known', { messages: [{ content: known }], more: 1 }, '.more unknown_member'],
  ['an algorithm that is no text', { algorithm: 1, messages: [] }, '.algorithm not_text'],
  ['a message that is no object', { messages: [known] }, '.messages[0] not_an_object'],
  ['a message without content', { messages: [{}] }, '.messages[0].content missing'],
  [
    'a message with a pre-hash, which would change what is signed',
    { messages: [{ content: known, preHash: {} }] },
    '.messages[0].preHash unknown_member',
  ],
  ['a type that is no text', { messages: [{ content: known, type: 1 }] }, '.messages[0].type not_text'],
  ['a content that is no text', { messages: [{ content: {} }] }, '.messages[0].content not_hex'],
  ['a content with a prefix', { messages: [{ content: `0x${known}` }] }, '.messages[0].content not_hex'],
  ['an empty content', { messages: [{ content: '' }] }, '.messages[0].content not_hex'],
] as const) {
  test(`${what} is refused`, () => {
    assert.equal(refusal(data), `transaction_bytes_malformed extraParameters.rawMessageData${where}`);
  });
}

test('256 messages are read', () => {
  assert.equal(
    refusal({ messages: Array(256).fill({ content: stranger, type: 'EIP712' }) }),
    'transaction_content_unknown',
  );
});
