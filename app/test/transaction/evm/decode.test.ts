import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { Transaction } from 'ethers';
import fc from 'fast-check';
import { serializeTransaction, keccak256 as viemKeccak } from 'viem';
import type { Denial } from '../../../src/decision/denial.ts';
import { decodeHex, encodeHex } from '../../../src/lib/hex.ts';
import { decodeEvmTransaction } from '../../../src/transaction/evm/decode.ts';
import { type EvmTransaction, encodeEvmTransaction } from '../../../src/transaction/evm/encode.ts';
import { encodeRlp, integerToBytes, type RlpItem } from '../../../src/transaction/evm/rlp.ts';
import { ethereumSample, readVector } from '../../helpers/requests.ts';

const none = new Uint8Array();
const to = new Uint8Array(20).fill(0x35);
const int = integerToBytes;

/** Fields of a good transaction, to be replaced one at a time. */
const legacyFields: readonly RlpItem[] = [
  int(9n),
  int(20n),
  int(21_000n),
  to,
  int(5n),
  none,
  int(1n),
  none,
  none,
];
const typedFields: readonly RlpItem[] = [
  int(1n),
  int(4n),
  int(2n),
  int(3n),
  int(21_000n),
  to,
  int(5n),
  none,
  [],
];

function legacy(index = 0, field: RlpItem = legacyFields[index] ?? none): Uint8Array {
  return encodeRlp(legacyFields.with(index, field));
}

function typed(index = 0, field: RlpItem = typedFields[index] ?? none): Uint8Array {
  return Buffer.concat([Uint8Array.of(2), encodeRlp(typedFields.with(index, field))]);
}

function hex(text: string): Uint8Array {
  const decoded = decodeHex(text);
  assert.ok(decoded.ok);
  return decoded.value;
}

function decode(bytes: Uint8Array): EvmTransaction {
  const decoded = decodeEvmTransaction(bytes);
  assert.ok(decoded.ok, inspect(decoded));
  return decoded.value;
}

function denial(bytes: Uint8Array): Denial {
  const decoded = decodeEvmTransaction(bytes);
  assert.ok(!decoded.ok, 'accepted');
  return decoded.error;
}

test('the example of EIP-155 is read, and hashes to what the EIP says is signed', () => {
  const vector: { preimage: string; digest: string; facts: Record<string, string> } = JSON.parse(
    readVector('eip155.json'),
  );
  const transaction = decode(hex(vector.preimage));
  assert.equal(encodeHex(keccak_256(hex(vector.preimage))), vector.digest);
  assert.equal(transaction.format, vector.facts['format']);
  assert.equal(String(transaction.chainId), vector.facts['chainId']);
  assert.equal(String(transaction.nonce), vector.facts['nonce']);
  assert.equal(String(transaction.maxFeePerGasWei), vector.facts['gasPriceWei']);
  assert.equal(String(transaction.maxPriorityFeePerGasWei), vector.facts['gasPriceWei']);
  assert.equal(String(transaction.gasLimit), vector.facts['gasLimit']);
  assert.equal(`0x${encodeHex(transaction.to)}`, vector.facts['to']);
  assert.equal(String(transaction.valueWei), vector.facts['valueWei']);
  assert.equal(transaction.data.length, 0);
});

test('the published EIP-1559 sample is read to its published facts', () => {
  const { payload, facts } = ethereumSample();
  const transaction = decode(hex(String(payload.rawTx[0]?.['rawTx'])));
  assert.equal(transaction.format, 'eip1559');
  assert.equal(String(transaction.chainId), facts['chainId']);
  assert.equal(String(transaction.nonce), facts['nonce']);
  assert.equal(String(transaction.maxFeePerGasWei), facts['maxFeePerGasWei']);
  assert.equal(String(transaction.maxPriorityFeePerGasWei), facts['maxPriorityFeePerGasWei']);
  assert.equal(String(transaction.gasLimit), facts['gasLimit']);
  assert.equal(String(transaction.valueWei), facts['valueWei']);
  assert.deepEqual(transaction.accessList, []);
});

for (const [what, bytes, found] of [
  ['type 0, which no EIP uses', Uint8Array.of(0, 0xc0), 0],
  ['type 5', Uint8Array.of(5, 0xc0), 5],
  ['the last type number', Uint8Array.of(0x7f), 0x7f],
] as const) {
  test(`${what} is unsupported`, () => {
    assert.deepEqual(denial(bytes), { reason: 'transaction_type_unsupported', detail: { found } });
  });
}

const extra = Uint8Array.of(0);
const malformed: readonly (readonly [string, Uint8Array, Denial['detail']])[] = [
  ['nothing', none, { problem: 'empty' }],
  ['a byte string', Uint8Array.of(0x80), { problem: 'not_a_transaction' }],
  ['the last byte string prefix', Uint8Array.of(0xbf), { problem: 'not_a_transaction' }],
  ['a type without its list', Uint8Array.of(2), { problem: 'rlp_truncated' }],
  ['a type with a byte string', Uint8Array.of(2, 0x80), { problem: 'not_a_list' }],
  ['a legacy transaction cut short', legacy().subarray(0, -1), { problem: 'rlp_truncated' }],
  ['an EIP-1559 transaction cut short', typed().subarray(0, -1), { problem: 'rlp_truncated' }],
  ['a byte behind a legacy transaction', Buffer.concat([legacy(), extra]), { problem: 'rlp_trailing_bytes' }],
  [
    'a byte behind an EIP-1559 transaction',
    Buffer.concat([typed(), extra]),
    { problem: 'rlp_trailing_bytes' },
  ],
  ['lists too deep', typed(8, [[[[[]]]]]), { problem: 'rlp_too_deep' }],
  [
    'seven legacy fields',
    encodeRlp(legacyFields.slice(0, 7)),
    { problem: 'field_count', declared: 9, found: 7 },
  ],
  [
    'ten legacy fields',
    encodeRlp([...legacyFields, none]),
    { problem: 'field_count', declared: 9, found: 10 },
  ],
  ['an empty list', encodeRlp([]), { problem: 'field_count', declared: 9, found: 0 }],
  [
    'a signed EIP-1559 transaction',
    Buffer.concat([Uint8Array.of(2), encodeRlp([...typedFields, int(1n), int(2n), int(3n)])]),
    { problem: 'field_count', declared: 9, found: 12 },
  ],
  ['a signed legacy transaction', legacy(7, int(3n)), { field: 'r' }],
  ['half a legacy signature', legacy(8, int(3n)), { field: 's' }],
  ['a chain id of zero', typed(0, none), { problem: 'chain_id_zero' }],
  ['a legacy chain id of zero', legacy(6, none), { problem: 'chain_id_zero' }],
  ['a priority fee above the fee', typed(2, int(4n)), { problem: 'priority_fee_above_max_fee' }],
  ['a list for the nonce', typed(1, []), { field: 'nonce' }],
  ['a list for the data', legacy(5, []), { field: 'data' }],
  ['bytes for the access list', typed(8, none), { field: 'accessList' }],
  ['an access list entry without keys', typed(8, [[to]]), { field: 'accessList' }],
  ['an access list entry of bytes', typed(8, [to]), { field: 'accessList' }],
  ['an access list address of 19 bytes', typed(8, [[to.subarray(1), []]]), { field: 'accessList.address' }],
  ['a storage key of 31 bytes', typed(8, [[to, [new Uint8Array(31)]]]), { field: 'accessList.storageKeys' }],
  ['a storage key that is a list', typed(8, [[to, [[]]]]), { problem: 'rlp_too_deep' }],
  ['a type 1 cut short', Uint8Array.of(1), { problem: 'rlp_truncated' }],
  ['a type 1 with no fields', Uint8Array.of(1, 0xc0), { problem: 'field_count', declared: 8, found: 0 }],
  ['an address of 19 bytes', typed(5, to.subarray(1)), { field: 'to' }],
  ['an address of 21 bytes', legacy(3, new Uint8Array(21).fill(1)), { field: 'to' }],
];
for (const [what, bytes, detail] of malformed) {
  test(`${what} is malformed: ${Object.values(detail).join(' ')}`, () => {
    assert.deepEqual(denial(bytes), { reason: 'transaction_bytes_malformed', detail });
  });
}

const widths: readonly (readonly [string, typeof legacy, number, number])[] = [
  ['nonce', legacy, 0, 8],
  ['gasPrice', legacy, 1, 32],
  ['gasLimit', legacy, 2, 8],
  ['value', legacy, 4, 32],
  ['chainId', legacy, 6, 8],
  ['chainId', typed, 0, 8],
  ['nonce', typed, 1, 8],
  ['maxPriorityFeePerGas', typed, 2, 32],
  ['maxFeePerGas', typed, 3, 32],
  ['gasLimit', typed, 4, 8],
  ['value', typed, 6, 32],
];
for (const [field, make, index, width] of widths) {
  test(`${make.name} ${field} may fill ${width} bytes and not one more`, () => {
    // A priority fee of this size is above the fee, which is told only after every width has been found right.
    const widest = decodeEvmTransaction(make(index, new Uint8Array(width).fill(0xff)));
    if (field === 'maxPriorityFeePerGas') {
      assert.ok(!widest.ok);
      assert.deepEqual(widest.error.detail, { problem: 'priority_fee_above_max_fee' });
    } else {
      assert.ok(widest.ok);
    }
    assert.deepEqual(denial(make(index, int(256n ** BigInt(width)))), {
      reason: 'transaction_bytes_malformed',
      detail: { field },
    });
  });

  test(`${make.name} ${field} with a leading zero is not canonical`, () => {
    assert.deepEqual(denial(make(index, Uint8Array.of(0, 3))), {
      reason: 'transaction_not_canonical',
      detail: { problem: 'encodes_differently' },
    });
  });
}

test('the first wrong field is the one that is named', () => {
  const fields = typedFields.with(1, []).with(4, []).with(8, none);
  const bytes = Buffer.concat([Uint8Array.of(2), encodeRlp(fields)]);
  assert.deepEqual(denial(bytes).detail, { field: 'nonce' });
});

test('a zero written as a byte is not canonical', () => {
  assert.equal(denial(typed(6, Uint8Array.of(0))).reason, 'transaction_not_canonical');
});

test('a length that is longer than needed is not canonical', () => {
  const bytes = Buffer.concat([Uint8Array.of(0xf8, legacy().length - 1), legacy().subarray(1)]);
  assert.deepEqual(denial(bytes), {
    reason: 'transaction_not_canonical',
    detail: { problem: 'rlp_not_minimal' },
  });
});

test('an empty address creates a contract, which is for others to judge', () => {
  assert.equal(decode(typed(5, none)).to.length, 0);
  assert.equal(decode(legacy(3, none)).to.length, 0);
});

test('six legacy fields are bound to no chain', () => {
  const read = decode(encodeRlp(legacyFields.slice(0, 6)));
  assert.equal(read.format, 'legacy_without_chain_id');
  assert.equal(read.chainId, undefined);
});

test('data and access lists are read', () => {
  assert.deepEqual(decode(legacy(5, Uint8Array.of(1, 2))).data, Buffer.from([1, 2]));
  assert.equal(decode(typed(8, [[to, [new Uint8Array(32)]]])).accessList.length, 1);
});

const address = fc
  .uint8Array({ minLength: 20, maxLength: 20 })
  .map((bytes): `0x${string}` => `0x${encodeHex(bytes)}`);
const wei = fc.bigInt({ min: 0n, max: 2n ** 255n });
const anyTransaction = fc.record({
  type: fc.constantFrom('legacy' as const, 'eip1559' as const),
  chainId: fc.integer({ min: 1, max: 2 ** 48 }),
  nonce: fc.nat(),
  gas: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  to: address,
  value: wei,
  data: fc.uint8Array({ maxLength: 80 }).map((bytes): `0x${string}` => `0x${encodeHex(bytes)}`),
  fees: fc.tuple(wei, wei).map(([a, b]) => (a < b ? { priority: a, max: b } : { priority: b, max: a })),
});

test('judge: what viem and ethers build is read to the same facts and has the same digest', () => {
  fc.assert(
    fc.property(anyTransaction, ({ type, fees, ...fields }) => {
      const byViem =
        type === 'legacy'
          ? serializeTransaction({ ...fields, type, gasPrice: fees.max })
          : serializeTransaction({
              ...fields,
              type,
              maxFeePerGas: fees.max,
              maxPriorityFeePerGas: fees.priority,
            });
      const byEthers = Transaction.from({
        chainId: fields.chainId,
        nonce: fields.nonce,
        gasLimit: fields.gas,
        to: fields.to,
        value: fields.value,
        data: fields.data,
        ...(type === 'legacy'
          ? { type: 0, gasPrice: fees.max }
          : { type: 2, maxFeePerGas: fees.max, maxPriorityFeePerGas: fees.priority }),
      });
      assert.equal(byEthers.unsignedSerialized, byViem);
      const bytes = hex(byViem.slice(2));
      assert.deepEqual(describe(decode(bytes)), {
        format: type,
        chainId: BigInt(fields.chainId),
        nonce: BigInt(fields.nonce),
        maxFeePerGasWei: fees.max,
        maxPriorityFeePerGasWei: type === 'legacy' ? fees.max : fees.priority,
        gasLimit: fields.gas,
        to: fields.to,
        valueWei: fields.value,
        data: fields.data,
        accessList: [],
        maxFeePerBlobGasWei: 0n,
        blobHashes: [],
        authorizations: [],
      });
      const digest = `0x${encodeHex(keccak_256(bytes))}`;
      assert.equal(digest, viemKeccak(byViem));
      assert.equal(digest, byEthers.unsignedHash);
    }),
  );
});

function describe({ to: recipient, data, ...rest }: EvmTransaction): object {
  return { ...rest, to: `0x${encodeHex(recipient)}`, data: `0x${encodeHex(data)}` };
}

test('law: whatever is accepted encodes to itself, and no bytes are thrown at', () => {
  const mutated = fc
    .tuple(fc.constantFrom(legacy(), typed()), fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 2 }))
    .map(([bytes, changes]) => {
      const copy = Uint8Array.from(bytes);
      for (const [at, byte] of changes) copy[at % copy.length] = byte;
      return copy;
    });
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 80 }), mutated), (bytes) => {
      const decoded = decodeEvmTransaction(bytes);
      if (decoded.ok) assert.equal(encodeHex(encodeEvmTransaction(decoded.value)), encodeHex(bytes));
    }),
    { numRuns: 3_000 },
  );
});
