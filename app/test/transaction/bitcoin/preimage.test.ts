import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodePreimage, hashPreimage } from '../../../src/transaction/bitcoin/preimage.ts';
import { writeScript } from '../../../src/transaction/bitcoin/script.ts';
import { writeTransaction } from '../../../src/transaction/bitcoin/transaction.ts';
import { uint32 } from '../../../src/transaction/bitcoin/wire.ts';
import { readVector } from '../../helpers/requests.ts';

interface Vector {
  readonly about: string;
  readonly kind?: string;
  readonly refused?: string;
  readonly preimage: string;
  readonly digest: string;
}
const { preimages }: { preimages: readonly Vector[] } = JSON.parse(
  readVector('bitcoin-signature-hashes.json'),
);

function outcome(bytes: Uint8Array): string {
  const decoded = decodePreimage(bytes, 'rawTx');
  return decoded.ok ? decoded.value.kind : decoded.error.reason;
}

for (const { about, kind, refused, preimage, digest } of preimages) {
  test(`published: ${about}`, () => {
    const bytes = Buffer.from(preimage, 'hex');
    assert.equal(hashPreimage(bytes), digest);
    assert.equal(outcome(bytes), refused ?? kind);
  });
}

const key = { type: 'p2pkh', program: Buffer.alloc(20, 1) } as const;
const input = (script: Uint8Array, n = 0) => ({
  outpoint: Buffer.alloc(36, n),
  script,
  sequence: 0xffffffff,
});
const output = { value: 1n, script: writeScript({ type: 'p2wsh', program: Buffer.alloc(32, 2) }) };
const none = new Uint8Array();

function legacy(scripts: readonly Uint8Array[], sighash = 1): Buffer {
  const inputs = scripts.map((script, i) => input(script, i));
  const transaction = { version: 1, inputs, outputs: [output], locktime: 0 };
  return Buffer.concat([writeTransaction(transaction), uint32(sighash)]);
}

test('a legacy pre-image has one script, in the place of its input, and it is a key hash', () => {
  const p2pkh = writeScript(key);
  assert.equal(outcome(legacy([none, p2pkh])), 'legacy');
  assert.equal(outcome(legacy([none, none])), 'transaction_bytes_malformed');
  assert.equal(outcome(legacy([p2pkh, p2pkh])), 'transaction_bytes_malformed');
  assert.equal(outcome(legacy([writeScript({ ...key, type: 'p2sh' })])), 'transaction_script_unsupported');
  assert.equal(outcome(legacy([Buffer.from('51', 'hex')])), 'transaction_script_unsupported');
  for (const sighash of [0, 2, 3, 0x41, 0x81]) {
    assert.equal(outcome(legacy([p2pkh], sighash)), 'transaction_sighash_unsupported');
  }
});

test('a witness script is neither empty, nor longer than nodes relay, nor the hash of something', () => {
  const bytes = Buffer.from(preimages[0]?.preimage ?? '', 'hex');
  const withScript = (length: readonly number[], script: Uint8Array) =>
    outcome(Buffer.concat([bytes.subarray(0, 104), Buffer.from(length), script, bytes.subarray(130)]));
  assert.equal(withScript([1], Buffer.from('51', 'hex')), 'segwit');
  assert.equal(withScript([0xfd, 0x10, 0x0e], Buffer.alloc(3600, 0x51)), 'segwit');
  assert.equal(withScript([0xfd, 0x11, 0x0e], Buffer.alloc(3601, 0x51)), 'transaction_script_unsupported');
  assert.equal(withScript([0], none), 'transaction_script_unsupported');
  const hash = writeScript({ type: 'p2wpkh', program: Buffer.alloc(20) });
  assert.equal(withScript([22], hash), 'transaction_script_unsupported');
});

test('taproot: a script path or an annex is refused', () => {
  const bytes = Buffer.from(preimages[5]?.preimage ?? '', 'hex');
  for (const spendType of [1, 2]) {
    bytes.writeUInt8(spendType, 170);
    assert.equal(outcome(bytes), 'transaction_script_unsupported');
  }
});

test('bytes that can be read in two ways are refused', () => {
  // Legacy: one input and three outputs, 209 bytes. As BIP-143 there is a script of 52 bytes at offset 104.
  const program = Buffer.alloc(32, 7);
  const outputs = [0, 1, 2].map(() => ({ value: 1n, script: writeScript({ type: 'p2wsh', program }) }));
  const inputs = [input(writeScript(key))];
  const bytes = Buffer.concat([writeTransaction({ version: 1, inputs, outputs, locktime: 0 }), uint32(1)]);
  const script = bytes.length - 157;
  assert.equal(outcome(bytes), 'legacy');
  bytes.writeUInt8(script, 104);
  assert.equal(outcome(bytes), 'transaction_not_canonical');
  bytes.writeUInt8(script + 1, 104);
  assert.equal(outcome(bytes), 'legacy');
});

test('nothing, and bytes of no layout, are no pre-image', () => {
  for (const bytes of [none, Buffer.alloc(175, 9), Buffer.alloc(174)]) {
    assert.equal(outcome(bytes), 'transaction_bytes_malformed');
  }
});
