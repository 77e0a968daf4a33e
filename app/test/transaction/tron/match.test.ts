import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { TronWeb } from 'tronweb';
import type { Denial, RefusalReason } from '../../../src/decision/denial.ts';
import type { TransactionFacts } from '../../../src/transaction/facts.ts';
import type { Knowledge } from '../../../src/transaction/knowledge.ts';
import { matchBytes } from '../../../src/transaction/match.ts';
import { builtInKnowledge, knowledgeWith } from '../../helpers/knowledge.ts';
import { mustParseTransaction, type Wire } from '../../helpers/requests.ts';
import {
  callOf,
  expiresAt,
  owner,
  payee,
  rawDataOf,
  sha256,
  stranger,
  transferOf,
  tronAddress,
  tronRequest,
  usdt,
} from '../../helpers/tron.ts';

function facts(body: Wire, knowledge: Knowledge = builtInKnowledge): TransactionFacts {
  const matched = matchBytes(mustParseTransaction(body), knowledge);
  assert.ok(matched.ok, inspect(matched));
  assert.equal(matched.value.kind, 'bytes_matched');
  return matched.value.facts;
}

function denial(body: Wire, knowledge: Knowledge = builtInKnowledge): Denial {
  const matched = matchBytes(mustParseTransaction(body), knowledge);
  assert.ok(!matched.ok, 'matched');
  return matched.error;
}

const trx = await transferOf(payee, 1_500_000);
const tokens: Wire = { asset: 'TRX_USDT_S2UZ', amountStr: '2.5' };
const transferParameters = (to: string, units: bigint) => [
  { type: 'address', value: to },
  { type: 'uint256', value: units },
];
const token = await callOf('transfer(address,uint256)', transferParameters(payee, 2_500_000n));

test('a transfer of TRX matches; what it costs is not in its bytes, when it expires is', () => {
  assert.deepEqual(facts(tronRequest(trx)), {
    family: 'tron',
    digests: [sha256(trx)],
    payments: [{ asset: 'TRX', to: payee, units: 1_500_000n, destination: 0 }],
    fee: undefined,
    acts: ['payment'],
    calls: [],
    allowances: [],
    expiresAt,
    details: {
      format: 'tron_transfer',
      owner,
      refBlock: 'a1b20123456789abcdef',
      timestamp: String(expiresAt - 60_000n),
      feeLimit: '0',
    },
  });
  assert.equal(facts(tronRequest(trx, { asset: 'TRX_TEST' })).payments[0]?.asset, 'TRX_TEST');
});

test('a transfer of a token matches, with the fee limit for the most that it costs', () => {
  const found = facts(tronRequest(token, tokens));
  assert.deepEqual(found.payments, [
    { asset: 'TRX_USDT_S2UZ', to: payee, units: 2_500_000n, destination: 0 },
  ]);
  assert.deepEqual(found.acts, ['payment']);
  assert.deepEqual(found.fee, { asset: 'TRX', units: 30_000_000n });
  assert.deepEqual(found.calls, [
    {
      to: usdt,
      selector: '0xa9059cbb',
      method: 'transfer(address,uint256)',
      args: [
        { name: 'to', value: payee },
        { name: 'amount', value: 2_500_000n },
      ],
      units: 0n,
      depth: 0,
    },
  ]);
});

function to(changes: Wire): Wire {
  const destination = { dstType: 'ONE_TIME_ADDRESS', dstId: '', dstAddress: payee, amountNativeStr: '1.5' };
  return { destinations: [{ ...destination, ...changes }] };
}

function raw(changes: Wire): Wire {
  const entry = { keyDerivationPath: [44, 195, 7, 0, 0], rawTx: trx.toString('hex'), payload: sha256(trx) };
  return { rawTx: [{ ...entry, ...changes }] };
}

/** One thing changed at a time: what is refused and why. */
const changed: readonly (readonly [string, Wire, RefusalReason])[] = [
  ['the destination address', { destAddress: stranger }, 'transaction_destination_mismatch'],
  ['the address in lower case', { destAddress: payee.toLowerCase() }, 'transaction_destination_mismatch'],
  ['the address of the entry', to({ dstAddress: stranger }), 'transaction_destination_mismatch'],
  ['the shown address', to({ displayDstAddress: stranger }), 'transaction_destination_mismatch'],
  ['the amount', { amountStr: '1.500001', ...to({}) }, 'transaction_amount_mismatch'],
  ['the amount of the entry', to({ amountNativeStr: '1.6' }), 'transaction_amount_mismatch'],
  ['the asset', { asset: 'TRX_USDT_S2UZ', amountStr: '1.5' }, 'transaction_token_mismatch'],
  ['no destinations', { destinations: [] }, 'transaction_entry_count'],
  ['two raw transactions', { rawTx: [{ rawTx: '00' }, { rawTx: '00' }] }, 'transaction_entry_count'],
  ['the payload', raw({ payload: '00'.repeat(32) }), 'transaction_digest_mismatch'],
  ['no payload', raw({ payload: undefined }), 'transaction_digest_missing'],
  ['one byte more', raw({ rawTx: `${trx.toString('hex')}00` }), 'transaction_digest_mismatch'],
  ['no hex', raw({ rawTx: 'zz' }), 'transaction_bytes_malformed'],
  ['the vault account', { sourceId: '8' }, 'transaction_derivation_path_mismatch'],
  [
    'the coin type of the test network',
    raw({ keyDerivationPath: [44, 1, 7, 0, 0] }),
    'transaction_derivation_path_mismatch',
  ],
  ['the operation', { operation: 'STAKE' }, 'transaction_operation_unsupported'],
  ['a contract call for a transfer', { operation: 'CONTRACT_CALL' }, 'transaction_call_mismatch'],
];
for (const [what, changes, reason] of changed) {
  test(`changed alone, ${what} is refused: ${reason}`, () => {
    assert.equal(denial(tronRequest(trx, changes)).reason, reason);
  });
}

test('bytes that pay another recipient, another amount or another token are refused', async () => {
  const reasonOf = async (recipient: string, units: bigint, contract: string): Promise<string> => {
    const bytes = await callOf('transfer(address,uint256)', transferParameters(recipient, units), {
      contract,
    });
    return denial(tronRequest(bytes, tokens)).reason;
  };
  assert.equal(await reasonOf(stranger, 2_500_000n, usdt), 'transaction_destination_mismatch');
  assert.equal(await reasonOf(payee, 2_500_001n, usdt), 'transaction_amount_mismatch');
  assert.equal(await reasonOf(payee, 2_500_000n, stranger), 'transaction_token_mismatch');
  assert.equal(denial(tronRequest(trx, tokens)).reason, 'transaction_token_mismatch');
});

test('TRX that go along with a token are an act of their own', async () => {
  const parameters = transferParameters(payee, 2_500_000n);
  const found = facts(
    tronRequest(await callOf('transfer(address,uint256)', parameters, { units: 5 }), tokens),
  );
  assert.deepEqual(found.acts, ['payment', 'undeclared_payment']);
  assert.deepEqual(found.payments[0], { asset: 'TRX', to: usdt, units: 5n });
});

test('a memo is an act', async () => {
  const memo = Buffer.from('rent').toString('hex');
  const found = facts(tronRequest(await transferOf(payee, 1_500_000, { data: memo })));
  assert.deepEqual(found.acts, ['memo', 'payment']);
  assert.equal(found.details['memo'], memo);
});

test('with the vault account’s addresses in the policy, the owner must be one of them', () => {
  const listing = (...addresses: readonly string[]): Knowledge =>
    knowledgeWith({ vaultAddresses: new Map([['7', new Set(addresses)]]) });
  facts(tronRequest(trx), listing(stranger, owner));
  facts(tronRequest(trx), listing('9x'));
  assert.deepEqual(denial(tronRequest(trx), listing(stranger)), {
    reason: 'transaction_signer_mismatch',
    detail: { field: 'owner_address', declared: 'VAULT 7', found: owner },
  });
});

test('another permission than the owner’s is refused', async () => {
  const [contract] = (
    await new TronWeb({ fullHost: 'http://127.0.0.1:1' }).transactionBuilder.sendTrx(
      payee,
      1_500_000,
      owner,
      {
        blockHeader: {
          ref_block_bytes: 'a1b2',
          ref_block_hash: '0123456789abcdef',
          expiration: 2,
          timestamp: 1,
        },
        permissionId: 2,
      },
    )
  ).raw_data.contract;
  const bytes = await transferOf(payee, 1_500_000, { contract: [contract] });
  assert.deepEqual(denial(tronRequest(bytes)).detail, { field: 'Permission_id', declared: 0, found: '2' });
});

test('a transaction that never lived, or lives for more than a day, is refused', async () => {
  const made = Number(expiresAt) - 60_000;
  const day = 24 * 60 * 60 * 1000;
  const lifetime = (expiration: number, timestamp = made) =>
    transferOf(payee, 1_500_000, { expiration, timestamp }).then((bytes) => tronRequest(bytes));
  assert.equal(facts(await lifetime(made + day)).expiresAt, BigInt(made + day));
  assert.equal(facts(await lifetime(made + 1)).expiresAt, BigInt(made + 1));
  for (const expiration of [made + day + 1, made, made - 1, 0])
    assert.equal(denial(await lifetime(expiration)).reason, 'transaction_expired');
  // Without a time of making there is nothing to reckon from.
  assert.equal(facts(await lifetime(made + 9 * day, 0)).expiresAt, BigInt(made + 9 * day));
});

const contractCall: Wire = {
  operation: 'CONTRACT_CALL',
  amountStr: '0',
  destAddress: usdt,
  destinations: [{ dstType: 'ONE_TIME_ADDRESS', dstId: '', dstAddress: usdt, amountNativeStr: '0' }],
};

test('a contract call matches its contract, its coins and its data; what it does is left to the policy', async () => {
  const unlimited = 2n ** 256n - 1n;
  for (const [method, units, act, shown] of [
    ['approve(address,uint256)', 5n, 'allowance', 5n],
    ['increaseAllowance(address,uint256)', 5n, 'allowance', 5n],
    ['increaseApproval(address,uint256)', unlimited - 1n, 'allowance', unlimited - 1n],
    ['approve(address,uint256)', unlimited, 'unlimited_allowance', 'unlimited'],
  ] as const) {
    const found = facts(tronRequest(await callOf(method, transferParameters(stranger, units)), contractCall));
    assert.deepEqual(found.acts, [act]);
    assert.equal(found.calls[0]?.method, method);
    assert.deepEqual(found.allowances, [{ asset: 'TRX_USDT_S2UZ', spender: stranger, units: shown }]);
  }
  const from = await callOf('transferFrom(address,address,uint256)', [
    { type: 'address', value: stranger },
    { type: 'address', value: payee },
    { type: 'uint256', value: 3n },
  ]);
  const moved = facts(tronRequest(from, contractCall));
  assert.deepEqual(moved.acts, ['transfer_from', 'undeclared_payment']);
  assert.deepEqual(moved.payments, [{ asset: 'TRX_USDT_S2UZ', to: payee, units: 3n, from: stranger }]);
});

test('an unknown method is an unknown call with its selector, and an unknown token has its contract for a name', async () => {
  const unknown = await callOf('stake(uint256)', [{ type: 'uint256', value: 9n }], { units: 1_000_000 });
  const found = facts(tronRequest(unknown, { ...contractCall, amountStr: '1' }));
  assert.deepEqual(found.acts, ['payment', 'unknown_call']);
  assert.deepEqual(found.calls, [{ to: usdt, selector: '0xa694fc3a', units: 1_000_000n, depth: 0 }]);
  const other = await callOf('approve(address,uint256)', transferParameters(stranger, 5n), {
    contract: stranger,
  });
  const there: Wire = { ...contractCall, destAddress: stranger, destinations: [] };
  assert.equal(facts(tronRequest(other, there)).allowances[0]?.asset, `unlisted:tron:${stranger}`);
});

test('a contract call is refused for another contract, other coins or other data', async () => {
  const bytes = await callOf('approve(address,uint256)', transferParameters(stranger, 5n));
  const reason = (changes: Wire) => denial(tronRequest(bytes, { ...contractCall, ...changes })).reason;
  assert.equal(reason({ destAddress: payee }), 'transaction_destination_mismatch');
  assert.equal(reason({ amountStr: '1' }), 'transaction_amount_mismatch');
  assert.equal(reason({ amountStr: '0.0000001' }), 'transaction_amount_mismatch');
  const data = (contractCallData: unknown): Wire => ({ extraParameters: { contractCallData } });
  const word = `${'00'.repeat(12)}${'33'.repeat(20)}${'00'.repeat(31)}05`;
  for (const same of [`0x095ea7b3${word}`, `095EA7B3${word}`, null])
    facts(tronRequest(bytes, { ...contractCall, ...data(same) }));
  for (const other of [`0x095ea7b3${word}00`, '', 5])
    assert.equal(reason(data(other)), 'transaction_call_mismatch');
});

test('data that the method’s own words do not fill is refused', async () => {
  const bytes = await callOf('transfer(address)', [{ type: 'address', value: payee }]);
  const cut = Buffer.from(bytes.toString('hex').replace('1a695230', 'a9059cbb'), 'hex');
  assert.ok(!cut.equals(bytes));
  assert.deepEqual(denial(tronRequest(cut, contractCall)), {
    reason: 'transaction_bytes_malformed',
    detail: { problem: 'calldata', selector: '0xa9059cbb' },
  });
});

test('other kinds of contract are refused by their name', async () => {
  const { transactionBuilder } = new TronWeb({ fullHost: 'http://127.0.0.1:1' });
  const blockHeader = {
    ref_block_bytes: 'a1b2',
    ref_block_hash: '0123456789abcdef',
    expiration: 2,
    timestamp: 1,
  };
  const freeze = await transactionBuilder.freezeBalanceV2(1_000_000, 'ENERGY', owner, { blockHeader });
  assert.deepEqual(denial(tronRequest(rawDataOf(freeze))), {
    reason: 'transaction_type_unsupported',
    detail: { found: 'FreezeBalanceV2Contract' },
  });
});

test('a token whose coin is none of Tron’s has no decoder', () => {
  const lost = { family: 'tron_token', id: 'LOST', native: 'ETH', contract: usdt, decimals: 6 } as const;
  const assets = new Map([...builtInKnowledge.assets, ['LOST', lost] as const]);
  const matched = matchBytes(
    mustParseTransaction(tronRequest(trx, { asset: 'LOST' })),
    knowledgeWith({ assets }),
  );
  assert.ok(matched.ok && matched.value.kind === 'no_bytes');
  assert.equal(matched.value.why, 'no_decoder');
});

test('whatever the other library builds is read as it was meant', async () => {
  const property = fc.asyncProperty(
    fc.integer({ min: 0x20, max: 0xff }),
    fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    fc.boolean(),
    async (byte, units, isToken) => {
      const recipient = tronAddress(byte);
      const bytes = isToken
        ? await callOf('transfer(address,uint256)', transferParameters(recipient, BigInt(units)))
        : await transferOf(recipient, units);
      const amount = `${Math.trunc(units / 1_000_000)}.${String(units % 1_000_000).padStart(6, '0')}`;
      const asset = isToken ? 'TRX_USDT_S2UZ' : 'TRX';
      const body = tronRequest(bytes, {
        asset,
        amountStr: amount,
        destAddress: recipient,
        ...to({ dstAddress: recipient, amountNativeStr: amount }),
      });
      const found = facts(body);
      assert.deepEqual(found.payments, [{ asset, to: recipient, units: BigInt(units), destination: 0 }]);
      assert.deepEqual(found.digests, [sha256(bytes)]);
    },
  );
  await fc.assert(property, { numRuns: 100 });
});
