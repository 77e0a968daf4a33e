/** From bytes to a verdict: what a decoder understands is not thereby permitted. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { type LoadedPolicy, parsePolicy } from '../../src/policy/load.ts';
import { builtInAssets } from '../../src/transaction/assets/built-in.ts';
import { matchBytes } from '../../src/transaction/match.ts';
import {
  alice,
  bob,
  calldata,
  carol,
  evmRequest,
  type Hex,
  maxUint,
  usdc,
  usdcTransfer,
  weth,
} from '../helpers/evm-requests.ts';
import { document, encode, rule, summary } from '../helpers/policy.ts';
import { mustParseTransaction, type Wire } from '../helpers/requests.ts';

function policy(rules: string, extra = ''): LoadedPolicy {
  const parsed = parsePolicy(encode(document(rules, extra)), builtInAssets, new Map());
  assert.ok(parsed.ok, inspect(parsed));
  return parsed.value;
}

/** The verdict, after the bytes were matched with what the document pins. */
function verdict(body: Wire, rules: LoadedPolicy): string {
  const request = mustParseTransaction(body);
  const evidence = matchBytes(request, rules.knowledge);
  assert.ok(evidence.ok, inspect(evidence));
  return summary(rules.evaluate({ request, evidence: evidence.value, cosigner: 'c', now: 0 }));
}

const anyPayment = policy(rule('pay', 'permit', '{asset: [ETH, USDC]}'));
const approve = (units: bigint): Hex => calldata('approve(address spender,uint256 amount)', [bob, units]);

test('a plain permit lets plain payments pass, of coin and token', () => {
  assert.equal(verdict(usdcTransfer(bob, 5n), anyPayment), 'permitted pay');
  assert.equal(verdict(evmRequest({ operation: 'TRANSFER', value: 5n }), anyPayment), 'permitted pay');
});

for (const [what, changes] of [
  ['an approval', { to: usdc, data: approve(1n) }],
  ['an approval without end', { to: usdc, data: approve(maxUint) }],
  [
    'a token along with a call',
    { to: usdc, data: calldata('transfer(address to,uint256 amount)', [bob, 5n]) },
  ],
  ['an unknown call', { data: '0xdeadbeef' }],
  ['a wrapping', { to: weth, data: calldata('deposit()'), value: 1n }],
  ['a new owner', { data: calldata('transferOwnership(address owner)', [alice]) }],
  ['an upgrade', { data: calldata('upgradeTo(address implementation)', [alice]) }],
  ['a batch of nothing', { data: calldata('multicall(bytes[] data)', [[]]) }],
  ['the creation of a contract', { to: null, data: '0x6000' }],
] as const) {
  test(`a plain permit does not let ${what} pass`, () => {
    assert.equal(verdict(evmRequest(changes), anyPayment), 'not_permitted');
  });
}

const router: Hex = '0x9999999999999999999999999999999999999999';
const swap = 'swap(address recipient,uint256 amount)';
const described = `contracts: {router: {chain_id: 1, address: "${router}", methods: ["${swap}"]}}`;

test('a described call passes with the arguments that the rule names, and not one unit beyond', () => {
  const rules = policy(
    rule(
      'swap',
      'permit',
      `{acts: [contract_call], calls: [{to: "${router}", methods: ["swap(address,uint256)"]}], args: {recipient: {address_book: [known]}, amount: {at_most: 1000 USDC}}}`,
    ),
    described,
  );
  const call = (recipient: Hex, units: bigint, to = router): Wire =>
    evmRequest({ to, data: calldata(swap, [recipient, units]) });
  assert.equal(verdict(call(alice, 1_000_000_000n), rules), 'permitted swap');
  assert.equal(verdict(call(alice, 1_000_000_001n), rules), 'not_permitted');
  assert.equal(verdict(call(bob, 1n), rules), 'not_permitted');
  assert.equal(verdict(call(alice, 1n, carol), rules), 'not_permitted');
});

test('an unknown call passes only where a rule names contract and selector', () => {
  const rules = policy(
    rule('call', 'permit', `{acts: [unknown_call], calls: [{to: "${router}", methods: ["0xdeadbeef"]}]}`),
  );
  assert.equal(verdict(evmRequest({ to: router, data: '0xdeadbeef01' }), rules), 'permitted call');
  assert.equal(verdict(evmRequest({ to: router, data: '0xdeadbeee01' }), rules), 'not_permitted');
  assert.equal(verdict(evmRequest({ to: carol, data: '0xdeadbeef01' }), rules), 'not_permitted');
});

test('an allowance passes for a listed spender up to the ceiling, the largest number never', () => {
  const rules = policy(
    rule(
      'allow',
      'permit',
      '{acts: [contract_call, allowance, unlimited_allowance], spender_address_book: [other], allowance: {at_most: 1000 USDC}}',
    ),
  );
  assert.equal(verdict(evmRequest({ to: usdc, data: approve(1_000_000_000n) }), rules), 'permitted allow');
  assert.equal(verdict(evmRequest({ to: usdc, data: approve(1_000_000_001n) }), rules), 'not_permitted');
  assert.equal(verdict(evmRequest({ to: usdc, data: approve(maxUint) }), rules), 'not_permitted');
  assert.equal(verdict(evmRequest({ to: weth, data: approve(1n) }), rules), 'not_permitted');
});

test('recipients inside calldata are destinations, beside the contract that is called', () => {
  const rules = policy(
    rule(
      'token',
      'permit',
      '{acts: [batch, contract_call, undeclared_payment], destination_address_book: [known, other]}',
    ),
  );
  const inner = (to: Hex): Hex => calldata('transfer(address to,uint256 amount)', [to, 5n]);
  const paying = (contract: Hex, to: Hex): Wire =>
    evmRequest({ to: contract, data: calldata('multicall(bytes[] data)', [[inner(to)]]) });
  assert.equal(verdict(paying(bob, alice), rules), 'permitted token');
  assert.equal(verdict(paying(bob, carol), rules), 'not_permitted');
  assert.equal(verdict(paying(carol, alice), rules), 'not_permitted');
});
