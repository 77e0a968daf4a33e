import assert from 'node:assert/strict';
import { test } from 'node:test';
import { operations } from '../../src/request/request.ts';
import type { Asset } from '../../src/transaction/asset.ts';
import type { Knowledge } from '../../src/transaction/knowledge.ts';
import { matchBytes } from '../../src/transaction/match.ts';
import { builtInKnowledge, knowledgeWith } from '../helpers/knowledge.ts';
import {
  ethereumSample,
  mustParse,
  mustParseTransaction,
  readVector,
  sampleWith,
  type Wire,
} from '../helpers/requests.ts';

const approval = { fee: undefined, rawTx: undefined, players: undefined };

/** The outcome in one word: the kind of evidence, why there are no bytes, or the reason of the denial. */
function outcome(body: Wire | string, knowledge: Knowledge = builtInKnowledge): string {
  const matched = matchBytes(mustParseTransaction(body), knowledge);
  if (!matched.ok) return matched.error.reason;
  return matched.value.kind === 'no_bytes' ? matched.value.why : matched.value.kind;
}

test('a matched request gives sealed evidence about itself, with the facts of its bytes', () => {
  const { payload, facts } = ethereumSample();
  const request = mustParseTransaction(payload);
  const matched = matchBytes(request, builtInKnowledge);
  assert.ok(matched.ok);
  assert.ok(Object.isFrozen(matched.value));
  assert.equal(matched.value.request, request);
  assert.deepEqual(matched.value, {
    kind: 'bytes_matched',
    request,
    facts: {
      family: 'evm',
      digests: [facts['digest']],
      payments: [{ asset: 'ETH', to: facts['to'], units: 10_000_000_000_000_000n, destination: 0 }],
      fee: { asset: 'ETH', units: 597_803_762_241_000n },
      acts: ['payment'],
      calls: [],
      allowances: [],
      details: {
        format: 'eip1559',
        chainId: '1',
        nonce: '4',
        to: facts['to'],
        valueWei: '10000000000000000',
        gasLimit: '21000',
        maxFeeWei: '597803762241000',
      },
    },
  });
});

test('a configuration change is not a transaction', () => {
  const request = mustParse('configuration_change', { requestId: 'r', signerId: 's', type: 'ADD_USER' });
  const matched = matchBytes(request, builtInKnowledge);
  assert.deepEqual(matched, { ok: true, value: { kind: 'not_a_transaction', request } });
});

test('the captured approval request has no bytes, for its stage', () => {
  const { text }: { text: string } = JSON.parse(readVector('approval-request.json'));
  assert.equal(outcome(text), 'approval_stage');
});

test('every operation has no bytes at approval, known asset or not', () => {
  for (const operation of operations) {
    assert.equal(outcome(sampleWith({ ...approval, operation })), 'approval_stage');
    assert.equal(outcome(sampleWith({ ...approval, operation, asset: 'NEW' })), 'approval_stage');
  }
});

for (const rawTx of [undefined, null, []]) {
  test(`signing with ${JSON.stringify(rawTx)} for raw transactions has no bytes: not sent`, () => {
    for (const asset of ['ETH', 'BTC', 'NEW'])
      assert.equal(outcome(sampleWith({ rawTx, asset })), 'not_sent');
  });
}

test('bytes of an undecoded or unknown asset have no decoder', () => {
  for (const asset of ['BCH', 'XRP', 'XLM', 'ADA', 'ATOM_COS', 'NEW', 'eth', 'constructor']) {
    assert.equal(outcome(sampleWith({ asset })), 'no_decoder');
  }
});

test('an operator can name the decoder of an asset of their own', () => {
  const asset: Asset = { family: 'evm_native', id: 'MINE', chainId: 1n, decimals: 18, coinTypes: [60] };
  assert.equal(
    outcome(sampleWith({ asset: 'MINE' }), knowledgeWith({ assets: new Map([['MINE', asset]]) })),
    'bytes_matched',
  );
  assert.equal(outcome(sampleWith({ asset: 'MINE' }), knowledgeWith({ assets: new Map() })), 'no_decoder');
});

for (const operation of ['CONTRACT_CALL', 'PROGRAM_CALL', 'APPROVE']) {
  test(`${operation} is refused at signing without bytes, and where no decoder reads them`, () => {
    for (const asset of ['ETH', 'BTC', 'NEW'])
      assert.equal(outcome(sampleWith({ operation, asset, rawTx: undefined })), 'transaction_bytes_missing');
    for (const asset of ['XRP', 'NEW'])
      assert.equal(outcome(sampleWith({ operation, asset })), 'transaction_operation_unsupported');
  });
}

test('a typed message that no decoder reads is refused, whatever the asset', () => {
  for (const asset of ['BTC', 'NEW'])
    assert.equal(
      outcome(sampleWith({ operation: 'TYPED_MESSAGE', asset })),
      'transaction_operation_unsupported',
    );
});

for (const operation of ['MINT', 'STAKE', 'ENABLE_ASSET', 'WITHDRAW']) {
  test(`${operation} on an EVM coin is refused with bytes; without bytes or without a decoder there is nothing to judge`, () => {
    assert.equal(outcome(sampleWith({ operation })), 'transaction_operation_unsupported');
    assert.equal(outcome(sampleWith({ operation, rawTx: undefined })), 'not_sent');
    assert.equal(outcome(sampleWith({ operation, asset: 'XRP' })), 'no_decoder');
  });
}
