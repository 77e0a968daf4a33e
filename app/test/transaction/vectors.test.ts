import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeFacts } from '../../src/transaction/describe-facts.ts';
import { matchBytes } from '../../src/transaction/match.ts';
import { builtInKnowledge } from '../helpers/knowledge.ts';
import { mustParseTransaction, readVector, type Wire } from '../helpers/requests.ts';
import { programCallRequest, wireOf } from '../helpers/solana.ts';
import { tronRequest } from '../helpers/tron.ts';

interface Vector {
  readonly name: string;
  readonly facts: unknown;
}

function facts(body: Wire): unknown {
  const matched = matchBytes(mustParseTransaction(body), builtInKnowledge);
  assert.ok(matched.ok && matched.value.kind === 'bytes_matched');
  return JSON.parse(JSON.stringify(describeFacts(matched.value.facts)));
}

const solana: { readonly vectors: readonly (Vector & { readonly message: string })[] } = JSON.parse(
  readVector('solana-messages.json'),
);
for (const { name, message, facts: expected } of solana.vectors) {
  test(`Solana, ${name}: the recorded bytes say what they said`, () => {
    assert.deepEqual(facts(programCallRequest(wireOf(Buffer.from(message, 'hex')))), expected);
  });
}

const tron: {
  readonly vectors: readonly (Vector & { readonly rawData: string; readonly changes: Wire })[];
} = JSON.parse(readVector('tron-transactions.json'));
for (const { name, rawData, changes, facts: expected } of tron.vectors) {
  test(`Tron, ${name}: the recorded bytes say what they said`, () => {
    assert.deepEqual(facts(tronRequest(Buffer.from(rawData, 'hex'), changes)), expected);
  });
}
