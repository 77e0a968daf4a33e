import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import fc from 'fast-check';
import type { Denial } from '../../../src/decision/denial.ts';
import { encodeHex } from '../../../src/lib/hex.ts';
import { parseAccountKey } from '../../../src/transaction/bitcoin/account-key.ts';
import { maxDerivedPaths } from '../../../src/transaction/bitcoin/keys.ts';
import { matchBitcoinTransfer } from '../../../src/transaction/bitcoin/match-transfer.ts';
import { hashPreimage } from '../../../src/transaction/bitcoin/preimage.ts';
import type { Vault } from '../../../src/transaction/bitcoin/vault.ts';
import type { TransactionFacts } from '../../../src/transaction/facts.ts';
import type { Knowledge } from '../../../src/transaction/knowledge.ts';
import { matchBytes } from '../../../src/transaction/match.ts';
import {
  accountKeyOf,
  addressOf,
  bitcoinSample,
  type Coin,
  type CoinKind,
  coinText,
  entriesOf,
  judgedNetwork,
  keyAt,
  type Plan,
  payment,
  requestOf,
} from '../../helpers/bitcoin.ts';
import { builtInKnowledge, knowledgeWith } from '../../helpers/knowledge.ts';
import { mustParseTransaction, type Wire } from '../../helpers/requests.ts';

function match(body: Wire, knowledge: Knowledge = builtInKnowledge) {
  return matchBytes(mustParseTransaction(body), knowledge);
}

function facts(body: Wire, knowledge?: Knowledge): TransactionFacts {
  const matched = match(body, knowledge);
  assert.ok(matched.ok, inspect(matched));
  assert.equal(matched.value.kind, 'bytes_matched');
  return matched.value.facts;
}

function denial(body: Wire, knowledge?: Knowledge): Denial {
  const matched = match(body, knowledge);
  assert.ok(!matched.ok, 'matched');
  return matched.error;
}

function refusal(body: Wire, knowledge?: Knowledge): string {
  const { reason, detail } = denial(body, knowledge);
  return detail['field'] === undefined ? reason : `${reason} ${detail['field']}`;
}

function knowing(vault: Partial<Vault>, asset = 'BTC', id = '3'): Knowledge {
  const known: Vault = { scripts: [], account: undefined, ...vault };
  return knowledgeWith({ vaults: new Map([[id, new Map([[asset, known]])]]) });
}

const path = [44, 0, 3, 0, 0] as const;
const secondPath = [44, 0, 3, 0, 1] as const;
const own = keyAt(path).publicKey;
const stranger = keyAt([1, 2, 3]).publicKey;
const friend = addressOf('p2wpkh', keyAt([5]).publicKey);
const otherFriend = addressOf('p2tr', keyAt([6]).publicKey);

const coin = (kind: CoinKind, value: bigint, more: Partial<Coin> = {}): Coin => ({
  kind,
  value,
  path,
  ...more,
});

/** 100,000 in one P2WPKH coin: 60,000 paid, 1,000 fee, 39,000 change. */
const plan: Plan = {
  coins: [coin('p2wpkh', 100_000n)],
  outputs: [
    { address: friend, value: 60_000n },
    { address: addressOf('p2wpkh', own), value: 39_000n },
  ],
};
const told = { paid: [{ address: friend, value: 60_000n }], fee: 1_000n };
const honest = (changes: Partial<Plan> = {}): Wire => requestOf(told, entriesOf({ ...plan, ...changes }));

test('the published P2WPKH sample matches, its fee and change proven', () => {
  const read = facts(bitcoinSample('segwit').payload);
  assert.deepEqual(read, {
    family: 'bitcoin',
    digests: [
      '29d5a9b584b6f34d0f6b8c3e63b8b8d995b35efc7ccae7efb09ac59c00f6690d',
      '77b3e791aeadca9498701ceb6b58fc84efb96ca787c8220fb9c622b97c101596',
    ],
    acts: ['payment'],
    payments: [
      { asset: 'BTC', to: 'bc1qjhm0h7vhdyu0d0luv34dlz654rmsvg8twywk99', units: 50_000n, destination: 0 },
    ],
    fee: { asset: 'BTC', units: 2_598n },
    feeRate: 13n,
    calls: [],
    allowances: [],
    outputTypes: ['p2wpkh'],
    details: {
      network: 'bitcoin',
      version: 1,
      locktime: 0,
      inputs: 2,
      inputKinds: ['segwit'],
      outputs: [
        '50000 to bc1qjhm0h7vhdyu0d0luv34dlz654rmsvg8twywk99',
        '47402 to bc1qsntgthcu7yxa0py5qth0rkgzhwlwcus6nyrk0f',
      ],
      virtualBytes: 208,
      change: '47402',
    },
  });
});

test('the published P2PKH sample matches; that its inputs say no value is an act, and the fee no fact', () => {
  const read = facts(bitcoinSample('legacy').payload);
  assert.deepEqual(read.acts, ['payment', 'unproven_input_values']);
  assert.equal(read.fee, undefined);
  assert.equal(read.feeRate, undefined);
  assert.deepEqual(read.payments, [
    { asset: 'BTC', to: '1DpivPqJkLxbRwm4GpxXsNPKS29ou1NYdC', units: 87_600n, destination: 0 },
  ]);
  assert.deepEqual(read.outputTypes, ['p2pkh', 'p2wpkh']);
  assert.equal(read.details['declaredFee'], '4164');
  assert.equal(read.details['change'], '84267');
});

function withDestination(body: Wire, changes: Wire): Wire {
  const list: readonly object[] = Array.isArray(body['destinations']) ? body['destinations'] : [];
  return { ...body, destinations: list.map((one, i) => (i === 0 ? { ...one, ...changes } : one)) };
}

function withEntry(body: Wire, changes: Wire, at = 0): Wire {
  const list: readonly object[] = Array.isArray(body['rawTx']) ? body['rawTx'] : [];
  return { ...body, rawTx: list.map((one, i) => (i === at ? { ...one, ...changes } : one)) };
}

/** The entry's bytes changed, with the digest that belongs to them. */
function withBytes(body: Wire, change: (bytes: Buffer) => Buffer, at = 0): Wire {
  const list: readonly object[] = Array.isArray(body['rawTx']) ? body['rawTx'] : [];
  const entry = list[at] ?? assert.fail();
  const bytes = change(Buffer.from('rawTx' in entry ? String(entry.rawTx) : '', 'hex'));
  return withEntry(body, { rawTx: encodeHex(bytes), payload: hashPreimage(bytes) }, at);
}

function flip(offset: number): (bytes: Buffer) => Buffer {
  return (bytes) => {
    bytes.writeUInt8(bytes.readUInt8(offset) ^ 1, offset);
    return bytes;
  };
}

function put(value: number, offset: number): (bytes: Buffer) => Buffer {
  return (bytes) => {
    bytes.writeUInt8(value, offset);
    return bytes;
  };
}

/** One thing changed at a time in an honest request. */
const tampered: readonly (readonly [string, Wire, string])[] = [
  [
    'bytes that are no hexadecimal',
    withEntry(honest(), { rawTx: 'xy' }),
    'transaction_bytes_malformed rawTx[0].rawTx',
  ],
  ['no digest', withEntry(honest(), { payload: undefined }), 'transaction_digest_missing rawTx[0].payload'],
  [
    'another digest',
    withEntry(honest(), { payload: '00'.repeat(32) }),
    'transaction_digest_mismatch rawTx[0].payload',
  ],
  [
    'bytes of no layout',
    withBytes(honest(), (bytes) => bytes.subarray(1)),
    'transaction_bytes_malformed rawTx[0].rawTx',
  ],
  ['SIGHASH_NONE', withBytes(honest(), put(2, 178)), 'transaction_sighash_unsupported rawTx[0].rawTx'],
  ['SIGHASH_SINGLE', withBytes(honest(), put(3, 178)), 'transaction_sighash_unsupported rawTx[0].rawTx'],
  ['ANYONECANPAY', withBytes(honest(), put(0x81, 178)), 'transaction_sighash_unsupported rawTx[0].rawTx'],
  [
    'the fork id of another chain',
    withBytes(honest(), put(0x41, 178)),
    'transaction_sighash_unsupported rawTx[0].rawTx',
  ],
  ['version 3', honest({ version: 3 }), 'transaction_type_unsupported rawTx[0].rawTx'],
  ['a hidden input', withBytes(honest(), flip(4)), 'transaction_inputs_mismatch hashPrevouts'],
  ['a hidden sequence', withBytes(honest(), flip(36)), 'transaction_inputs_mismatch hashSequence'],
  ['another outpoint', withBytes(honest(), flip(68)), 'transaction_inputs_mismatch hashPrevouts'],
  ['other outputs', withBytes(honest(), flip(142)), 'transaction_outputs_mismatch hashOutputs'],
  ['a greater input', withBytes(honest(), flip(130)), 'transaction_outputs_mismatch hashOutputs'],
  ['more than all coins', withBytes(honest(), put(0xff, 137)), 'transaction_inputs_mismatch value'],
  ['another key', withBytes(honest(), flip(110)), 'transaction_outputs_mismatch hashOutputs'],
  [
    'another destination',
    withDestination(
      { ...honest(), destAddress: otherFriend },
      { dstAddress: otherFriend, displayDstAddress: otherFriend },
    ),
    'transaction_outputs_mismatch hashOutputs',
  ],
  [
    'another display address',
    withDestination(honest(), { displayDstAddress: otherFriend }),
    'transaction_destination_mismatch destinations[0].displayDstAddress',
  ],
  [
    'an address of another network',
    withDestination(honest(), { dstAddress: addressOf('p2wpkh', own, judgedNetwork('litecoin')) }),
    'transaction_destination_mismatch destinations[0].dstAddress',
  ],
  [
    'no address in the destination',
    withDestination(honest(), { dstAddress: undefined, displayDstAddress: undefined }),
    'transaction_destination_mismatch destinations[0].dstAddress',
  ],
  [
    'another outer address',
    { ...honest(), destAddress: otherFriend },
    'transaction_destination_mismatch destAddress',
  ],
  [
    'an outer address that is none',
    { ...honest(), destAddress: 'x' },
    'transaction_destination_mismatch destAddress',
  ],
  [
    'no outer address',
    { ...honest(), destAddress: undefined },
    'transaction_destination_mismatch destAddress',
  ],
  [
    'another outer type',
    { ...honest(), destType: 'EXCHANGE', destId: '1' },
    'transaction_destination_mismatch destinations[0].dstType',
  ],
  ['no destinations', { ...honest(), destinations: [] }, 'transaction_entry_count destinations'],
  [
    'another amount',
    withDestination({ ...honest(), amountStr: '0.00060001' }, { amountNativeStr: '0.00060001' }),
    'transaction_outputs_mismatch hashOutputs',
  ],
  ['two amounts', { ...honest(), amountStr: '0.00060001' }, 'transaction_amount_mismatch amountStr'],
  [
    'an amount with too many decimals',
    withDestination(honest(), { amountNativeStr: '0.000600001' }),
    'transaction_amount_mismatch destinations[0].amountNativeStr',
  ],
  [
    'an outer amount with too many decimals',
    { ...honest(), amountStr: '0.000600001' },
    'transaction_amount_mismatch amountStr',
  ],
  [
    'more than the inputs',
    withDestination({ ...honest(), amountStr: '0.00100001' }, { amountNativeStr: '0.00100001' }),
    'transaction_amount_mismatch amountStr',
  ],
  [
    'an amount beyond all coins',
    { ...honest(), amountStr: '92233720368.54775808' },
    'transaction_amount_mismatch amountStr',
  ],
  ['no fee', { ...honest(), fee: undefined }, 'transaction_fee_missing fee'],
  ['a smaller fee', { ...honest(), fee: '0.00000999' }, 'transaction_outputs_mismatch hashOutputs'],
  ['a fee beyond the inputs', { ...honest(), fee: '0.00040001' }, 'transaction_fee_mismatch fee'],
  ['a fee with too many decimals', { ...honest(), fee: '0.000010001' }, 'transaction_fee_mismatch fee'],
  [
    'another vault',
    { ...honest(), sourceId: '4' },
    'transaction_derivation_path_mismatch rawTx[0].keyDerivationPath',
  ],
  [
    'a source that is no vault',
    { ...honest(), sourceType: 'EXCHANGE' },
    'transaction_derivation_path_mismatch rawTx[0].keyDerivationPath',
  ],
  [
    'no path',
    withEntry(honest(), { keyDerivationPath: undefined }),
    'transaction_derivation_path_mismatch rawTx[0].keyDerivationPath',
  ],
];
for (const [what, body, expected] of tampered) {
  test(`a transfer with ${what} is refused: ${expected}`, () => assert.equal(refusal(body), expected));
}

for (const wrong of [
  [43, 0, 3, 0, 0],
  [44, 1, 3, 0, 0],
  [44, 0, 4, 0, 0],
  [44, 0, 3, 2, 0],
]) {
  test(`the derivation path ${wrong.join('/')} is refused`, () => {
    assert.deepEqual(denial(withEntry(honest(), { keyDerivationPath: wrong })).detail, {
      field: 'rawTx[0].keyDerivationPath',
      declared: 'VAULT 3: 44/0/3',
      found: wrong.join('/'),
    });
  });
}

test('a transfer without a destination of its own is refused, were one to get this far', () => {
  const request = { ...mustParseTransaction(honest()), destination: undefined };
  const matched = matchBytes(request, builtInKnowledge);
  assert.ok(!matched.ok);
  assert.deepEqual(matched.error, {
    reason: 'transaction_destination_mismatch',
    detail: { field: 'destinations[0].dstType', declared: 'none', found: 'ONE_TIME_ADDRESS ' },
  });
});

test('one place in two spellings is one place', () => {
  const body = withDestination(honest(), { displayDstAddress: friend.toUpperCase() });
  assert.equal(facts(body).payments[0]?.to, friend);
});

test('any key of either chain of the account may sign', () => {
  for (const right of [
    [44, 0, 3, 0, 77],
    [44, 0, 3, 1, 0],
  ]) {
    assert.equal(facts(withEntry(honest(), { keyDerivationPath: right })).acts.join(), 'payment');
  }
});

test('other operations with such bytes are refused, and so are no bytes at all', () => {
  assert.equal(denial({ ...honest(), operation: 'MINT' }).reason, 'transaction_operation_unsupported');
  const request = mustParseTransaction(honest());
  const asset = builtInKnowledge.assets.get('BTC');
  assert.ok(asset?.family === 'bitcoin');
  const none = matchBitcoinTransfer(request, [], asset, new Map());
  assert.ok(!none.ok);
  assert.deepEqual(none.error, {
    reason: 'transaction_entry_count',
    detail: { field: 'rawTx', declared: 1, found: 0 },
  });
});

test('change may stand before the payment, behind it, or not be there', () => {
  const [paid, change] = plan.outputs;
  assert.ok(paid && change);
  assert.equal(facts(honest()).details['change'], '39000');
  assert.equal(facts(honest({ outputs: [change, paid] })).details['change'], '39000');
  const all = requestOf({ ...told, fee: 40_000n }, entriesOf({ ...plan, outputs: [paid] }));
  assert.equal(facts(all).details['change'], undefined);
  assert.deepEqual(facts(all).fee, { asset: 'BTC', units: 40_000n });
});

test('change of the right amount to a stranger is refused', () => {
  const [paid] = plan.outputs;
  assert.ok(paid);
  const body = honest({ outputs: [paid, { address: addressOf('p2wpkh', stranger), value: 39_000n }] });
  assert.equal(refusal(body), 'transaction_outputs_mismatch hashOutputs');
});

test('a second output beside the change is refused', () => {
  const outputs = [...plan.outputs.slice(0, 1), { address: addressOf('p2wpkh', own), value: 38_000n }];
  const body = honest({ outputs: [...outputs, { address: addressOf('p2wpkh', stranger), value: 1_000n }] });
  assert.equal(refusal(body), 'transaction_outputs_mismatch hashOutputs');
});

for (const kind of ['p2wpkh', 'p2sh-p2wpkh', 'p2pkh'] as const) {
  test(`change to the ${kind} address of the inputs' only key is proven`, () => {
    const outputs = [...plan.outputs.slice(0, 1), { address: addressOf(kind, own), value: 39_000n }];
    assert.equal(facts(honest({ outputs })).details['change'], '39000');
  });
}

test('change to the witness script of all inputs is proven', () => {
  const coins = [coin('p2wsh', 50_000n), coin('p2wsh', 50_000n)];
  const outputs = [...plan.outputs.slice(0, 1), { address: addressOf('p2wsh', own), value: 39_000n }];
  const read = facts(honest({ coins, outputs }));
  assert.equal(read.details['change'], '39000');
  assert.deepEqual(read.outputTypes, ['p2wpkh', 'p2wsh']);
});

test("an attacker's own input does not make his key a place for change", () => {
  const coins = [coin('p2wpkh', 99_000n), coin('p2wpkh', 1_000n, { path: secondPath, publicKey: stranger })];
  const outputs = [...plan.outputs.slice(0, 1), { address: addressOf('p2wpkh', stranger), value: 39_000n }];
  assert.deepEqual(denial(honest({ coins, outputs })), {
    reason: 'transaction_change_unproven',
    detail: { declared: 'none', found: '39000' },
  });
  const account = parseAccountKey(accountKeyOf(0, 3), 0x0488b21e);
  assert.ok(account.ok);
  assert.equal(
    refusal(honest({ coins, outputs }), knowing({ account: account.value })),
    'transaction_inputs_mismatch rawTx[1].keyDerivationPath',
  );
});

test('one path is one key, and one key has one path', () => {
  const two = [coin('p2wpkh', 50_000n), coin('p2wpkh', 50_000n, { publicKey: stranger })];
  assert.equal(refusal(honest({ coins: two })), 'transaction_inputs_mismatch rawTx[1].keyDerivationPath');
  const same = [coin('p2wpkh', 50_000n), coin('p2wpkh', 50_000n, { path: secondPath, publicKey: own })];
  assert.equal(refusal(honest({ coins: same })), 'transaction_inputs_mismatch rawTx[1].keyDerivationPath');
});

const twoKeys: Plan = {
  ...plan,
  coins: [coin('p2wpkh', 50_000n), coin('p2wpkh', 50_000n, { path: secondPath })],
};
const changeTo = (address: string): Wire =>
  requestOf(
    told,
    entriesOf({ ...twoKeys, outputs: [...plan.outputs.slice(0, 1), { address, value: 39_000n }] }),
  );

test('with inputs of two keys, change is proven by an address that the policy document lists', () => {
  const kept = payment('p2tr', stranger, judgedNetwork('bitcoin')).output ?? assert.fail();
  const body = changeTo(addressOf('p2tr', stranger));
  assert.equal(denial(body).reason, 'transaction_change_unproven');
  assert.equal(facts(body, knowing({ scripts: [kept] })).details['change'], '39000');
  assert.equal(denial(body, knowing({ scripts: [kept] }, 'BTC', '4')).reason, 'transaction_change_unproven');
  assert.equal(denial(body, knowing({ scripts: [kept] }, 'LTC')).reason, 'transaction_change_unproven');
});

test("with the account's extended key, change is proven to its keys: those of the inputs and the first ones", () => {
  const account = parseAccountKey(accountKeyOf(0, 3), 0x0488b21e);
  assert.ok(account.ok);
  const known = knowing({ account: account.value });
  for (const proven of [path, secondPath, [44, 0, 3, 1, 0]]) {
    const read = facts(changeTo(addressOf('p2wpkh', keyAt(proven).publicKey)), known);
    assert.equal(read.details['change'], '39000');
  }
  for (const strange of [
    [44, 0, 3, 0, 2],
    [44, 0, 4, 0, 0],
  ]) {
    const body = changeTo(addressOf('p2wpkh', keyAt(strange).publicKey));
    assert.equal(refusal(body, known), 'transaction_outputs_mismatch hashOutputs');
  }
});

test("keys at so many paths, and no more, are held against the account's extended key", () => {
  const account = parseAccountKey(accountKeyOf(0, 3), 0x0488b21e);
  assert.ok(account.ok);
  const known = knowing({ account: account.value });
  const paths = (count: number): Wire => {
    // The last two inputs are of one key: inputs are not counted, paths are.
    const coins = Array.from({ length: count + 1 }, (_, i) =>
      coin('p2wpkh', 2_000n, { path: [44, 0, 3, 0, Math.min(i, count - 1)] }),
    );
    const value = BigInt(coins.length) * 2_000n - 1_000n;
    const outputs = [{ address: friend, value }];
    return requestOf({ paid: outputs, fee: 1_000n }, entriesOf({ coins, outputs }));
  };
  assert.equal(facts(paths(maxDerivedPaths), known).details['inputs'], maxDerivedPaths + 1);
  const tooMany = paths(maxDerivedPaths + 1);
  assert.deepEqual(denial(tooMany, known), {
    reason: 'transaction_too_complex',
    detail: {
      field: `rawTx[${maxDerivedPaths}].keyDerivationPath`,
      problem: 'derived_paths',
      limit: maxDerivedPaths,
    },
  });
  assert.deepEqual(facts(tooMany).acts, ['payment']);
});

test('several destinations are all paid, in their order', () => {
  const paid = [
    { address: friend, value: 10_000n },
    { address: otherFriend, value: 20_000n },
    { address: friend, value: 30_000n },
  ];
  const change = { address: addressOf('p2wpkh', own), value: 39_000n };
  const read = facts(requestOf({ paid, fee: 1_000n }, entriesOf({ ...plan, outputs: [...paid, change] })));
  assert.deepEqual(
    read.payments.map(({ to, units, destination }) => [to, units, destination]),
    paid.map(({ address, value }, i) => [address, value, i]),
  );
  const swapped = entriesOf({ ...plan, outputs: [...paid.toReversed(), change] });
  assert.equal(
    refusal(requestOf({ paid, fee: 1_000n }, swapped)),
    'transaction_outputs_mismatch hashOutputs',
  );
});

test('an outer address beside several destinations is one of theirs', () => {
  const paid = [
    { address: friend, value: 10_000n },
    { address: otherFriend, value: 50_000n },
  ];
  const change = { address: addressOf('p2wpkh', own), value: 39_000n };
  const body = requestOf({ paid, fee: 1_000n }, entriesOf({ ...plan, outputs: [...paid, change] }));
  assert.equal(facts({ ...body, destAddress: otherFriend.toUpperCase() }).payments.length, 2);
  const strange = addressOf('p2wpkh', stranger);
  assert.equal(refusal({ ...body, destAddress: strange }), 'transaction_destination_mismatch destAddress');
});

test('a payment that empties the source may be gross: the fee comes out of it', () => {
  const gross = { paid: [{ address: friend, value: 100_000n }], fee: 1_000n };
  const read = facts(
    requestOf(gross, entriesOf({ ...plan, outputs: [{ address: friend, value: 99_000n }] })),
  );
  assert.deepEqual(
    read.payments.map(({ units }) => units),
    [99_000n],
  );
  assert.deepEqual(read.fee, { asset: 'BTC', units: 1_000n });
  const wrong = entriesOf({ ...plan, outputs: [{ address: friend, value: 98_999n }] });
  assert.equal(refusal(requestOf(gross, wrong)), 'transaction_outputs_mismatch hashOutputs');
  const less = { ...gross, paid: [{ address: friend, value: 99_999n }] };
  assert.equal(refusal(requestOf(less, wrong)), 'transaction_fee_mismatch fee');
});

test('a gross amount may be told: the destination gets the amount less the fee', () => {
  const body = { ...honest(), amountStr: coinText(61_000n) };
  assert.deepEqual(
    facts(body).payments.map(({ units }) => units),
    [60_000n],
  );
  const two = [
    { address: friend, value: 10_000n },
    { address: otherFriend, value: 50_000n },
  ];
  const change = { address: addressOf('p2wpkh', own), value: 39_000n };
  const several = requestOf({ paid: two, fee: 1_000n }, entriesOf({ ...plan, outputs: [...two, change] }));
  assert.equal(
    refusal({ ...several, amountStr: coinText(61_000n) }),
    'transaction_amount_mismatch amountStr',
  );
});

test('a fee as large as the only payment leaves nothing to pay', () => {
  const body = requestOf(
    { paid: [{ address: friend, value: 100_000n }], fee: 100_000n },
    entriesOf({ ...plan, outputs: [{ address: friend, value: 1n }] }),
  );
  assert.equal(refusal(body), 'transaction_fee_mismatch fee');
});

test('entries of two transactions are refused', () => {
  const coins = [coin('p2wpkh', 50_000n), coin('p2wpkh', 50_000n)];
  const first = entriesOf({ ...plan, coins });
  const mixed = (changes: Partial<Plan>): Wire => {
    const second = entriesOf({ ...plan, coins, ...changes });
    return requestOf(told, [first[0] ?? assert.fail(), second[1] ?? assert.fail()]);
  };
  assert.equal(facts(mixed({})).payments.length, 1);
  assert.equal(refusal(mixed({ version: 1 })), 'transaction_inputs_mismatch rawTx[1].version');
  assert.equal(refusal(mixed({ locktime: 7 })), 'transaction_inputs_mismatch rawTx[1].locktime');
  const outputs = plan.outputs.toReversed();
  assert.equal(refusal(mixed({ outputs })), 'transaction_outputs_mismatch rawTx[1].outputsHash');
});

test('an input that is left out, comes twice or stands elsewhere is refused', () => {
  const coins = [coin('p2wpkh', 50_000n), coin('p2wpkh', 50_000n)];
  const [first, second] = entriesOf({ ...plan, coins });
  assert.ok(first && second);
  assert.equal(refusal(requestOf(told, [first])), 'transaction_inputs_mismatch hashPrevouts');
  assert.equal(refusal(requestOf(told, [first, first])), 'transaction_inputs_mismatch rawTx');
  assert.equal(refusal(requestOf(told, [second, first])), 'transaction_inputs_mismatch hashPrevouts');
});

test('every kind of input can stand beside every other', () => {
  for (const a of ['p2wpkh', 'p2sh-p2wpkh', 'p2wsh', 'p2pkh'] as const) {
    for (const b of ['p2wpkh', 'p2sh-p2wpkh', 'p2pkh'] as const) {
      const coins = [coin(a, 50_000n), coin(b, 50_000n)];
      const kept = payment('p2wpkh', own, judgedNetwork('bitcoin')).output ?? assert.fail();
      const read = facts(honest({ coins }), knowing({ scripts: [kept] }));
      const unproven = a === 'p2pkh' || b === 'p2pkh';
      assert.equal(read.acts.includes('unproven_input_values'), unproven, `${a} ${b}`);
    }
  }
});

test('legacy entries stand in their places and show as many inputs as there are entries', () => {
  const coins = [coin('p2pkh', 50_000n), coin('p2pkh', 50_000n)];
  const [first, second] = entriesOf({ ...plan, coins });
  assert.ok(first && second);
  assert.equal(refusal(requestOf(told, [second, first])), 'transaction_inputs_mismatch rawTx[0].index');
  assert.equal(refusal(requestOf(told, [first])), 'transaction_inputs_mismatch hashPrevouts');
  const three = entriesOf({ ...plan, coins: [...coins, coin('p2tr', 5n)] });
  assert.equal(
    refusal(requestOf(told, [first, ...three.slice(1)])),
    'transaction_inputs_mismatch rawTx[1].prevoutsHash',
  );
  const [head, , tail] = entriesOf({
    ...plan,
    coins: [coin('p2pkh', 1n), coin('p2tr', 2n), coin('p2tr', 3n)],
  });
  assert.ok(head && tail);
  assert.equal(refusal(requestOf(told, [head])), 'transaction_inputs_mismatch hashPrevouts');
});

const legacy = (outputs: Plan['outputs'], more: Partial<Plan> = {}): Wire =>
  requestOf(told, entriesOf({ coins: [coin('p2pkh', 100_000n)], outputs, ...more }));
const [paidOut, changeOut] = plan.outputs;
const memo = Buffer.from('6a026869', 'hex');

test('outputs in the clear: each difference has its own reason', () => {
  assert.ok(paidOut && changeOut);
  const strange = { address: addressOf('p2wpkh', stranger), value: 39_000n };
  for (const [outputs, expected] of [
    [
      [{ ...paidOut, value: 60_001n }, changeOut],
      'transaction_amount_mismatch destinations[0].amountNativeStr',
    ],
    [[strange, changeOut], 'transaction_destination_mismatch destinations[0]'],
    [[paidOut, strange], 'transaction_change_unproven'],
    [[paidOut, changeOut, { ...changeOut, value: 5n }], 'transaction_outputs_mismatch change'],
    [[paidOut, changeOut, { script: memo, value: 1n }], 'transaction_outputs_mismatch OP_RETURN'],
    [[paidOut, changeOut, { script: Buffer.from('51', 'hex'), value: 1n }], 'transaction_change_unproven'],
  ] as const) {
    assert.equal(refusal(legacy(outputs)), expected);
  }
});

test('outputs in the clear may stand in any order, with data beside them, which is an act', () => {
  assert.ok(paidOut && changeOut);
  const read = facts(legacy([changeOut, { script: memo, value: 0n }, paidOut]));
  assert.deepEqual(read.acts, ['data_output', 'payment', 'unproven_input_values']);
  assert.deepEqual(read.outputTypes, ['data', 'p2wpkh']);
  assert.deepEqual(read.details['outputs'], [
    `39000 to ${addressOf('p2wpkh', own)}`,
    '0 to 6a026869',
    `60000 to ${friend}`,
  ]);
});

test('a legacy payment that empties the source may be gross too', () => {
  const read = facts(legacy([{ address: friend, value: 59_000n }]));
  assert.deepEqual(
    read.payments.map(({ units }) => units),
    [59_000n],
  );
  assert.equal(
    refusal(legacy([{ address: friend, value: 59_001n }])),
    'transaction_amount_mismatch destinations[0].amountNativeStr',
  );
});

test('what witness inputs are certainly worth, outputs and fee together cannot be less', () => {
  assert.ok(paidOut && changeOut);
  const outputs = [paidOut, changeOut];
  const coins = (value: bigint) => [coin('p2wpkh', value), coin('p2pkh', 1n)];
  assert.equal(facts(legacy(outputs, { coins: coins(100_000n) })).fee, undefined);
  assert.equal(refusal(legacy(outputs, { coins: coins(100_001n) })), 'transaction_fee_mismatch fee');
});

const taprootPaid = { paid: [{ address: friend, value: 60_000n }], fee: 1_000n };
const taproot = (coins: readonly Coin[], value = 60_000n): Wire =>
  requestOf(taprootPaid, entriesOf({ coins, outputs: [{ address: friend, value }] }));

test('a single taproot input without change is reckoned back, and its fee proven', () => {
  const read = facts(taproot([coin('p2tr', 61_000n)]));
  assert.deepEqual(read.fee, { asset: 'BTC', units: 1_000n });
  assert.deepEqual(read.acts, ['payment']);
  assert.equal(refusal(taproot([coin('p2tr', 61_001n)])), 'transaction_fee_mismatch fee');
  assert.equal(
    refusal(taproot([coin('p2tr', 61_000n)], 60_001n)),
    'transaction_outputs_mismatch hashOutputs',
  );
});

test('a single taproot input beside witness inputs is reckoned back too', () => {
  const coins = (value: bigint) => [coin('p2wpkh', 1_000n), coin('p2tr', value)];
  assert.deepEqual(facts(taproot(coins(60_000n))).fee, { asset: 'BTC', units: 1_000n });
  assert.equal(refusal(taproot(coins(60_001n))), 'transaction_fee_mismatch fee');
  assert.equal(refusal(taproot([coin('p2wpkh', 61_001n), coin('p2tr', 1n)])), 'transaction_fee_mismatch fee');
});

test('of several taproot inputs the values cannot be proven, and change cannot be found', () => {
  const read = facts(taproot([coin('p2tr', 61_000n), coin('p2tr', 5n)]));
  assert.deepEqual(read.acts, ['payment', 'unproven_input_values']);
  const gross = facts(taproot([coin('p2tr', 1n), coin('p2tr', 5n)], 59_000n));
  assert.deepEqual(
    gross.payments.map(({ units }) => units),
    [59_000n],
  );
  assert.equal(
    refusal(honest({ coins: [coin('p2tr', 100_000n)] })),
    'transaction_outputs_mismatch hashOutputs',
  );
});

test('taproot entries agree about what all inputs are worth, stand in their places and match the others', () => {
  const coins = [coin('p2tr', 61_000n), coin('p2tr', 5n)];
  assert.equal(
    refusal(withBytes(taproot(coins), flip(42), 1)),
    'transaction_inputs_mismatch rawTx[1].shaAmounts',
  );
  assert.equal(
    refusal(withBytes(taproot(coins), flip(74), 1)),
    'transaction_inputs_mismatch rawTx[1].shaAmounts',
  );
  assert.equal(
    refusal(withBytes(taproot(coins), flip(171), 1)),
    'transaction_inputs_mismatch rawTx[1].index',
  );
  const beside = taproot([coin('p2wpkh', 1_000n), coin('p2tr', 60_000n)]);
  for (const [offset, name] of [
    [10, 'prevoutsHash'],
    [106, 'sequencesHash'],
  ] as const) {
    assert.equal(refusal(withBytes(beside, flip(offset), 1)), `transaction_inputs_mismatch rawTx[1].${name}`);
  }
  const shown = legacy([{ address: friend, value: 60_000n }], {
    coins: [coin('p2pkh', 1n), coin('p2tr', 2n), coin('p2tr', 3n)],
  });
  assert.deepEqual(facts(shown).acts, ['payment', 'unproven_input_values']);
  const list: readonly Wire[] = Array.isArray(shown['rawTx']) ? shown['rawTx'] : [];
  assert.equal(refusal({ ...shown, rawTx: list.slice(0, 2) }), 'transaction_inputs_mismatch rawTx');
});

test('every network has its own addresses and coin type', () => {
  for (const [asset, network, coinType] of [
    ['BTC', 'bitcoin', 0],
    ['BTC_TEST', 'bitcoin_testnet', 1],
    ['LTC', 'litecoin', 2],
    ['LTC_TEST', 'litecoin_testnet', 1],
    ['DOGE', 'dogecoin', 3],
  ] as const) {
    const kind = network === 'dogecoin' ? 'p2pkh' : 'p2wpkh';
    const keyPath = [44, coinType, 3, 0, 0];
    const address = addressOf(kind, stranger, judgedNetwork(network));
    const body = requestOf(
      { paid: [{ address, value: 60_000n }], fee: 1_000n, asset },
      entriesOf({
        network,
        coins: [{ kind, value: 100_000n, path: keyPath }],
        outputs: [
          { address, value: 60_000n },
          { address: addressOf(kind, keyAt(keyPath).publicKey, judgedNetwork(network)), value: 39_000n },
        ],
      }),
    );
    const read = facts(body);
    assert.equal(read.payments[0]?.to, address);
    assert.equal(read.details['network'], network);
  }
});

const satoshis = fc.bigInt({ min: 1n, max: 10n ** 15n });
const scenario = fc.record({
  kinds: fc.array(fc.constantFrom('p2wpkh' as const, 'p2sh-p2wpkh' as const), { minLength: 1, maxLength: 4 }),
  paid: fc.array(
    fc.tuple(
      fc.constantFrom(
        'p2pkh' as const,
        'p2wpkh' as const,
        'p2wsh' as const,
        'p2tr' as const,
        'p2sh-p2wpkh' as const,
      ),
      fc.nat(50),
      satoshis,
    ),
    { minLength: 1, maxLength: 4 },
  ),
  fee: satoshis,
  change: fc.option(satoshis, { nil: 0n }),
  changeFirst: fc.boolean(),
  locktime: fc.nat(),
  version: fc.constantFrom(1, 2),
});
type Scenario = typeof scenario extends fc.Arbitrary<infer T> ? T : never;

function play({ kinds, paid, fee, change, changeFirst, locktime, version }: Scenario): Wire {
  const payments = paid.map(([kind, key, value]) => ({
    address: addressOf(kind, keyAt([key]).publicKey),
    value,
  }));
  const total = payments.reduce((sum, { value }) => sum + value, 0n) + fee + change;
  const share = total / BigInt(kinds.length);
  const coins = kinds.map((kind, i) =>
    coin(kind, i === 0 ? total - share * BigInt(kinds.length - 1) : share),
  );
  const back = change === 0n ? [] : [{ address: addressOf('p2wpkh', own), value: change }];
  const outputs = changeFirst ? [...back, ...payments] : [...payments, ...back];
  return requestOf({ paid: payments, fee }, entriesOf({ coins, outputs, locktime, version }));
}

test('law: what a co-signer says truly about any payment from witness inputs matches, fee and all', () => {
  fc.assert(
    fc.property(scenario, (played) => {
      const read = facts(play(played));
      assert.deepEqual(
        read.payments.map(({ units }) => units),
        played.paid.map(([, , value]) => value),
      );
      assert.equal(read.fee?.units, played.fee);
      assert.deepEqual(read.acts, ['payment']);
    }),
    { numRuns: 60 },
  );
});

type PaidScenario = Scenario['paid'][number];

function more([kind, key, value]: PaidScenario, difference: bigint): PaidScenario {
  return [kind, key, value + difference];
}

test('law: one fact of the bytes that differs from what is declared is refused', () => {
  const lies = ['paid', 'fee'] as const;
  fc.assert(
    fc.property(scenario, satoshis, fc.constantFrom(...lies), (done, difference, lie) => {
      const [first, ...others] = done.paid;
      assert.ok(first);
      const other = {
        ...done,
        ...(lie === 'paid' && { paid: [more(first, difference), ...others] }),
        ...(lie === 'fee' && { fee: done.fee + difference }),
      };
      // What is told of one transaction, with the bytes of another.
      const body = { ...play(done), rawTx: play(other)['rawTx'] };
      assert.match(denial(body).reason, /^transaction_(?:outputs|fee|amount)_mismatch$/);
    }),
    { numRuns: 60 },
  );
});

test('law: no flipped bit of the bytes matches', () => {
  fc.assert(
    fc.property(fc.nat(181), fc.nat(7), fc.boolean(), (offset, bit, rehash) => {
      const change = (bytes: Buffer) => {
        bytes.writeUInt8(bytes.readUInt8(offset) ^ (1 << bit), offset);
        return bytes;
      };
      const changed = withBytes(honest(), change);
      const body = rehash ? changed : withEntry(changed, { payload: entriesOf(plan)[0]?.['payload'] });
      const matched = match(body);
      // The lock time is nobody's claim: another one is another transaction that says so itself.
      if (rehash && offset >= 174 && offset < 178) assert.ok(matched.ok);
      else if (rehash && (offset === 0 || offset === 1)) assert.ok(!matched.ok || offset === 0);
      else assert.ok(!matched.ok);
    }),
  );
});
