import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import type { Instruction as KitInstruction } from '@solana/kit';
import { AccountRole, address as asAddress, createNoopSigner } from '@solana/kit';
import * as budget from '@solana-program/compute-budget';
import * as memo from '@solana-program/memo';
import * as stake from '@solana-program/stake';
import * as system from '@solana-program/system';
import * as token from '@solana-program/token';
import { loaderV4, memoPrograms, upgradeableLoader } from '../../../src/transaction/solana/program-ids.ts';
import { readStep, type Step } from '../../../src/transaction/solana/step.ts';
import { addressOf, recipient, signer, stranger, usdc, vault } from '../../helpers/solana.ts';

function read({ programAddress, accounts = [], data = new Uint8Array() }: KitInstruction): Step {
  const program = String(programAddress);
  const step = readStep({
    program,
    accounts: accounts.map(({ address }) => address),
    data: Buffer.from(data),
  });
  assert.ok(step.ok, inspect(step));
  return step.value;
}

function problem(program: string, data: string, accounts = 0): unknown {
  const some = Array.from({ length: accounts }, (_, i) => addressOf(i + 1));
  const step = readStep({ program, accounts: some, data: Buffer.from(data, 'hex') });
  return step.ok ? 'read' : step.error.detail['problem'];
}

const account = addressOf(0x51);
const account2 = addressOf(0x52);
const other = createNoopSigner(addressOf(0x53));
const nonce = { nonceAccount: account, nonceAuthority: signer };
const seeded = { newAccount: account, baseAccount: signer, base: vault, seed: 'seed', amount: 4n, space: 3n };
const staked = { stake: account, stakeAuthority: signer };

/** Built by the other library: what it is called here, what it does, and what its arguments include. */
const known: readonly (readonly [
  KitInstruction,
  string,
  readonly string[],
  Readonly<Record<string, unknown>>,
])[] = [
  [
    system.getCreateAccountInstruction({
      payer: signer,
      newAccount: other,
      lamports: 5n,
      space: 6n,
      programAddress: stranger,
    }),
    'system.createAccount',
    ['create_account'],
    { from: vault, newAccount: other.address, lamports: 5n, space: 6n, owner: stranger },
  ],
  [
    system.getAssignInstruction({ account: signer, programAddress: stranger }),
    'system.assign',
    ['set_authority'],
    { account: vault, owner: stranger },
  ],
  [
    system.getTransferSolInstruction({ source: signer, destination: recipient, amount: 5n }),
    'system.transfer',
    [],
    { lamports: 5n, to: recipient },
  ],
  [
    system.getCreateAccountWithSeedInstruction({ ...seeded, payer: signer, programAddress: stranger }),
    'system.createAccountWithSeed',
    ['create_account'],
    { base: vault, seed: 'seed', lamports: 4n, space: 3n, owner: stranger },
  ],
  [
    system.getAdvanceNonceAccountInstruction(nonce),
    'system.advanceNonceAccount',
    ['durable_nonce'],
    { nonceAccount: account, authority: vault },
  ],
  [
    system.getWithdrawNonceAccountInstruction({ ...nonce, recipientAccount: recipient, withdrawAmount: 8n }),
    'system.withdrawNonceAccount',
    ['durable_nonce'],
    { to: recipient, lamports: 8n },
  ],
  [
    system.getInitializeNonceAccountInstruction({ nonceAccount: account, nonceAuthority: stranger }),
    'system.initializeNonceAccount',
    ['durable_nonce'],
    { authority: stranger },
  ],
  [
    system.getAuthorizeNonceAccountInstruction({ ...nonce, newNonceAuthority: stranger }),
    'system.authorizeNonceAccount',
    ['durable_nonce', 'set_authority'],
    { newAuthority: stranger },
  ],
  [
    system.getAllocateInstruction({ newAccount: other, space: 9n }),
    'system.allocate',
    ['create_account'],
    { space: 9n },
  ],
  [
    system.getAllocateWithSeedInstruction({ ...seeded, programAddress: stranger }),
    'system.allocateWithSeed',
    ['create_account', 'set_authority'],
    { seed: 'seed', space: 3n, owner: stranger },
  ],
  [
    system.getAssignWithSeedInstruction({
      account,
      baseAccount: signer,
      base: vault,
      seed: 'ü',
      programAddress: stranger,
    }),
    'system.assignWithSeed',
    ['set_authority'],
    { seed: 'ü', owner: stranger },
  ],
  [
    system.getTransferSolWithSeedInstruction({
      source: account,
      baseAccount: signer,
      destination: recipient,
      amount: 7n,
      fromSeed: 'a',
      fromOwner: stranger,
    }),
    'system.transferWithSeed',
    [],
    { from: account, to: recipient, lamports: 7n, fromSeed: 'a', fromOwner: stranger },
  ],
  [
    system.getUpgradeNonceAccountInstruction({ nonceAccount: account }),
    'system.upgradeNonceAccount',
    ['durable_nonce'],
    { nonceAccount: account },
  ],
  [
    token.getInitializeMintInstruction({
      mint: usdc,
      decimals: 6,
      mintAuthority: vault,
      freezeAuthority: stranger,
    }),
    'token.initializeMint',
    ['contract_call'],
    { decimals: 6n, mintAuthority: vault, freezeAuthority: stranger },
  ],
  [
    token.getInitializeAccountInstruction({ account, mint: usdc, owner: vault }),
    'token.initializeAccount',
    ['create_token_account'],
    { owner: vault },
  ],
  [
    token.getTransferInstruction({ source: account, destination: account2, authority: signer, amount: 1n }),
    'token.transfer',
    [],
    { source: account, destination: account2, authority: vault, amount: 1n },
  ],
  [
    token.getApproveInstruction({ source: account, delegate: stranger, owner: signer, amount: 1n }),
    'token.approve',
    [],
    { delegate: stranger, amount: 1n },
  ],
  [
    token.getRevokeInstruction({ source: account, owner: signer }),
    'token.revoke',
    ['contract_call'],
    { source: account },
  ],
  [
    token.getSetAuthorityInstruction({
      owned: account,
      owner: signer,
      authorityType: token.AuthorityType.AccountOwner,
      newAuthority: stranger,
    }),
    'token.setAuthority',
    ['set_authority'],
    { authorityType: 2n, newAuthority: stranger },
  ],
  [
    token.getSetAuthorityInstruction({
      owned: account,
      owner: signer,
      authorityType: token.AuthorityType.CloseAccount,
      newAuthority: null,
    }),
    'token.setAuthority',
    ['set_authority'],
    { authorityType: 3n, newAuthority: 'none' },
  ],
  [
    token.getMintToInstruction({ mint: usdc, token: account, mintAuthority: signer, amount: 2n }),
    'token.mintTo',
    ['contract_call'],
    { amount: 2n },
  ],
  [
    token.getBurnInstruction({ account, mint: usdc, authority: signer, amount: 2n }),
    'token.burn',
    ['contract_call'],
    { amount: 2n },
  ],
  [
    token.getCloseAccountInstruction({ account, destination: recipient, owner: signer }),
    'token.closeAccount',
    ['close_account'],
    { destination: recipient },
  ],
  [
    token.getFreezeAccountInstruction({ account, mint: usdc, owner: signer }),
    'token.freezeAccount',
    ['contract_call'],
    { account },
  ],
  [
    token.getThawAccountInstruction({ account, mint: usdc, owner: signer }),
    'token.thawAccount',
    ['contract_call'],
    { account },
  ],
  [
    token.getTransferCheckedInstruction({
      source: account,
      mint: usdc,
      destination: account2,
      authority: signer,
      amount: 1n,
      decimals: 6,
    }),
    'token.transferChecked',
    [],
    { mint: usdc, amount: 1n, decimals: 6n },
  ],
  [
    token.getApproveCheckedInstruction({
      source: account,
      mint: usdc,
      delegate: stranger,
      owner: signer,
      amount: 1n,
      decimals: 6,
    }),
    'token.approveChecked',
    [],
    { delegate: stranger },
  ],
  [
    token.getMintToCheckedInstruction({
      mint: usdc,
      token: account,
      mintAuthority: signer,
      amount: 2n,
      decimals: 6,
    }),
    'token.mintToChecked',
    ['contract_call'],
    { amount: 2n },
  ],
  [
    token.getBurnCheckedInstruction({ account, mint: usdc, authority: signer, amount: 2n, decimals: 6 }),
    'token.burnChecked',
    ['contract_call'],
    { amount: 2n },
  ],
  [
    token.getInitializeAccount2Instruction({ account, mint: usdc, owner: vault }),
    'token.initializeAccount2',
    ['create_token_account'],
    { owner: vault },
  ],
  [token.getSyncNativeInstruction({ account }), 'token.syncNative', ['contract_call'], { account }],
  [
    token.getInitializeAccount3Instruction({ account, mint: usdc, owner: vault }),
    'token.initializeAccount3',
    ['create_token_account'],
    { owner: vault },
  ],
  [
    token.getInitializeMint2Instruction({ mint: usdc, decimals: 6, mintAuthority: vault }),
    'token.initializeMint2',
    ['contract_call'],
    { freezeAuthority: 'none' },
  ],
  [
    token.getInitializeImmutableOwnerInstruction({ account }),
    'token.initializeImmutableOwner',
    ['create_token_account'],
    { account },
  ],
  [
    token.getCreateAssociatedTokenInstruction({ payer: signer, ata: account, owner: recipient, mint: usdc }),
    'associated_token.create',
    ['create_token_account'],
    { account, owner: recipient, mint: usdc },
  ],
  [
    token.getCreateAssociatedTokenIdempotentInstruction({
      payer: signer,
      ata: account,
      owner: recipient,
      mint: usdc,
    }),
    'associated_token.createIdempotent',
    ['create_token_account'],
    { owner: recipient },
  ],
  [
    budget.getRequestHeapFrameInstruction({ bytes: 32768 }),
    'compute_budget.requestHeapFrame',
    [],
    { bytes: 32768n },
  ],
  [
    budget.getSetComputeUnitLimitInstruction({ units: 5 }),
    'compute_budget.setComputeUnitLimit',
    [],
    { units: 5n },
  ],
  [
    budget.getSetComputeUnitPriceInstruction({ microLamports: 5n }),
    'compute_budget.setComputeUnitPrice',
    [],
    { microLamports: 5n },
  ],
  [
    budget.getSetLoadedAccountsDataSizeLimitInstruction({ accountDataSizeLimit: 5 }),
    'compute_budget.setLoadedAccountsDataSizeLimit',
    [],
    { bytes: 5n },
  ],
  [memo.getAddMemoInstruction({ memo: 'ok', signers: [signer] }), 'memo', ['memo'], { text: 'ok' }],
  [
    stake.getInitializeInstruction({
      stake: account,
      arg0: { staker: vault, withdrawer: stranger },
      arg1: { unixTimestamp: -1n, epoch: 2n, custodian: recipient },
    }),
    'stake.initialize',
    ['stake'],
    { staker: vault, withdrawer: stranger, lockupUnixTime: -1n, lockupEpoch: 2n, lockupCustodian: recipient },
  ],
  [
    stake.getAuthorizeInstruction({
      stake: account,
      authority: signer,
      arg0: stranger,
      arg1: stake.StakeAuthorize.Withdrawer,
    }),
    'stake.authorize',
    ['stake', 'set_authority'],
    { newAuthority: stranger, authorityType: 1n },
  ],
  [
    stake.getDelegateStakeInstruction({ ...staked, vote: stranger }),
    'stake.delegate',
    ['stake'],
    { vote: stranger },
  ],
  [
    stake.getSplitInstruction({ ...staked, splitStake: account2, args: 3n }),
    'stake.split',
    ['stake'],
    { lamports: 3n },
  ],
  [
    stake.getWithdrawInstruction({ stake: account, withdrawAuthority: signer, recipient, args: 3n }),
    'stake.withdraw',
    ['stake'],
    { to: recipient, lamports: 3n },
  ],
  [stake.getDeactivateInstruction(staked), 'stake.deactivate', ['stake'], { stake: account }],
  [
    stake.getMergeInstruction({ destinationStake: account, sourceStake: account2, stakeAuthority: signer }),
    'stake.merge',
    ['stake'],
    { source: account2 },
  ],
  [
    stake.getInitializeCheckedInstruction({
      stake: account,
      stakeAuthority: vault,
      withdrawAuthority: other,
    }),
    'stake.initializeChecked',
    ['stake'],
    { withdrawer: other.address },
  ],
  [
    stake.getAuthorizeCheckedInstruction({
      stake: account,
      authority: signer,
      newAuthority: other,
      stakeAuthorize: stake.StakeAuthorize.Staker,
    }),
    'stake.authorizeChecked',
    ['stake', 'set_authority'],
    { newAuthority: other.address, authorityType: 0n },
  ],
];

for (const [instruction, method, acts, args] of known) {
  test(`${method} is read as the other library built it${acts.length > 0 ? `: ${acts.join(', ')}` : ''}`, () => {
    const step = read(instruction);
    assert.equal(step.call.method, method);
    assert.deepEqual(step.acts, acts);
    const found = Object.fromEntries((step.call.args ?? []).map(({ name, value }) => [name, value]));
    assert.deepEqual({ ...found, ...args }, found);
  });
}

test('what moves SOL says so, with the lamports that go along', () => {
  const moving = known
    .map(([instruction]) => read(instruction))
    .filter(({ effect }) => effect?.kind === 'sol');
  assert.deepEqual(
    moving.map(({ call }) => [call.method, call.units]),
    [
      ['system.createAccount', 5n],
      ['system.transfer', 5n],
      ['system.createAccountWithSeed', 4n],
      ['system.withdrawNonceAccount', 8n],
      ['system.transferWithSeed', 7n],
      ['stake.withdraw', 3n],
    ],
  );
});

test('the associated token program makes an account without any data, as older wallets ask it to', () => {
  const create = token.getCreateAssociatedTokenInstruction({
    payer: signer,
    ata: account,
    owner: recipient,
    mint: usdc,
  });
  const step = read({ ...create, data: new Uint8Array() });
  assert.equal(step.call.method, 'associated_token.create');
  assert.equal(step.call.selector, '0x');
});

test('a stake instruction of an older wallet, with the chain’s tables among its accounts, says the same', () => {
  const withdraw = stake.getWithdrawInstruction({
    stake: account,
    withdrawAuthority: signer,
    recipient,
    args: 3n,
  });
  const [first, second, third] = withdraw.accounts;
  const tables = [
    'SysvarC1ock11111111111111111111111111111111',
    'SysvarStakeHistory1111111111111111111111111',
  ];
  const older = tables.map((table) => ({ address: asAddress(table), role: AccountRole.READONLY }));
  const accounts = [first, second, ...older, third].filter((one) => one !== undefined);
  assert.deepEqual(read({ ...withdraw, accounts }), read(withdraw));
});

test('all that a loader does is a program upgrade, a new authority too', () => {
  const acts = (program: string, count: number) =>
    Array.from({ length: count }, (_, method) => {
      const data = Buffer.from([method, 0, 0, 0, 9, 9]);
      const step = readStep({ program, accounts: [vault], data });
      assert.ok(step.ok);
      assert.deepEqual(step.value.call.args?.at(-1), { name: 'data', value: '0909' });
      return step.value.acts.length;
    });
  assert.deepEqual(acts(upgradeableLoader, 8), [1, 1, 1, 1, 2, 1, 1, 2]);
  assert.deepEqual(acts(loaderV4, 7), [1, 1, 1, 1, 1, 2, 1]);
});

const systemId = system.SYSTEM_PROGRAM_ADDRESS;
const tokenId = token.TOKEN_PROGRAM_ADDRESS;

test('a method that a known program does not have is unknown, with its first bytes', () => {
  for (const [program, data, selector] of [
    [systemId, 'ff000000aabbccddee', '0xff000000aabbccdd'],
    [systemId, '0200', '0x0200'],
    [systemId, '', '0x'],
    [tokenId, '1a01', '0x1a01'],
    [tokenId, '', '0x'],
  ] as const) {
    const step = readStep({ program, accounts: [], data: Buffer.from(data, 'hex') });
    assert.ok(step.ok);
    assert.deepEqual(step.value.acts, ['unknown_program']);
    assert.deepEqual(step.value.call, { to: program, selector, units: 0n, depth: 0 });
  }
});

for (const [what, program, data, accounts, expected] of [
  ['a transfer of SOL', systemId, '020000000500000000000000', 2, 'read'],
  ['a transfer with a byte too many', systemId, '02000000050000000000000000', 2, 'trailing_bytes'],
  ['a transfer with a byte too few', systemId, '0200000005000000000000', 2, 'truncated'],
  ['a transfer without a recipient', systemId, '020000000500000000000000', 1, 'accounts_missing'],
  ['a transfer with an account too many', systemId, '020000000500000000000000', 3, 'accounts_unexpected'],
  ['a token transfer', tokenId, '030500000000000000', 3, 'read'],
  ['a token transfer with signers of a multisig', tokenId, '030500000000000000', 6, 'read'],
  ['an option that is neither there nor not', tokenId, `060202${'00'.repeat(32)}`, 2, 'option_unknown'],
  [
    'a seed that is no text',
    systemId,
    `0a000000${'00'.repeat(32)}0100000000000000ff${'00'.repeat(32)}`,
    2,
    'not_text',
  ],
  [
    'a seed longer than its instruction',
    systemId,
    `0a000000${'00'.repeat(32)}ffffffffffffffff00${'00'.repeat(32)}`,
    2,
    'truncated',
  ],
] as const) {
  test(`${what}: ${expected}`, () => {
    assert.equal(problem(program, data, accounts), expected);
  });
}

test('every version of the memo program is read, and takes text only', () => {
  assert.deepEqual([...memoPrograms].sort(), [...memo.SUPPORTED_MEMO_PROGRAM_ADDRESSES].sort());
  for (const program of memoPrograms) {
    assert.equal(problem(program, '6f6b'), 'read');
    assert.equal(problem(program, 'ff'), 'not_text');
  }
});
