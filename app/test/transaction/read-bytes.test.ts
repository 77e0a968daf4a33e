import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { encodeFunctionData, parseAbi, serializeTransaction } from 'viem';
import type { Asset } from '../../src/transaction/asset.ts';
import { builtInAssets } from '../../src/transaction/assets/built-in.ts';
import type { TransactionFacts } from '../../src/transaction/facts.ts';
import { readBytes } from '../../src/transaction/read-bytes.ts';
import { addressOf, entriesOf, keyAt } from '../helpers/bitcoin.ts';
import { builtInKnowledge, knowledgeWith } from '../helpers/knowledge.ts';
import { ethereumSample, readVector } from '../helpers/requests.ts';

function read(hex: string, asset: string, knowledge = builtInKnowledge): TransactionFacts {
  const facts = readBytes(Buffer.from(hex, 'hex'), asset, knowledge);
  assert.ok(facts.ok, facts.ok ? '' : facts.error.reason);
  return facts.value;
}

function refusal(hex: string, asset: string, knowledge = builtInKnowledge): string {
  const facts = readBytes(Buffer.from(hex, 'hex'), asset, knowledge);
  assert.ok(!facts.ok);
  return facts.error.reason;
}

const sample = String(ethereumSample().payload.rawTx[0]?.['rawTx']);

describe('bytes of an EVM chain', () => {
  test('say by themselves what a matched request says', () => {
    const facts = read(sample, 'ETH');
    assert.deepEqual(facts.acts, ['payment']);
    assert.deepEqual(facts.digests, [String(ethereumSample().payload.rawTx[0]?.['payload'])]);
    assert.equal(facts.payments[0]?.units, 10_000_000_000_000_000n);
  });

  test('are read for a token of the chain too', () => {
    const data = encodeFunctionData({
      abi: parseAbi(['function transfer(address to, uint256 amount)']),
      args: ['0x5dC69B1Fbb13Bafd09af88a782F0F285772Ad5f8', 5n],
    });
    const token = builtInAssets.get('USDC');
    assert.ok(token?.family === 'evm_token');
    const to: `0x${string}` = `0x${token.contract.slice(2)}`;
    const bytes = serializeTransaction({ chainId: 1, type: 'eip1559', to, data }).slice(2);
    assert.equal(read(bytes, 'USDC').payments[0]?.asset, 'USDC');
  });

  test('are refused with what is wrong with them', () => {
    assert.equal(refusal('80', 'ETH'), 'transaction_bytes_malformed');
    assert.equal(refusal(sample, 'MATIC_POLYGON'), 'transaction_chain_mismatch');
  });
});

describe('pre-images of Bitcoin', () => {
  const key = keyAt([44, 0, 3, 0, 0]).publicKey;
  const plan = (kind: 'p2pkh' | 'p2wpkh' | 'p2tr') => {
    const [entry] = entriesOf({
      coins: [{ kind, value: 100_000n, path: [44, 0, 3, 0, 0] }],
      outputs: [{ address: addressOf('p2wpkh', key), value: 60_000n }],
    });
    return entry ?? {};
  };

  for (const [kind, format] of [
    ['p2pkh', 'legacy_preimage'],
    ['p2wpkh', 'segwit_preimage'],
    ['p2tr', 'taproot_preimage'],
  ] as const) {
    test(`of a ${kind} input are read as ${format}, and hash to what is signed`, () => {
      const entry = plan(kind);
      const facts = read(String(entry['rawTx']), 'BTC');
      assert.equal(facts.details['format'], format);
      assert.deepEqual(facts.digests, [entry['payload']]);
    });
  }

  test('show their outputs only where these are in the clear', () => {
    const facts = read(String(plan('p2pkh')['rawTx']), 'BTC');
    assert.deepEqual(facts.payments, [{ asset: 'BTC', to: addressOf('p2wpkh', key), units: 60_000n }]);
    assert.deepEqual(facts.outputTypes, ['p2wpkh']);
    assert.deepEqual(facts.acts, ['payment', 'unproven_input_values']);
    assert.deepEqual(read(String(plan('p2wpkh')['rawTx']), 'BTC').payments, []);
  });

  test('are refused where they are none', () => {
    assert.equal(refusal('00', 'BTC'), 'transaction_bytes_malformed');
  });
});

describe('messages of Solana and transactions of Tron', () => {
  const solana: { vectors: { message: string }[] } = JSON.parse(readVector('solana-messages.json'));
  const tron: { vectors: { rawData: string }[] } = JSON.parse(readVector('tron-transactions.json'));

  test('are read by themselves', () => {
    assert.equal(read(String(solana.vectors[0]?.message), 'SOL').details['format'], 'solana_legacy');
    assert.equal(read(String(tron.vectors[0]?.rawData), 'TRX').details['format'], 'tron_transfer');
  });

  test('are refused where they are malformed', () => {
    assert.equal(refusal('00', 'SOL'), 'transaction_bytes_malformed');
    assert.equal(refusal('ff', 'TRX'), 'transaction_bytes_malformed');
  });
});

describe('an asset', () => {
  test('without a decoder says so, and so does one that nobody knows', () => {
    assert.equal(refusal(sample, 'XRP'), 'transaction_type_unsupported');
    assert.equal(refusal(sample, 'NEW'), 'transaction_type_unsupported');
  });

  const orphans: readonly Asset[] = [
    { family: 'evm_token', id: 'A', native: 'XRP', contract: `0x${'11'.repeat(20)}`, decimals: 6 },
    { family: 'solana_token', id: 'B', native: 'XRP', mint: '1', program: 'token', decimals: 6 },
    { family: 'tron_token', id: 'C', native: 'XRP', contract: 'T', decimals: 6 },
  ];
  for (const orphan of orphans) {
    test(`of the family ${orphan.family} whose coin is none of the chain's has no decoder`, () => {
      const knowledge = knowledgeWith({ assets: new Map([...builtInAssets, [orphan.id, orphan]]) });
      assert.equal(refusal(sample, orphan.id, knowledge), 'transaction_type_unsupported');
    });
  }
});
