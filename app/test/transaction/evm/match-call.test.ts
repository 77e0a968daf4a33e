import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { RefusalReason } from '../../../src/decision/denial.ts';
import { encodeHex } from '../../../src/lib/hex.ts';
import {
  alice,
  bob,
  calldata,
  type EvmRequest,
  evmRequest,
  type Hex,
  maxUint,
  mustMatch,
  mustRefuse,
  usdc,
  usdcTransfer,
  weth,
} from '../../helpers/evm-requests.ts';
import type { Wire } from '../../helpers/requests.ts';

const approve = calldata('approve(address spender,uint256 amount)', [alice, 5_000_000n]);
const transfer = calldata('transfer(address to,uint256 amount)', [alice, 5_000_000n]);

test('a contract call of the declared contract, value and data matches', () => {
  for (const contractCallData of [
    approve,
    approve.slice(2),
    approve.toUpperCase().replace('0X', '0x'),
    null,
  ]) {
    const more = { extraParameters: { contractCallData } };
    const facts = mustMatch(evmRequest({ to: usdc, value: 2n, data: approve, more }));
    assert.deepEqual(facts.acts, ['allowance', 'contract_call', 'payment']);
    assert.deepEqual(facts.payments, [{ asset: 'ETH', to: usdc, units: 2n, destination: 0 }]);
  }
});

for (const [what, changes, reason, detail] of [
  [
    'another contract',
    { destination: bob },
    'transaction_destination_mismatch',
    { field: 'destAddress', declared: bob, found: '0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48' },
  ],
  [
    'another value',
    { units: 1n },
    'transaction_amount_mismatch',
    { field: 'amountStr', declared: '0.000000000000000001', found: '0' },
  ],
  [
    'other data',
    { more: { extraParameters: { contractCallData: transfer } } },
    'transaction_call_mismatch',
    { field: 'contractCallData', declared: transfer, found: approve.slice(2) },
  ],
  [
    'data that is no text',
    { more: { extraParameters: { contractCallData: 7 } } },
    'transaction_call_mismatch',
    { field: 'contractCallData', declared: 'number', found: approve.slice(2) },
  ],
  [
    'another chain',
    { chainId: 10 },
    'transaction_chain_mismatch',
    { field: 'asset', declared: '1', found: '10' },
  ],
  [
    'another fee',
    { more: { fee: '0.2' } },
    'transaction_fee_mismatch',
    { field: 'fee', declared: '0.2', found: '0.0001' },
  ],
  [
    'another vault',
    { more: { sourceId: '9' } },
    'transaction_derivation_path_mismatch',
    { field: 'keyDerivationPath', declared: 'VAULT 9: 44/60/9/0/0', found: '44/60/0/0/0' },
  ],
  [
    'two destinations',
    { more: { destinations: [{}, {}].map(() => ({ dstType: 'VAULT', dstId: '1', amountNativeStr: '0' })) } },
    'transaction_entry_count',
    { field: 'destinations', declared: 1, found: 2 },
  ],
] as const satisfies readonly (readonly [string, EvmRequest, RefusalReason, object])[]) {
  test(`a contract call with ${what} is refused: ${reason}`, () => {
    assert.deepEqual(mustRefuse(evmRequest({ to: usdc, data: approve, ...changes })), { reason, detail });
  });
}

test('what a call pays beside the value that goes along is declared by nobody', () => {
  const data = calldata('multicall(bytes[] data)', [[transfer]]);
  assert.deepEqual(mustMatch(evmRequest({ to: usdc, value: 2n, data })).payments, [
    { asset: 'ETH', to: usdc, units: 2n, destination: 0 },
    { asset: 'USDC', to: alice, units: 5_000_000n },
  ]);
});

test('the creation of a contract is an act, with the hash of its code, and nothing may be declared as its address', () => {
  const creation: EvmRequest = { to: null, data: '0x600060', value: 3n };
  const facts = mustMatch(evmRequest(creation));
  assert.deepEqual(facts.acts, ['contract_creation', 'payment']);
  assert.deepEqual(facts.payments, [{ asset: 'ETH', to: 'new contract', units: 3n, destination: 0 }]);
  assert.equal(facts.details['to'], '0x');
  assert.equal(String(facts.details['initcodeSha3']).length, 64);
  assert.deepEqual(mustMatch(evmRequest({ to: null, data: '0x00' })).acts, ['contract_creation']);
  assert.deepEqual(mustRefuse(evmRequest({ ...creation, destination: bob })), {
    reason: 'transaction_destination_mismatch',
    detail: { field: 'destAddress', declared: bob, found: 'new contract' },
  });
});

test('a call about a token declares the sum that the bytes pay in it', () => {
  const call = { asset: 'USDC', to: usdc, data: transfer, decimals: 6 } as const;
  const facts = mustMatch(evmRequest({ ...call, units: 5_000_000n }));
  assert.deepEqual(facts.acts, ['contract_call', 'payment']);
  assert.deepEqual(facts.payments, [{ asset: 'USDC', to: alice, units: 5_000_000n }]);
  assert.equal(mustRefuse(evmRequest({ ...call, units: 4_999_999n })).reason, 'transaction_amount_mismatch');
});

/** APPROVE of a token, its spender declared. */
const approval = (changes: EvmRequest = {}): Wire =>
  evmRequest({
    operation: 'APPROVE',
    asset: 'USDC',
    to: usdc,
    data: approve,
    destination: alice,
    units: 5_000_000n,
    decimals: 6,
    ...changes,
  });

test('an approval of a token may declare the spender or the contract, and at most the allowance', () => {
  for (const changes of [{}, { destination: usdc }, { units: 0n }]) {
    const facts = mustMatch(approval(changes));
    assert.deepEqual(facts.acts, ['allowance', 'contract_call']);
    assert.deepEqual(facts.allowances, [{ asset: 'USDC', spender: alice, units: 5_000_000n }]);
    assert.deepEqual(facts.payments, []);
  }
  const unlimited = calldata('approve(address spender,uint256 amount)', [alice, maxUint]);
  assert.deepEqual(mustMatch(approval({ data: unlimited, units: maxUint })).acts, [
    'contract_call',
    'unlimited_allowance',
  ]);
});

for (const [what, changes, reason] of [
  ['another contract', { to: weth, destination: weth }, 'transaction_token_mismatch'],
  ['value along', { value: 1n }, 'transaction_call_mismatch'],
  ['no allowance', { data: transfer }, 'transaction_call_mismatch'],
  [
    'two allowances',
    { data: calldata('multicall(bytes[] data)', [[approve, approve]]) },
    'transaction_call_mismatch',
  ],
  ['more than the allowance', { units: 5_000_001n }, 'transaction_amount_mismatch'],
  ['too many decimals', { decimals: 7, units: 1n }, 'transaction_amount_mismatch'],
  ['another spender', { destination: bob }, 'transaction_destination_mismatch'],
] as const satisfies readonly (readonly [string, EvmRequest, RefusalReason])[]) {
  test(`an approval with ${what} is refused: ${reason}`, () => {
    assert.equal(mustRefuse(approval(changes)).reason, reason);
  });
}

test('an approval on the coin of a chain is a call that gives an allowance', () => {
  const call = { operation: 'APPROVE', to: usdc } as const;
  assert.deepEqual(mustMatch(evmRequest({ ...call, data: approve })).acts, ['allowance', 'contract_call']);
  assert.equal(
    mustRefuse(evmRequest({ ...call, data: transfer })).reason,
    'transaction_operation_unsupported',
  );
});

for (const operation of ['MINT', 'BURN', 'SUPPLY_TO_COMPOUND', 'REDEEM_FROM_COMPOUND', 'STAKE', 'UNSTAKE']) {
  test(`${operation} is a call whose every method is understood, or refused`, () => {
    const call = { operation, to: weth } as const;
    assert.deepEqual(mustMatch(evmRequest({ ...call, data: calldata('deposit()'), value: 1n })).acts, [
      'contract_call',
      'payment',
      'wrap',
    ]);
    for (const data of ['0x', '0xdeadbeef', calldata('multicall(bytes[] data)', [['0xdeadbeef']])] as const) {
      const { reason, detail } = mustRefuse(evmRequest({ ...call, data }));
      assert.equal(reason, 'transaction_operation_unsupported');
      assert.deepEqual(detail, { found: operation, asset: 'ETH' });
    }
  });
}

const raw = (changes: EvmRequest, content?: string, asset = 'ETH'): Wire => {
  const body = evmRequest({ operation: 'RAW', asset, ...changes });
  const [entry]: readonly Wire[] = Array.isArray(body['rawTx']) ? body['rawTx'] : [];
  const messages = [{ content: content ?? entry?.['payload'] }];
  return {
    ...body,
    destinations: [],
    fee: undefined,
    extraParameters: { rawMessageData: { messages } },
    ...changes.more,
  };
};

test('RAW content that is the digest of a transaction is that transaction', () => {
  const facts = mustMatch(raw({ to: usdc, data: transfer, value: 1n }));
  assert.deepEqual(facts.acts, ['contract_call', 'payment', 'undeclared_payment']);
  assert.deepEqual(facts.payments, [
    { asset: 'ETH', to: usdc, units: 1n },
    { asset: 'USDC', to: alice, units: 5_000_000n },
  ]);
  assert.deepEqual(mustMatch(raw({ to: usdc, data: transfer }, undefined, 'USDC')).acts, [
    'contract_call',
    'payment',
  ]);
});

test('RAW content that is nothing of the kind is refused', () => {
  const digest = 'ab'.repeat(32);
  const two = { rawMessageData: { messages: [{ content: digest }, { content: digest }] } };
  for (const [body, reason] of [
    [raw({}, digest), 'transaction_digest_mismatch'],
    [raw({ more: { extraParameters: two } }), 'transaction_entry_count'],
    [raw({ more: { rawTx: [{ rawTx: 'zz', payload: digest }] } }), 'transaction_bytes_malformed'],
    [raw({ chainId: 10 }), 'transaction_chain_mismatch'],
    [raw({ more: { sourceId: '4' } }), 'transaction_derivation_path_mismatch'],
    [raw({ to: usdc, data: `${transfer}00` }), 'transaction_not_canonical'],
    [raw({}, undefined, 'BTC'), 'transaction_content_unknown'],
    [raw({}, undefined, 'NEW'), 'transaction_content_unknown'],
  ] as const) {
    assert.equal(mustRefuse(body).reason, reason);
  }
});

const call = fc.record({
  to: fc.uint8Array({ minLength: 20, maxLength: 20 }).map((bytes): Hex => `0x${encodeHex(bytes)}`),
  value: fc.bigInt({ min: 0n, max: 10n ** 24n }),
  data: fc.uint8Array({ minLength: 1, maxLength: 3 }).map((bytes): Hex => `0x${encodeHex(bytes)}`),
  gasPrice: fc.bigInt({ min: 0n, max: 10n ** 13n }),
  vault: fc.nat(1000),
});
type Call = typeof call extends fc.Arbitrary<infer T> ? T : never;
const bodyOf = (one: Call): Wire =>
  evmRequest({ ...one, more: { extraParameters: { contractCallData: one.data } } });

test('law: one fact of a call that differs from what is declared is refused for that fact', () => {
  const lies: readonly (readonly [keyof Call, RefusalReason])[] = [
    ['to', 'transaction_destination_mismatch'],
    ['value', 'transaction_amount_mismatch'],
    ['data', 'transaction_call_mismatch'],
    ['gasPrice', 'transaction_fee_mismatch'],
    ['vault', 'transaction_derivation_path_mismatch'],
  ];
  fc.assert(
    fc.property(call, call, fc.constantFrom(...lies), (told, done, [fact, reason]) => {
      assert.equal(mustMatch(bodyOf(told)).details['to'], told.to);
      fc.pre(told[fact] !== done[fact]);
      const { rawTx } = bodyOf({ ...told, [fact]: done[fact] });
      assert.equal(mustRefuse({ ...bodyOf(told), rawTx }).reason, reason);
    }),
  );
});

test('the token transfer of another operation is no TRANSFER', () => {
  const facts = mustMatch(usdcTransfer(bob, 5n, { operation: 'CONTRACT_CALL', destination: usdc }));
  assert.deepEqual(facts.acts, ['contract_call', 'payment']);
});
