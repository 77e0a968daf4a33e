/** Typed data and text: hashed by viem and ethers, read as facts. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { TypedDataEncoder } from 'ethers';
import fc from 'fast-check';
import { hashMessage, hashTypedData } from 'viem';
import type { Denial } from '../../../src/decision/denial.ts';
import { encodeHex } from '../../../src/lib/hex.ts';
import type { TransactionFacts } from '../../../src/transaction/facts.ts';
import { maxTypedValues } from '../../../src/transaction/message/typed-data.ts';
import { maxTypes } from '../../../src/transaction/message/typed-types.ts';
import {
  alice,
  bob,
  calldata,
  carol,
  evmRequest,
  type Hex,
  maxUint,
  mustMatch,
  mustRefuse,
  usdc,
} from '../../helpers/evm-requests.ts';
import { knowledgeWith } from '../../helpers/knowledge.ts';
import { readVector, type Wire } from '../../helpers/requests.ts';

interface Typed {
  readonly types: Record<string, { name: string; type: string }[]>;
  readonly primaryType: string;
  readonly domain: Wire;
  readonly message: Wire;
}

function request(content: unknown, type: string | undefined = 'EIP712', more: Wire = {}): Wire {
  const messages = [{ content, type, index: 0 }];
  return {
    ...evmRequest({ operation: 'TYPED_MESSAGE' }),
    rawTx: undefined,
    destinations: [],
    extraParameters: { rawMessageData: { messages } },
    ...more,
  };
}

const read = (content: unknown, more: Wire = {}): TransactionFacts =>
  mustMatch(request(content, 'EIP712', more));
const refusal = (content: unknown, more: Wire = {}): Denial => mustRefuse(request(content, 'EIP712', more));

const mail: Typed & { digest: string; domainHash: string } = JSON.parse(readVector('eip712.json'));
const { digest: mailDigest, domainHash, ...mailContent } = mail;

test('the example of EIP-712 hashes to what the EIP says is signed', () => {
  const facts = read(mailContent);
  assert.deepEqual(facts.digests, [mailDigest]);
  assert.deepEqual(facts.acts, ['typed_data']);
  assert.equal(facts.family, 'message');
  assert.deepEqual(facts.typedData, {
    domain: {
      name: 'Ether Mail',
      version: '1',
      chainId: 1n,
      verifyingContract: '0xcccccccccccccccccccccccccccccccccccccccc',
    },
    primaryType: 'Mail',
  });
  assert.deepEqual(facts.calls, [
    {
      to: '0xcccccccccccccccccccccccccccccccccccccccc',
      selector: '0xa0cedeb2',
      method: 'Mail',
      args: [
        { name: 'from.name', value: 'Cow' },
        { name: 'from.wallet', value: '0xcd2a3d9f938e13cd947ec05abc7fe734df8dd826' },
        { name: 'to.name', value: 'Bob' },
        { name: 'to.wallet', value: '0xbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb' },
        { name: 'contents', value: 'Hello, Bob!' },
      ],
      units: 0n,
      depth: 0,
    },
  ]);
  assert.equal(TypedDataEncoder.hashDomain({ ...mail.domain }), `0x${domainHash}`);
});

test('the content may be JSON as text, and the types need not describe the domain', () => {
  assert.deepEqual(read(JSON.stringify(mailContent)).digests, [mailDigest]);
  const { EIP712Domain: _, ...types } = mail.types;
  assert.deepEqual(read({ ...mailContent, types }).digests, [mailDigest]);
});

const rawFor = (content: Typed, changes: Wire = {}): Wire => {
  const { EIP712Domain: _, ...types } = content.types;
  const preimage = TypedDataEncoder.encode({ ...content.domain }, types, content.message).slice(2);
  const entry = { rawTx: preimage, payload: mailDigest, keyDerivationPath: [44, 60, 0, 0, 0], ...changes };
  return { rawTx: [entry] };
};

test('where raw transactions come along they are what is hashed', () => {
  assert.deepEqual(read(mailContent, rawFor(mailContent)).digests, [mailDigest]);
  for (const [more, reason] of [
    [rawFor(mailContent, { payload: 'ab'.repeat(32) }), 'transaction_digest_mismatch'],
    [rawFor(mailContent, { payload: undefined }), 'transaction_digest_missing'],
    [rawFor(mailContent, { rawTx: '1901' }), 'transaction_message_mismatch'],
    [rawFor(mailContent, { keyDerivationPath: [44, 60, 1, 0, 0] }), 'transaction_derivation_path_mismatch'],
    [{ rawTx: [1, 2].map(() => ({ rawTx: '00', payload: '00' })) }, 'transaction_entry_count'],
  ] as const) {
    assert.equal(refusal(mailContent, more).reason, reason);
  }
});

test('typed data for another chain than the asset’s is refused', () => {
  assert.deepEqual(refusal(mailContent, { asset: 'BNB_BSC' }), {
    reason: 'transaction_chain_mismatch',
    detail: { field: 'asset', declared: '56', found: '1' },
  });
});

const part = (changes: Partial<Record<keyof Typed, unknown>>): Wire => ({ ...mailContent, ...changes });
const withType = (name: string, members: unknown): Wire =>
  part({ types: { ...mail.types, [name]: members } });
const domain = (changes: Wire): Wire => part({ domain: { ...mail.domain, ...changes } });
const message = (changes: Wire): Wire => part({ message: { ...mail.message, ...changes } });

for (const [what, content, field, problem] of [
  ['text that is no JSON', '{', 'content', 'json_malformed'],
  ['a member twice', '{"types":1,"types":2}', 'content', 'json_duplicate_member'],
  ['a list', [], 'content', 'not_an_object'],
  ['one member more', { ...mailContent, more: 1 }, 'content', 'members'],
  ['no message', part({ message: undefined }), 'content', 'members'],
  ['a message that is no object', part({ message: [] }), '', 'not_an_object'],
  ['a primary type that is none', part({ primaryType: 'Letter' }), 'primaryType', 'not_a_type'],
  ['a primary type that is no text', part({ primaryType: 1 }), 'primaryType', 'not_a_type'],
  ['its domain for a message', part({ primaryType: 'EIP712Domain' }), 'primaryType', 'not_a_type'],
  ['a domain that is no object', part({ domain: 'x' }), 'domain', 'not_an_object'],
  ['a domain of nothing', part({ domain: {} }), 'domain', 'members'],
  ['a member of the domain that is none', domain({ extra: 1 }), 'domain', 'members'],
  ['a member of the domain without its type', domain({ salt: `0x${'00'.repeat(32)}` }), 'domain', 'members'],
  [
    'a domain in another order',
    withType('EIP712Domain', [...(mail.types['EIP712Domain'] ?? [])].reverse()),
    'domain',
    'members',
  ],
  ['types that are no object', part({ types: [] }), 'types', 'not_an_object'],
  ['a type with a strange name', withType('A B', []), 'types', 'type_name'],
  ['a type named like a value', withType('uint8', []), 'types', 'type_name'],
  ['members that are no list', withType('A', {}), 'types', 'type_members'],
  [
    '65 members',
    withType(
      'A',
      Array.from({ length: 65 }, (_, i) => ({ name: `m${i}`, type: 'bool' })),
    ),
    'types',
    'type_members',
  ],
  ['a member that is no object', withType('A', [1]), 'types', 'type_members'],
  ['a member with more', withType('A', [{ name: 'a', type: 'bool', x: 1 }]), 'types', 'type_members'],
  ['a member without a name', withType('A', [{ nam: 'a', type: 'bool' }]), 'types', 'type_members'],
  ['a member with a strange name', withType('A', [{ name: 'a b', type: 'bool' }]), 'types', 'type_members'],
  ['a member whose type is no text', withType('A', [{ name: 'a', type: 1 }]), 'types', 'type_members'],
  [
    'a member twice in a type',
    withType(
      'A',
      ['a', 'a'].map((name) => ({ name, type: 'bool' })),
    ),
    'types',
    'type_members',
  ],
  [
    'a type of 101 characters',
    withType('A', [{ name: 'a', type: 'b'.repeat(101) }]),
    'types',
    'type_members',
  ],
  ['a member of no type', withType('A', [{ name: 'a', type: 'Letter' }]), 'types', 'type_unknown'],
  ['a number without a width', withType('A', [{ name: 'a', type: 'uint' }]), 'types', 'type_unknown'],
  [
    '65 types',
    part({ types: Object.fromEntries(Array.from({ length: maxTypes + 1 }, (_, i) => [`T${i}`, []])) }),
    'types',
    'too_many_types',
  ],
  ['a value that nobody declared', message({ more: 1 }), '', 'members'],
  ['a value missing', message({ contents: undefined }), '', 'members'],
  ['a structure that is text', message({ to: 'Bob' }), 'to', 'not_an_object'],
  ['text that is a number', message({ contents: 1 }), 'contents', 'not_text'],
  ['an address of 19 bytes', message({ to: { name: 'b', wallet: '0x12' } }), 'to.wallet', 'not_an_address'],
  [
    'a wrong checksum',
    message({ to: { name: 'b', wallet: '0xcd2a3d9f938e13cd947ec05abc7fe734df8dd82F' } }),
    'to.wallet',
    'not_an_address',
  ],
  ['an address that is a number', message({ to: { name: 'b', wallet: 1 } }), 'to.wallet', 'not_an_address'],
] as const) {
  test(`typed data with ${what} is refused: ${problem}`, () => {
    assert.deepEqual(refusal(content), {
      reason: 'transaction_bytes_malformed',
      detail: { field: `typedData.${field}`, problem },
    });
  });
}

/** One value of one type. */
function one(type: string, value: unknown): Typed {
  return {
    types: { M: [{ name: 'v', type }] },
    primaryType: 'M',
    domain: { name: 'd' },
    message: { v: value },
  };
}

for (const [type, right, wrong] of [
  ['uint8', [0, 255, '255', '0xff'], [256, -1, '256', '01', '1.0', 1.5, 2 ** 53, true, '0x']],
  ['int8', [127, -128, '-128'], [128, -129, '-129']],
  ['bool', [true, false], [1, 'true']],
  ['bytes4', ['0xa9059cbb'], ['0xa9059c', 'a9059cbb', '0xa9059cb', 1]],
  ['bytes', ['0x', '0x01'], ['01', '0xzz', 1]],
  ['uint8[]', [[], [1, 2]], [1, {}, [256]]],
  ['uint8[2]', [[1, 2]], [[1], [1, 2, 3]]],
] as const) {
  test(`judge: ${type} takes values as viem and ethers do, and no others`, () => {
    for (const value of right) {
      const content = one(type, value);
      const [digest] = read(content).digests;
      assert.equal(`0x${digest}`, TypedDataEncoder.hash({ name: 'd' }, content.types, content.message));
    }
    for (const value of wrong) assert.equal(refusal(one(type, value)).reason, 'transaction_bytes_malformed');
  });
}

test(`a message of more than ${maxTypedValues} values is refused`, () => {
  const list = (length: number) => Array.from({ length }, () => 1);
  assert.equal(read(one('uint8[]', list(maxTypedValues - 2))).digests.length, 1);
  assert.deepEqual(refusal(one('uint8[]', list(maxTypedValues - 1))), {
    reason: 'transaction_too_complex',
    detail: { what: 'typed_values', limit: maxTypedValues },
  });
});

test('a domain may state nothing but its salt, and a message its own kind', () => {
  const salt = `0x${'5a'.repeat(32)}`;
  const facts = read({ ...one('bool', true), domain: { salt } });
  assert.deepEqual(facts.typedData?.domain, { salt });
  assert.equal(facts.calls[0]?.to, 'none');
  const types = { Node: [{ name: 'children', type: 'Node[]' }] };
  const tree = { children: [{ children: [] }, { children: [] }] };
  const content = { types, primaryType: 'Node', domain: { name: 'd' }, message: tree };
  const expected = hashTypedData({ types, primaryType: 'Node', domain: { name: 'd' }, message: tree });
  assert.equal(`0x${read(content).digests[0]}`, expected);
});

test('law: any letter is hashed as viem and ethers hash it, and another letter is another digest', () => {
  const { EIP712Domain: _, ...types } = mail.types;
  const address = fc
    .uint8Array({ minLength: 20, maxLength: 20 })
    .map((bytes): Hex => `0x${encodeHex(bytes)}`);
  const person = fc.record({ name: fc.string(), wallet: address }, { noNullPrototype: true });
  const letter = fc.record({ from: person, to: person, contents: fc.string() }, { noNullPrototype: true });
  fc.assert(
    fc.property(letter, letter, (written, other) => {
      const digestOf = (value: typeof written): string => `0x${read(part({ message: value })).digests[0]}`;
      assert.equal(digestOf(written), TypedDataEncoder.hash({ ...mail.domain }, types, written));
      fc.pre(JSON.stringify(written) !== JSON.stringify(other));
      assert.notEqual(digestOf(written), digestOf(other));
    }),
  );
});

function typed(types: Record<string, string>, primaryType: string, value: Wire, contract: Hex = usdc): Typed {
  const members = (text: string) =>
    text.split(',').map((member) => {
      const [type = '', name = ''] = member.split(' ');
      return { name, type };
    });
  return {
    types: Object.fromEntries(Object.entries(types).map(([name, text]) => [name, members(text)])),
    primaryType,
    domain: { name: 'T', chainId: '1', verifyingContract: contract },
    message: value,
  };
}

const details = { PermitDetails: 'address token,uint160 amount,uint48 expiration,uint48 nonce' };
const permissions = { TokenPermissions: 'address token,uint256 amount' };
const detail = (amount: bigint) => ({ token: usdc, amount: String(amount), expiration: 1, nonce: 0 });
const permission = (amount: bigint) => ({ token: usdc, amount: String(amount) });
const usdcAllowance = (units: bigint | 'unlimited') => ({ asset: 'USDC', spender: bob, units });

for (const [what, content, allowances] of [
  [
    'a permit',
    typed(
      { Permit: 'address owner,address spender,uint256 value,uint256 nonce,uint256 deadline' },
      'Permit',
      {
        owner: alice,
        spender: bob,
        value: '7',
        nonce: 0,
        deadline: 1,
      },
    ),
    [usdcAllowance(7n)],
  ],
  [
    'an older permit',
    typed({ Permit: 'address holder,address spender,uint256 nonce,uint256 expiry,bool allowed' }, 'Permit', {
      holder: alice,
      spender: bob,
      nonce: 0,
      expiry: 1,
      allowed: true,
    }),
    [usdcAllowance('unlimited')],
  ],
  [
    'the end of an older permit',
    typed({ Permit: 'address holder,address spender,uint256 nonce,uint256 expiry,bool allowed' }, 'Permit', {
      holder: alice,
      spender: bob,
      nonce: 0,
      expiry: 1,
      allowed: false,
    }),
    [usdcAllowance(0n)],
  ],
  [
    'a permit of Permit2',
    typed(
      { PermitSingle: 'PermitDetails details,address spender,uint256 sigDeadline', ...details },
      'PermitSingle',
      {
        details: detail(2n ** 160n - 1n),
        spender: bob,
        sigDeadline: 1,
      },
    ),
    [usdcAllowance('unlimited')],
  ],
  [
    'a batch of permits of Permit2',
    typed(
      { PermitBatch: 'PermitDetails[] details,address spender,uint256 sigDeadline', ...details },
      'PermitBatch',
      {
        details: [detail(1n), detail(2n)],
        spender: bob,
        sigDeadline: 1,
      },
    ),
    [usdcAllowance(1n), usdcAllowance(2n)],
  ],
  [
    'a transfer permit of Permit2',
    typed(
      {
        PermitTransferFrom: 'TokenPermissions permitted,address spender,uint256 nonce,uint256 deadline',
        ...permissions,
      },
      'PermitTransferFrom',
      { permitted: permission(maxUint), spender: bob, nonce: 0, deadline: 1 },
    ),
    [usdcAllowance('unlimited')],
  ],
  [
    'a batch of transfer permits of Permit2',
    typed(
      {
        PermitBatchTransferFrom:
          'TokenPermissions[] permitted,address spender,uint256 nonce,uint256 deadline',
        ...permissions,
      },
      'PermitBatchTransferFrom',
      { permitted: [permission(3n)], spender: bob, nonce: 0, deadline: 1 },
    ),
    [usdcAllowance(3n)],
  ],
  [
    'a transfer permit with a witness',
    typed(
      {
        PermitWitnessTransferFrom:
          'TokenPermissions permitted,address spender,uint256 nonce,uint256 deadline,Order witness',
        Order: 'uint256 price',
        ...permissions,
      },
      'PermitWitnessTransferFrom',
      { permitted: permission(3n), spender: bob, nonce: 0, deadline: 1, witness: { price: 1 } },
    ),
    [usdcAllowance(3n)],
  ],
  [
    'a batch of transfer permits with a witness',
    typed(
      {
        PermitBatchWitnessTransferFrom:
          'TokenPermissions[] permitted,address spender,uint256 nonce,uint256 deadline,bool witness',
        ...permissions,
      },
      'PermitBatchWitnessTransferFrom',
      { permitted: [permission(4n)], spender: bob, nonce: 0, deadline: 1, witness: true },
    ),
    [usdcAllowance(4n)],
  ],
  [
    'token permissions by another name',
    typed({ Other: 'TokenPermissions permitted', ...permissions }, 'Other', { permitted: permission(4n) }),
    [],
  ],
] as const) {
  test(`${what} gives the allowance that it would give on chain`, () => {
    const facts = read(content);
    assert.deepEqual(facts.allowances, allowances);
    const named = allowances.some(({ units }) => units === 'unlimited') ? 'unlimited_allowance' : 'allowance';
    assert.deepEqual(facts.acts, allowances.length === 0 ? ['typed_data'] : [named, 'typed_data'].sort());
    const [digest] = facts.digests;
    assert.equal(`0x${digest}`, TypedDataEncoder.hash({ ...content.domain }, content.types, content.message));
  });
}

for (const primaryType of ['TransferWithAuthorization', 'ReceiveWithAuthorization']) {
  test(`${primaryType} is a payment of the token`, () => {
    const type = 'address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce';
    const nonce = `0x${'00'.repeat(32)}`;
    const value = { from: alice, to: bob, value: '9', validAfter: 0, validBefore: 1, nonce };
    const facts = read(typed({ [primaryType]: type }, primaryType, value));
    assert.deepEqual(facts.acts, ['transfer_from', 'typed_data', 'undeclared_payment']);
    assert.deepEqual(facts.payments, [{ asset: 'USDC', to: bob, units: 9n, from: alice }]);
  });
}

const safe: Hex = '0x9999999999999999999999999999999999999999';
const safeTx = (changes: Wire = {}): Typed =>
  typed(
    {
      SafeTx:
        'address to,uint256 value,bytes data,uint8 operation,uint256 safeTxGas,uint256 baseGas,uint256 gasPrice,address gasToken,address refundReceiver,uint256 nonce',
    },
    'SafeTx',
    {
      to: usdc,
      value: '0',
      data: calldata('transfer(address to,uint256 amount)', [carol, 5n]),
      operation: 0,
      safeTxGas: 0,
      baseGas: 0,
      gasPrice: 0,
      gasToken: carol,
      refundReceiver: carol,
      nonce: 3,
      ...changes,
    },
    safe,
  );

test('the order of a Safe is what the Safe would do', () => {
  const facts = read(safeTx());
  assert.deepEqual(facts.acts, ['contract_call', 'safe_execution', 'typed_data', 'undeclared_payment']);
  assert.deepEqual(facts.payments, [{ asset: 'USDC', to: carol, units: 5n, from: safe }]);
  assert.deepEqual(
    facts.calls.map(({ to, method, depth, args }) => [to, method, depth, args !== undefined]),
    [
      [safe, 'SafeTx', 0, false],
      [usdc, 'transfer(address,uint256)', 1, true],
    ],
  );
  assert.ok(read(safeTx({ operation: 1 })).acts.includes('delegatecall'));
  assert.equal(refusal(safeTx({ gasPrice: 1 })).reason, 'transaction_too_complex');
});

for (const content of ['', '48656c6c6f', 'ff00', encodeHex(Buffer.from('line\nline'))]) {
  test(`the text ${content} is hashed as viem hashes it`, () => {
    const facts = mustMatch(request(content, 'EIP191'));
    assert.equal(`0x${facts.digests[0]}`, hashMessage({ raw: `0x${content}` }));
    assert.deepEqual(facts.acts, ['plain_message']);
    assert.equal(facts.details['bytes'], content.length / 2);
    assert.equal('text' in facts.details, content !== 'ff00');
  });
}

test('text as long as a hash is refused unless it is registered, since a Safe takes it for consent to an order', () => {
  const hash = 'ab'.repeat(32);
  assert.deepEqual(mustRefuse(request(hash, 'EIP191')), {
    reason: 'transaction_content_unknown',
    detail: { found: hash },
  });
  const knowledge = knowledgeWith({ registeredHashes: new Set([hash]) });
  assert.deepEqual(mustMatch(request(hash.toUpperCase(), 'EIP191'), knowledge).acts, [
    'plain_message',
    'registered_hash',
  ]);
  for (const other of [hash.slice(2), `${hash}00`])
    assert.deepEqual(mustMatch(request(other, 'EIP191')).acts, ['plain_message']);
});

test('text that is not in hexadecimal, other kinds of messages and more than one are refused', () => {
  for (const content of ['Hello', '0x48', {}]) {
    assert.deepEqual(mustRefuse(request(content, 'EIP191')), {
      reason: 'transaction_bytes_malformed',
      detail: { field: 'content', problem: 'not_hex' },
    });
  }
  const unsupported = mustRefuse(request('00', 'BTC_MESSAGE'));
  assert.deepEqual(unsupported, { reason: 'transaction_type_unsupported', detail: { found: 'BTC_MESSAGE' } });
  const messages = [{ content: '00' }];
  const untyped = { extraParameters: { rawMessageData: { messages } } };
  assert.equal(mustRefuse(request('00', 'EIP191', untyped)).detail['found'], 'none');
  const two = { extraParameters: { rawMessageData: { messages: [...messages, ...messages] } } };
  assert.equal(mustRefuse(request('00', 'EIP191', two)).reason, 'transaction_entry_count');
  assert.equal(
    mustRefuse(request('00', 'EIP191', { extraParameters: {} })).reason,
    'transaction_bytes_missing',
  );
});

test('a message on a token is one on its chain, and on a token of no chain it is not read', () => {
  assert.deepEqual(mustMatch(request('00', 'EIP191', { asset: 'USDC' })).acts, ['plain_message']);
  const lost = { family: 'evm_token', id: 'USDC', native: 'GONE', contract: usdc, decimals: 6 } as const;
  const knowledge = knowledgeWith({ assets: new Map([['USDC', lost]]) });
  const body = request('00', 'EIP191', { asset: 'USDC' });
  assert.equal(mustRefuse(body, knowledge).reason, 'transaction_operation_unsupported');
  const raw = { ...body, ...rawFor(mailContent), operation: 'RAW' };
  assert.equal(mustRefuse(raw, knowledge).reason, 'transaction_content_unknown');
});
