/** What calls do, method by method: encoded by ethers, read as facts. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Denial } from '../../../src/decision/denial.ts';
import { parseMethod } from '../../../src/transaction/evm/abi.ts';
import { maxCallDepth, maxCalls } from '../../../src/transaction/evm/calldata.ts';
import { contractKey } from '../../../src/transaction/evm/contracts.ts';
import type { Act, Allowance, Payment, TransactionFacts } from '../../../src/transaction/facts.ts';
import {
  alice,
  bob,
  calldata,
  carol,
  evmRequest,
  type Hex,
  hex,
  maxUint,
  mustMatch,
  mustRefuse,
  usdc,
  weth,
} from '../../helpers/evm-requests.ts';
import { knowledgeWith } from '../../helpers/knowledge.ts';

const contract: Hex = '0x9999999999999999999999999999999999999999';
const unlisted = `unlisted:ETH:${contract}`;
const word = `0x${'ab'.repeat(32)}` as const;

function read(data: Hex, to: Hex = contract, value = 0n): TransactionFacts {
  return mustMatch(evmRequest({ to, data, value }));
}

function refusal(data: Hex, to: Hex = contract): Denial {
  return mustRefuse(evmRequest({ to, data }));
}

interface Effects {
  readonly acts: readonly Act[];
  readonly payments?: readonly Payment[];
  readonly allowances?: readonly Allowance[];
}

const methods: readonly (readonly [string, Hex, string, readonly unknown[], Effects])[] = [
  [
    'a transfer of a listed token',
    usdc,
    'transfer(address to,uint256 amount)',
    [bob, 5n],
    { acts: ['undeclared_payment'], payments: [{ asset: 'USDC', to: bob, units: 5n }] },
  ],
  [
    'a transfer of an unlisted token',
    contract,
    'transfer(address to,uint256 amount)',
    [bob, 5n],
    { acts: ['undeclared_payment'], payments: [{ asset: unlisted, to: bob, units: 5n }] },
  ],
  [
    'a transfer for somebody',
    usdc,
    'transferFrom(address from,address to,uint256 amount)',
    [alice, bob, 5n],
    {
      acts: ['transfer_from', 'undeclared_payment'],
      payments: [{ asset: 'USDC', to: bob, units: 5n, from: alice }],
    },
  ],
  [
    'a transfer for somebody of what may be a single token',
    contract,
    'transferFrom(address from,address to,uint256 amount)',
    [alice, bob, 5n],
    {
      acts: ['nft_transfer', 'transfer_from', 'undeclared_payment'],
      payments: [{ asset: unlisted, to: bob, units: 5n, from: alice }],
    },
  ],
  [
    'an approval',
    usdc,
    'approve(address spender,uint256 amount)',
    [bob, maxUint - 1n],
    { acts: ['allowance'], allowances: [{ asset: 'USDC', spender: bob, units: maxUint - 1n }] },
  ],
  [
    'an approval without end',
    usdc,
    'approve(address spender,uint256 amount)',
    [bob, maxUint],
    { acts: ['unlimited_allowance'], allowances: [{ asset: 'USDC', spender: bob, units: 'unlimited' }] },
  ],
  [
    'a greater allowance',
    usdc,
    'increaseAllowance(address spender,uint256 amount)',
    [bob, 7n],
    { acts: ['allowance'], allowances: [{ asset: 'USDC', spender: bob, units: 7n }] },
  ],
  [
    'a single token',
    contract,
    'safeTransferFrom(address from,address to,uint256 tokenId)',
    [alice, bob, 9n],
    {
      acts: ['nft_transfer', 'undeclared_payment'],
      payments: [{ asset: unlisted, to: bob, units: 1n, from: alice }],
    },
  ],
  [
    'a single token with data',
    contract,
    'safeTransferFrom(address from,address to,uint256 tokenId,bytes data)',
    [alice, bob, 9n, '0x01'],
    {
      acts: ['nft_transfer', 'undeclared_payment'],
      payments: [{ asset: unlisted, to: bob, units: 1n, from: alice }],
    },
  ],
  [
    'many of one kind',
    contract,
    'safeTransferFrom(address from,address to,uint256 id,uint256 amount,bytes data)',
    [alice, bob, 9n, 4n, '0x'],
    {
      acts: ['nft_transfer', 'undeclared_payment'],
      payments: [{ asset: unlisted, to: bob, units: 4n, from: alice }],
    },
  ],
  [
    'many of many kinds',
    contract,
    'safeBatchTransferFrom(address from,address to,uint256[] ids,uint256[] amounts,bytes data)',
    [alice, bob, [1n, 2n], [3n, 4n], '0x'],
    {
      acts: ['nft_transfer', 'undeclared_payment'],
      payments: [
        { asset: unlisted, to: bob, units: 3n, from: alice },
        { asset: unlisted, to: bob, units: 4n, from: alice },
      ],
    },
  ],
  [
    'a right over a collection',
    contract,
    'setApprovalForAll(address operator,bool approved)',
    [bob, true],
    {
      acts: ['operator_approval', 'unlimited_allowance'],
      allowances: [{ asset: unlisted, spender: bob, units: 'unlimited' }],
    },
  ],
  [
    'the end of a right',
    contract,
    'setApprovalForAll(address operator,bool approved)',
    [bob, false],
    { acts: [] },
  ],
  [
    'a permit',
    usdc,
    'permit(address owner,address spender,uint256 value,uint256 deadline,uint8 v,bytes32 r,bytes32 s)',
    [alice, bob, 6n, 1n, 27, word, word],
    { acts: ['allowance'], allowances: [{ asset: 'USDC', spender: bob, units: 6n }] },
  ],
  [
    'an older permit',
    contract,
    'permit(address holder,address spender,uint256 nonce,uint256 expiry,bool allowed,uint8 v,bytes32 r,bytes32 s)',
    [alice, bob, 6n, 1n, true, 27, word, word],
    {
      acts: ['unlimited_allowance'],
      allowances: [{ asset: unlisted, spender: bob, units: 'unlimited' }],
    },
  ],
  [
    'the end of an older permit',
    contract,
    'permit(address holder,address spender,uint256 nonce,uint256 expiry,bool allowed,uint8 v,bytes32 r,bytes32 s)',
    [alice, bob, 6n, 1n, false, 27, word, word],
    { acts: ['allowance'], allowances: [{ asset: unlisted, spender: bob, units: 0n }] },
  ],
  ['an unwrapping', weth, 'withdraw(uint256 amount)', [5n], { acts: ['unwrap'] }],
  [
    'an approval by Permit2',
    contract,
    'approve(address token,address spender,uint160 amount,uint48 expiration)',
    [usdc, bob, 2n ** 160n - 1n, 1],
    { acts: ['unlimited_allowance'], allowances: [{ asset: 'USDC', spender: bob, units: 'unlimited' }] },
  ],
  [
    'a permit by Permit2',
    contract,
    'permit(address owner,((address token,uint160 amount,uint48 expiration,uint48 nonce) details,address spender,uint256 sigDeadline) permitSingle,bytes signature)',
    [
      alice,
      { details: { token: usdc, amount: 8n, expiration: 1, nonce: 0 }, spender: bob, sigDeadline: 1n },
      '0x',
    ],
    { acts: ['allowance'], allowances: [{ asset: 'USDC', spender: bob, units: 8n }] },
  ],
  [
    'a batch of permits by Permit2',
    contract,
    'permit(address owner,((address token,uint160 amount,uint48 expiration,uint48 nonce)[] details,address spender,uint256 sigDeadline) permitBatch,bytes signature)',
    [
      alice,
      {
        details: [
          { token: usdc, amount: 8n, expiration: 1, nonce: 0 },
          { token: contract, amount: 9n, expiration: 1, nonce: 0 },
        ],
        spender: bob,
        sigDeadline: 1n,
      },
      '0x',
    ],
    {
      acts: ['allowance'],
      allowances: [
        { asset: 'USDC', spender: bob, units: 8n },
        { asset: unlisted, spender: bob, units: 9n },
      ],
    },
  ],
  [
    'a transfer by Permit2',
    contract,
    'transferFrom(address from,address to,uint160 amount,address token)',
    [alice, bob, 8n, usdc],
    {
      acts: ['transfer_from', 'undeclared_payment'],
      payments: [{ asset: 'USDC', to: bob, units: 8n, from: alice }],
    },
  ],
  [
    'a batch of transfers by Permit2',
    contract,
    'transferFrom((address from,address to,uint160 amount,address token)[] transferDetails)',
    [[{ from: alice, to: bob, amount: 8n, token: usdc }]],
    {
      acts: ['transfer_from', 'undeclared_payment'],
      payments: [{ asset: 'USDC', to: bob, units: 8n, from: alice }],
    },
  ],
  [
    'a signed transfer by Permit2',
    contract,
    'permitTransferFrom(((address token,uint256 amount) permitted,uint256 nonce,uint256 deadline) permit,(address to,uint256 requestedAmount) transferDetails,address owner,bytes signature)',
    [
      { permitted: { token: usdc, amount: 9n }, nonce: 0n, deadline: 1n },
      { to: bob, requestedAmount: 8n },
      alice,
      '0x',
    ],
    {
      acts: ['transfer_from', 'undeclared_payment'],
      payments: [{ asset: 'USDC', to: bob, units: 8n, from: alice }],
    },
  ],
  ['an upgrade', contract, 'upgradeTo(address implementation)', [bob], { acts: ['proxy_upgrade'] }],
  [
    'an upgrade that calls',
    contract,
    'upgradeToAndCall(address implementation,bytes data)',
    [bob, '0x01'],
    { acts: ['delegatecall', 'proxy_upgrade'] },
  ],
  [
    'an upgrade that calls nothing',
    contract,
    'upgradeToAndCall(address implementation,bytes data)',
    [bob, '0x'],
    { acts: ['proxy_upgrade'] },
  ],
  [
    'an upgrade by an administrator',
    contract,
    'upgradeAndCall(address proxy,address implementation,bytes data)',
    [alice, bob, '0x01'],
    { acts: ['delegatecall', 'proxy_upgrade'] },
  ],
  ['a new owner', contract, 'transferOwnership(address owner)', [bob], { acts: ['ownership_transfer'] }],
  [
    'a role',
    contract,
    'grantRole(bytes32 role,address account)',
    [word, bob],
    { acts: ['ownership_transfer'] },
  ],
  [
    'a new owner of a Safe',
    contract,
    'addOwnerWithThreshold(address owner,uint256 threshold)',
    [bob, 1n],
    { acts: ['safe_configuration'] },
  ],
  ['a module', contract, 'enableModule(address module)', [bob], { acts: ['safe_configuration'] }],
  ['a guard', contract, 'setGuard(address guard)', [bob], { acts: ['safe_configuration'] }],
  ['a threshold', contract, 'changeThreshold(uint256 threshold)', [1n], { acts: ['safe_configuration'] }],
  [
    'the making of a Safe',
    contract,
    'setup(address[] owners,uint256 threshold,address to,bytes data,address fallbackHandler,address paymentToken,uint256 payment,address paymentReceiver)',
    [[alice], 1n, bob, '0x', bob, bob, 0n, bob],
    { acts: ['delegatecall', 'safe_configuration'] },
  ],
  [
    'the approval of an order by its hash',
    contract,
    'approveHash(bytes32 hashToApprove)',
    [word],
    { acts: ['safe_execution', 'unknown_call'] },
  ],
];
for (const [what, to, method, args, { acts, payments = [], allowances = [] }] of methods) {
  test(`${what} (${method.slice(0, method.indexOf('('))})`, () => {
    const facts = read(calldata(method, args), to);
    assert.deepEqual(facts.acts, [...acts, 'contract_call'].sort());
    assert.deepEqual(facts.payments, payments);
    assert.deepEqual(facts.allowances, allowances);
    assert.equal(facts.calls.length, 1);
    assert.equal(facts.calls[0]?.to, to);
    assert.ok(facts.calls[0]?.args !== undefined);
  });
}

test('a wrapping pays the contract the value that goes along', () => {
  const facts = read(calldata('deposit()'), weth, 5n);
  assert.deepEqual(facts.acts, ['contract_call', 'payment', 'wrap']);
  assert.deepEqual(facts.payments, [{ asset: 'ETH', to: weth, units: 5n, destination: 0 }]);
});

test('a call tells its method and its arguments', () => {
  assert.deepEqual(read(calldata('approve(address spender,uint256 amount)', [bob, 3n]), usdc).calls, [
    {
      to: usdc,
      selector: '0x095ea7b3',
      method: 'approve(address,uint256)',
      args: [
        { name: 'spender', value: bob },
        { name: 'amount', value: 3n },
      ],
      units: 0n,
      depth: 0,
    },
  ]);
});

test('a method that nobody knows is a fact of its own, and so is calldata that is too short for one', () => {
  for (const data of ['0xdeadbeef', '0xdeadbeef00', '0xa9059c', '0x00'] as const) {
    const facts = read(data);
    assert.deepEqual(facts.acts, ['unknown_call']);
    assert.deepEqual(facts.calls, [{ to: contract, selector: data.slice(0, 10), units: 0n, depth: 0 }]);
  }
});

test('empty calldata is a call of nothing', () => {
  const facts = read('0x', contract, 1n);
  assert.deepEqual(facts.acts, ['payment']);
  assert.deepEqual(facts.calls, [{ to: contract, selector: '0x', args: [], units: 1n, depth: 0 }]);
});

const described = parseMethod('supply(address asset,uint256 amount)');
assert.ok(described.ok);
const pool = knowledgeWith({
  contracts: new Map([[contractKey(1n, contract), new Map([[described.value.selector, described.value]])]]),
});

test('a method that the document describes is known, for that contract alone', () => {
  const data = calldata('supply(address asset,uint256 amount)', [usdc, 4n]);
  const facts = mustMatch(evmRequest({ to: contract, data }), pool);
  assert.deepEqual(facts.acts, ['contract_call']);
  assert.equal(facts.calls[0]?.method, 'supply(address,uint256)');
  assert.deepEqual(facts.calls[0]?.args?.[1], { name: 'amount', value: 4n });
  assert.deepEqual(mustMatch(evmRequest({ to: bob, data }), pool).acts, ['unknown_call']);
});

test('arguments of a known method in another spelling than the canonical one are refused', () => {
  const approval = calldata('approve(address spender,uint256 amount)', [bob, 3n]);
  const signature = 'approve(address,uint256)';
  assert.deepEqual(refusal(`${approval}00`), {
    reason: 'transaction_not_canonical',
    detail: { problem: 'abi_not_canonical', method: signature },
  });
  assert.deepEqual(
    refusal(hex(approval.replace('0x095ea7b300', '0x095ea7b301'))).reason,
    'transaction_not_canonical',
  );
  assert.deepEqual(refusal(hex(approval.slice(0, -2))), {
    reason: 'transaction_bytes_malformed',
    detail: { problem: 'abi_truncated', method: signature },
  });
});

const execTransaction =
  'execTransaction(address to,uint256 value,bytes data,uint8 operation,uint256 safeTxGas,uint256 baseGas,uint256 gasPrice,address gasToken,address refundReceiver,bytes signatures)';
const zero: Hex = `0x${'00'.repeat(20)}`;

function execute(to: Hex, value: bigint, data: Hex, operation = 0, gasPrice = 0n): Hex {
  return calldata(execTransaction, [to, value, data, operation, 0n, 0n, gasPrice, zero, zero, '0x']);
}

const transfer = calldata('transfer(address to,uint256 amount)', [carol, 5n]);

test('what a Safe executes is read as its own call and payments', () => {
  const facts = read(execute(usdc, 7n, transfer));
  assert.deepEqual(facts.acts, ['contract_call', 'payment', 'safe_execution', 'undeclared_payment']);
  assert.deepEqual(facts.payments, [
    { asset: 'ETH', to: usdc, units: 7n, from: contract },
    { asset: 'USDC', to: carol, units: 5n, from: contract },
  ]);
  assert.deepEqual(
    facts.calls.map(({ to, method, depth, args }) => [to, method?.slice(0, 8), depth, args !== undefined]),
    [
      [contract, 'execTran', 0, false],
      [usdc, 'transfer', 1, true],
    ],
  );
});

test('operation 1 of a Safe is a delegate call, which pays no value by itself; operation 2 is nothing', () => {
  const facts = read(execute(bob, 7n, '0xdeadbeef', 1));
  assert.deepEqual(facts.acts, ['contract_call', 'delegatecall', 'safe_execution', 'unknown_call']);
  assert.deepEqual(facts.payments, []);
  assert.deepEqual(refusal(execute(bob, 0n, '0x', 2)), {
    reason: 'transaction_bytes_malformed',
    detail: { field: 'operation' },
  });
});

test('a Safe that refunds gas pays what no calldata tells: refused', () => {
  assert.deepEqual(refusal(execute(bob, 0n, '0x', 0, 1n)), {
    reason: 'transaction_too_complex',
    detail: { problem: 'safe_gas_refund' },
  });
});

test('a module of a Safe executes like its owners', () => {
  for (const name of ['execTransactionFromModule', 'execTransactionFromModuleReturnData']) {
    const data = calldata(`${name}(address to,uint256 value,bytes data,uint8 operation)`, [bob, 3n, '0x', 0]);
    const facts = read(data);
    assert.deepEqual(facts.acts, ['contract_call', 'payment', 'safe_execution']);
    assert.deepEqual(facts.payments, [{ asset: 'ETH', to: bob, units: 3n, from: contract }]);
  }
});

/** MultiSend's own packing. */
function packed(...calls: readonly (readonly [operation: number, to: Hex, value: bigint, data: Hex])[]): Hex {
  const parts = calls.map(([operation, to, value, data]) =>
    [
      operation.toString(16).padStart(2, '0'),
      to.slice(2),
      value.toString(16).padStart(64, '0'),
      ((data.length - 2) / 2).toString(16).padStart(64, '0'),
      data.slice(2),
    ].join(''),
  );
  return `0x${parts.join('')}`;
}

const multiSend = 'multiSend(bytes transactions)';

test('a Safe’s batch runs as the Safe where it is delegated to, and as the batching contract where it is called', () => {
  const batch = calldata(multiSend, [packed([0, usdc, 0n, transfer], [0, bob, 4n, '0x'])]);
  const delegated = read(execute(alice, 0n, batch, 1));
  assert.deepEqual(delegated.acts, [
    'batch',
    'contract_call',
    'delegatecall',
    'payment',
    'safe_execution',
    'undeclared_payment',
  ]);
  assert.deepEqual(delegated.payments, [
    { asset: 'USDC', to: carol, units: 5n, from: contract },
    { asset: 'ETH', to: bob, units: 4n, from: contract },
  ]);
  assert.deepEqual(
    read(execute(alice, 0n, batch)).payments.map(({ from }) => from),
    [alice, alice],
  );
  assert.deepEqual(
    delegated.calls.map(({ depth }) => depth),
    [0, 1, 2, 2],
  );
});

test('a delegate call inside a batch is named, and its value is nobody’s', () => {
  const facts = read(calldata(multiSend, [packed([1, bob, 4n, '0xdeadbeef'])]));
  assert.deepEqual(facts.acts, ['batch', 'contract_call', 'delegatecall', 'unknown_call']);
  assert.deepEqual(facts.payments, []);
});

for (const [what, bytes] of [
  ['cut short in its head', packed([0, bob, 0n, '0x']).slice(0, -2)],
  ['cut short in its data', packed([0, bob, 0n, '0x01']).slice(0, -2)],
  ['with an operation of 2', packed([2, bob, 0n, '0x'])],
  ['with an absurd length', `${packed([0, bob, 0n, '0x']).slice(0, -64)}${'f'.repeat(64)}`],
] as const) {
  test(`a batch ${what} is refused`, () => {
    assert.deepEqual(refusal(calldata(multiSend, [bytes])), {
      reason: 'transaction_bytes_malformed',
      detail: { problem: 'multi_send_malformed' },
    });
  });
}

for (const [method, before] of [
  ['multicall(bytes[] data)', []],
  ['multicall(uint256 deadline,bytes[] data)', [1n]],
  ['multicall(bytes32 previousBlockhash,bytes[] data)', [word]],
] as const) {
  test(`${method} is the contract’s own calls`, () => {
    const facts = read(calldata(method, [...before, [transfer, '0xdeadbeef']]));
    assert.deepEqual(facts.acts, ['batch', 'contract_call', 'undeclared_payment', 'unknown_call']);
    assert.deepEqual(facts.calls.map(({ to, selector }) => [to, selector]).slice(1), [
      [contract, '0xa9059cbb'],
      [contract, '0xdeadbeef'],
    ]);
    assert.deepEqual(facts.payments, [{ asset: unlisted, to: carol, units: 5n }]);
  });
}

for (const [method, args] of [
  ['aggregate((address target,bytes callData)[] calls)', [[{ target: usdc, callData: transfer }]]],
  [
    'tryAggregate(bool requireSuccess,(address target,bytes callData)[] calls)',
    [true, [{ target: usdc, callData: transfer }]],
  ],
  [
    'aggregate3((address target,bool allowFailure,bytes callData)[] calls)',
    [[{ target: usdc, allowFailure: false, callData: transfer }]],
  ],
  [
    'aggregate3Value((address target,bool allowFailure,uint256 value,bytes callData)[] calls)',
    [[{ target: usdc, allowFailure: false, value: 0n, callData: transfer }]],
  ],
] as const) {
  test(`${method.slice(0, method.indexOf('('))} calls others as itself`, () => {
    const facts = read(calldata(method, args));
    assert.deepEqual(facts.acts, ['batch', 'contract_call', 'undeclared_payment']);
    assert.deepEqual(facts.payments, [{ asset: 'USDC', to: carol, units: 5n, from: contract }]);
  });
}

test('a batch that sends value along pays it', () => {
  const calls = [{ target: bob, allowFailure: false, value: 6n, callData: '0x' }];
  const facts = read(
    calldata('aggregate3Value((address target,bool allowFailure,uint256 value,bytes callData)[] calls)', [
      calls,
    ]),
  );
  assert.deepEqual(facts.payments, [{ asset: 'ETH', to: bob, units: 6n, from: contract }]);
});

const multicall = (...data: readonly Hex[]): Hex => calldata('multicall(bytes[] data)', [data]);

test(`batches may nest ${maxCallDepth} deep and not one more`, () => {
  let data: Hex = '0xdeadbeef';
  for (let i = 0; i < maxCallDepth; i += 1) data = multicall(data);
  assert.equal(read(data).calls.length, maxCallDepth + 1);
  assert.deepEqual(refusal(multicall(data)), {
    reason: 'transaction_too_complex',
    detail: { what: 'call_depth', limit: maxCallDepth },
  });
});

test(`${maxCalls} calls are read, and not one more`, () => {
  const many = (count: number): Hex => multicall(...Array<Hex>(count).fill('0xdeadbeef'));
  assert.equal(read(many(maxCalls - 1)).calls.length, maxCalls);
  assert.deepEqual(refusal(many(maxCalls)), {
    reason: 'transaction_too_complex',
    detail: { what: 'calls', limit: maxCalls },
  });
});

test('a problem deep inside a batch refuses all of it', () => {
  const bad = `${transfer}00` as const;
  assert.equal(refusal(multicall(transfer, bad, transfer)).reason, 'transaction_not_canonical');
});
