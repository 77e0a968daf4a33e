/** TRANSFER of a token: the bytes are exactly the declared payment, or the one thing that differs is the reason. */

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
  hex,
  mustMatch,
  mustRefuse,
  usdc,
  usdcTransfer,
  weth,
} from '../../helpers/evm-requests.ts';
import { knowledgeWith } from '../../helpers/knowledge.ts';

test('a transfer of a token is a payment in it, with its fee in the coin of the chain', () => {
  const facts = mustMatch(usdcTransfer(bob, 1_500_000n));
  assert.deepEqual(facts.acts, ['payment']);
  assert.deepEqual(facts.payments, [{ asset: 'USDC', to: bob, units: 1_500_000n, destination: 0 }]);
  assert.deepEqual(facts.fee, { asset: 'ETH', units: 10n ** 14n });
  assert.deepEqual(facts.calls, []);
});

const transfer = calldata('transfer(address to,uint256 amount)', [bob, 5n]);

for (const [what, changes, reason, detail] of [
  [
    'another contract',
    { to: weth },
    'transaction_token_mismatch',
    { field: 'asset', declared: usdc, found: weth },
  ],
  ['value along', { value: 1n }, 'transaction_call_mismatch', { field: 'value', declared: '0', found: '1' }],
  [
    'another method',
    { data: calldata('approve(address spender,uint256 amount)', [bob, 5n]) },
    'transaction_call_mismatch',
    { field: 'selector', declared: '0xa9059cbb', found: '0x095ea7b3' },
  ],
  [
    'no method',
    { data: '0x' },
    'transaction_call_mismatch',
    { field: 'selector', declared: '0xa9059cbb', found: '0x' },
  ],
  [
    'a byte behind',
    { data: hex(`${transfer}00`) },
    'transaction_call_mismatch',
    { problem: 'abi_not_canonical', method: 'transfer(address,uint256)' },
  ],
  [
    'a byte too few',
    { data: hex(transfer.slice(0, -2)) },
    'transaction_call_mismatch',
    { problem: 'abi_truncated', method: 'transfer(address,uint256)' },
  ],
  [
    'a dirty address',
    { data: hex(transfer.replace('0xa9059cbb00', '0xa9059cbb80')) },
    'transaction_call_mismatch',
    { problem: 'abi_not_canonical', method: 'transfer(address,uint256)' },
  ],
  [
    'another recipient',
    { destination: alice },
    'transaction_destination_mismatch',
    { field: 'destAddress', declared: alice, found: bob },
  ],
  [
    'the contract for a recipient',
    { destination: usdc },
    'transaction_destination_mismatch',
    { field: 'destAddress', declared: usdc, found: bob },
  ],
  [
    'another amount',
    { units: 6n },
    'transaction_amount_mismatch',
    { field: 'amountStr', declared: '0.000006', found: '0.000005' },
  ],
  [
    'the decimals of another token',
    { decimals: 18 },
    'transaction_amount_mismatch',
    { field: 'amountStr', declared: '0.000000000000000005', found: '0.000005' },
  ],
  [
    'another chain',
    { chainId: 10 },
    'transaction_chain_mismatch',
    { field: 'asset', declared: '1', found: '10' },
  ],
  ['no contract', { to: null }, 'transaction_contract_creation', {}],
  [
    'a wrong fee',
    { more: { fee: '0.00009' } },
    'transaction_fee_mismatch',
    { field: 'fee', declared: '0.00009', found: '0.0001' },
  ],
  [
    'another vault',
    { more: { sourceId: '1' } },
    'transaction_derivation_path_mismatch',
    { field: 'keyDerivationPath', declared: 'VAULT 1: 44/60/1/0/0', found: '44/60/0/0/0' },
  ],
  [
    'no destinations',
    { more: { destinations: [] } },
    'transaction_entry_count',
    { field: 'destinations', declared: 1, found: 0 },
  ],
] as const satisfies readonly (readonly [string, EvmRequest, RefusalReason, object])[]) {
  test(`a token transfer with ${what} is refused: ${reason}`, () => {
    assert.deepEqual(mustRefuse(usdcTransfer(bob, 5n, changes)), { reason, detail });
  });
}

test('an operation that is neither a payment nor a call is refused', () => {
  const detail = { found: 'PROGRAM_CALL', asset: 'USDC' };
  assert.deepEqual(mustRefuse(usdcTransfer(bob, 5n, { operation: 'PROGRAM_CALL' })), {
    reason: 'transaction_operation_unsupported',
    detail,
  });
});

test('a token on a chain that nobody described is refused', () => {
  const lost = { family: 'evm_token', id: 'USDC', native: 'GONE', contract: usdc, decimals: 6 } as const;
  const knowledge = knowledgeWith({ assets: new Map([['USDC', lost]]) });
  assert.equal(mustRefuse(usdcTransfer(bob, 5n), knowledge).reason, 'transaction_operation_unsupported');
});

const payment = fc.record({
  to: fc.uint8Array({ minLength: 20, maxLength: 20 }).map((bytes): Hex => `0x${encodeHex(bytes)}`),
  units: fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }),
  gasPrice: fc.bigInt({ min: 0n, max: 10n ** 13n }),
  vault: fc.nat(1000),
  chainId: fc.constantFrom(1, 10, 137),
});
type Payment = typeof payment extends fc.Arbitrary<infer T> ? T : never;

const bodyOf = ({ to, units, gasPrice, vault, chainId }: Payment) =>
  usdcTransfer(to, units, { gasPrice, vault, chainId });

test('law: what is said truly about any token transfer matches', () => {
  fc.assert(
    fc.property(payment, (paid) => {
      const { payments } = mustMatch(bodyOf({ ...paid, chainId: 1 }));
      assert.deepEqual(payments, [{ asset: 'USDC', to: paid.to, units: paid.units, destination: 0 }]);
    }),
  );
});

test('law: one fact of the bytes that differs from what is declared is refused for that fact', () => {
  const lies: readonly (readonly [keyof Payment, RefusalReason])[] = [
    ['to', 'transaction_destination_mismatch'],
    ['units', 'transaction_amount_mismatch'],
    ['gasPrice', 'transaction_fee_mismatch'],
    ['vault', 'transaction_derivation_path_mismatch'],
    ['chainId', 'transaction_chain_mismatch'],
  ];
  fc.assert(
    fc.property(payment, payment, fc.constantFrom(...lies), (one, other, [fact, reason]) => {
      const told: Payment = { ...one, chainId: 1 };
      fc.pre(told[fact] !== other[fact]);
      const { rawTx } = bodyOf({ ...told, [fact]: other[fact] });
      assert.equal(mustRefuse({ ...bodyOf(told), rawTx }).reason, reason);
    }),
  );
});

test('the helper and the published sample agree on what a request is', () => {
  assert.deepEqual(mustMatch(evmRequest({ operation: 'TRANSFER', value: 3n })).payments, [
    { asset: 'ETH', to: bob, units: 3n, destination: 0 },
  ]);
});
