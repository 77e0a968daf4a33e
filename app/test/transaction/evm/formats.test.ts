/** The formats of transactions behind EIP-1559, judged by viem and ethers. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { Transaction } from 'ethers';
import fc from 'fast-check';
import { serializeTransaction } from 'viem';
import { decodeHex, encodeHex } from '../../../src/lib/hex.ts';
import { decodeEvmTransaction } from '../../../src/transaction/evm/decode.ts';
import { type EvmTransaction, encodeEvmTransaction } from '../../../src/transaction/evm/encode.ts';
import { encodeRlp, integerToBytes, type RlpItem } from '../../../src/transaction/evm/rlp.ts';

type Hex = `0x${string}`;

function decode(text: string): EvmTransaction {
  const bytes = decodeHex(text.replace(/^0x/, ''));
  assert.ok(bytes.ok);
  const decoded = decodeEvmTransaction(bytes.value);
  assert.ok(decoded.ok, inspect(decoded));
  assert.equal(encodeHex(encodeEvmTransaction(decoded.value)), encodeHex(bytes.value));
  return decoded.value;
}

const hexOf = (bytes: Uint8Array): Hex => `0x${encodeHex(bytes)}`;
const bytesOf = (length: number) => fc.uint8Array({ minLength: length, maxLength: length }).map(hexOf);
const wei = fc.bigInt({ min: 0n, max: 2n ** 200n });
const accessList = fc.array(
  fc.record(
    { address: bytesOf(20), storageKeys: fc.array(bytesOf(32), { maxLength: 3 }) },
    { noNullPrototype: true },
  ),
  { maxLength: 3 },
);
const authorization = fc.record({
  chainId: fc.nat(),
  address: bytesOf(20),
  nonce: fc.nat(),
  yParity: fc.constantFrom(0, 1),
  r: bytesOf(32).filter((text) => !text.startsWith('0x00')),
  s: bytesOf(32).filter((text) => !text.startsWith('0x00')),
});
const common = fc.record({
  chainId: fc.integer({ min: 1, max: 2 ** 40 }),
  nonce: fc.nat(),
  gas: fc.bigInt({ min: 0n, max: 2n ** 60n }),
  to: bytesOf(20),
  value: wei,
  data: fc.uint8Array({ maxLength: 80 }).map(hexOf),
  fee: wei,
  accessList,
});

test('judge: EIP-2930 by viem and ethers is read to the same facts', () => {
  fc.assert(
    fc.property(common, ({ fee, ...fields }) => {
      const byViem = serializeTransaction({ ...fields, type: 'eip2930', gasPrice: fee });
      const { gas, ...rest } = fields;
      const byEthers = Transaction.from({ ...rest, type: 1, gasPrice: fee, gasLimit: gas });
      assert.equal(byEthers.unsignedSerialized, byViem);
      const read = decode(byViem);
      assert.equal(read.format, 'eip2930');
      assert.equal(read.maxFeePerGasWei, fee);
      assert.equal(read.maxPriorityFeePerGasWei, fee);
      assert.deepEqual(describeAccess(read), fields.accessList);
      assert.equal(hexOf(keccak_256(encodeEvmTransaction(read))), byEthers.unsignedHash);
    }),
  );
});

test('judge: EIP-1559, EIP-4844 and EIP-7702 by viem are read to the same facts', () => {
  const hashes = fc.array(
    bytesOf(31).map((text): Hex => `0x01${text.slice(2)}`),
    { minLength: 1, maxLength: 3 },
  );
  const authorizations = fc.array(authorization, { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(common, hashes, authorizations, wei, ({ fee, ...fields }, blobs, list, blobFee) => {
      const fees = { maxFeePerGas: fee, maxPriorityFeePerGas: fee / 3n };
      const plain = decode(serializeTransaction({ ...fields, ...fees, type: 'eip1559' }));
      const blob = decode(
        serializeTransaction({
          ...fields,
          ...fees,
          type: 'eip4844',
          maxFeePerBlobGas: blobFee,
          blobVersionedHashes: blobs,
          sidecars: false,
        }),
      );
      const lent = decode(
        serializeTransaction({ ...fields, ...fees, type: 'eip7702', authorizationList: list }),
      );
      for (const read of [plain, blob, lent]) {
        assert.equal(read.chainId, BigInt(fields.chainId));
        assert.equal(read.nonce, BigInt(fields.nonce));
        assert.equal(read.maxFeePerGasWei, fee);
        assert.equal(read.maxPriorityFeePerGasWei, fee / 3n);
        assert.equal(read.gasLimit, fields.gas);
        assert.equal(hexOf(read.to), fields.to);
        assert.equal(read.valueWei, fields.value);
        assert.equal(hexOf(read.data), fields.data);
        assert.deepEqual(describeAccess(read), fields.accessList);
      }
      assert.equal(blob.maxFeePerBlobGasWei, blobFee);
      assert.deepEqual(blob.blobHashes.map(hexOf), blobs);
      assert.deepEqual(
        lent.authorizations.map((one) => [
          Number(one.chainId),
          hexOf(one.address),
          Number(one.nonce),
          Number(one.yParity),
          `0x${one.r.toString(16).padStart(64, '0')}`,
          `0x${one.s.toString(16).padStart(64, '0')}`,
        ]),
        list.map((one) => [one.chainId, one.address, one.nonce, one.yParity, one.r, one.s]),
      );
    }),
  );
});

function describeAccess({ accessList: entries }: EvmTransaction): object[] {
  return entries.map(({ address, storageKeys }) => ({
    address: hexOf(address),
    storageKeys: storageKeys.map((key) => (key instanceof Uint8Array ? hexOf(key) : 'list')),
  }));
}

const to = new Uint8Array(20).fill(7);
const none = new Uint8Array();
const int = integerToBytes;
const head: readonly RlpItem[] = [int(1n), int(1n), int(1n), int(1n), int(1n), to, int(1n), none, []];
const hash = Uint8Array.of(1, ...new Uint8Array(31));
const lent: readonly RlpItem[] = [int(1n), to, int(1n), int(1n), int(1n), int(1n)];

function problemOf(type: number, fields: readonly RlpItem[]): unknown {
  const decoded = decodeEvmTransaction(Buffer.concat([Uint8Array.of(type), encodeRlp(fields)]));
  return decoded.ok ? 'accepted' : (decoded.error.detail['field'] ?? decoded.error.detail['problem']);
}

for (const [what, type, fields, problem] of [
  ['a blob transaction', 3, [...head, int(1n), [hash]], 'accepted'],
  ['no blobs', 3, [...head, int(1n), []], 'blobVersionedHashes'],
  ['a blob hash of 31 bytes', 3, [...head, int(1n), [hash.subarray(0, 31)]], 'blobVersionedHashes'],
  ['a blob hash of another version', 3, [...head, int(1n), [new Uint8Array(32)]], 'blobVersionedHashes'],
  ['a list for a blob hash', 3, [...head, int(1n), [hash, []]], 'encodes_differently'],
  ['blobs that create a contract', 3, [...head.with(5, none), int(1n), [hash]], 'to'],
  ['a delegation', 4, [...head, [lent]], 'accepted'],
  ['no delegations', 4, [...head, []], 'authorizationList'],
  ['a delegation of five fields', 4, [...head, [lent.slice(0, 5)]], 'authorizationList'],
  ['a delegation to 19 bytes', 4, [...head, [lent.with(1, to.subarray(1))]], 'authorizationList.address'],
  ['a delegation with a wide parity', 4, [...head, [lent.with(3, int(256n))]], 'authorizationList.yParity'],
  [
    'a delegation with a leading zero',
    4,
    [...head, [lent.with(4, Uint8Array.of(0, 1))]],
    'encodes_differently',
  ],
  ['delegations that create a contract', 4, [...head.with(5, none), [lent]], 'to'],
  ['a signed EIP-7702 transaction', 4, [...head, [lent], int(1n), int(1n), int(1n)], 'field_count'],
] as const) {
  test(`${what}: ${problem}`, () => assert.equal(problemOf(type, fields), problem));
}
