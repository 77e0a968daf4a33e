import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bech32, bech32m } from '@scure/base';
import * as bitcoin from 'bitcoinjs-lib';
import fc from 'fast-check';
import { decodeAddress, encodeAddress } from '../../../src/transaction/bitcoin/address.ts';
import { networks } from '../../../src/transaction/bitcoin/networks.ts';
import { needsWitness, writeScript } from '../../../src/transaction/bitcoin/script.ts';
import { judgedNetwork } from '../../helpers/bitcoin.ts';

const names = ['bitcoin', 'bitcoin_testnet', 'litecoin', 'litecoin_testnet', 'dogecoin'] as const;
const types = ['p2pkh', 'p2sh', 'p2wpkh', 'p2wsh', 'p2tr'] as const;

test('judge: bitcoinjs-lib writes and reads every address as we do', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...names),
      fc.constantFrom(...types),
      fc.uint8Array({ minLength: 32, maxLength: 32 }),
      (name, type, bytes) => {
        fc.pre(name !== 'dogecoin' || !needsWitness(type));
        const program = type === 'p2wsh' || type === 'p2tr' ? bytes : bytes.subarray(0, 20);
        const script = writeScript({ type, program });
        // The judge asks of a taproot key that it is a point of the curve; we let the chain ask.
        const address = encodeAddress({ type, program }, networks[name]);
        if (type !== 'p2tr') {
          assert.equal(bitcoin.address.fromOutputScript(script, judgedNetwork(name)), address);
        }
        const read = decodeAddress(address, networks[name]);
        assert.ok(read);
        assert.deepEqual(Buffer.from(writeScript(read)), Buffer.from(script));
      },
    ),
  );
});

const { bitcoin: main, dogecoin } = networks;
const accepted = (text: string) => decodeAddress(text, main)?.type;

test('published addresses', () => {
  assert.equal(accepted('BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4'), 'p2wpkh');
  assert.equal(accepted('bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0'), 'p2tr');
  assert.equal(accepted('1BoatSLRHtKNngkdXEeobR76b53LETtpyT'), 'p2pkh');
  assert.equal(accepted('3P14159f73E4gFr7JterCCQh9QjiTjiZrG'), 'p2sh');
});

test('what has no single reading is no address', () => {
  const words = bech32.toWords(Buffer.alloc(20, 1));
  const longWords = bech32.toWords(Buffer.alloc(32, 1));
  for (const text of [
    '',
    'x',
    'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5', // checksum
    'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3T4', // both cases
    ' 1BoatSLRHtKNngkdXEeobR76b53LETtpyT',
    '1BoatSLRHtKNngkdXEeobR76b53LETtpyT1', // longer
    '1BoatSLRHtKNngkdXEeobR76b53LETtpy0', // not a digit
    '1'.repeat(36),
    'tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx', // another network
    'LM2WMpR1Rp6j3Sa59cMXMs1SPzj9eXpGc1',
    bech32m.encode('bc', [0, ...words]), // version 0 in bech32m
    bech32.encode('bc', [1, ...longWords]), // taproot in bech32
    bech32m.encode('bc', [2, ...longWords]), // a version of the future
    bech32m.encode('bc', [1, ...words]), // no taproot key
    bech32.encode('bc', [0, ...bech32.toWords(Buffer.alloc(25, 1))]),
    bech32.encode('bc', []),
    bech32.encode('bc', [0, 1]), // bits left over
  ]) {
    assert.equal(decodeAddress(text, main), undefined, text);
  }
});

test('base58check of another length is no address', () => {
  assert.equal(decodeAddress('3QJmnh', main), undefined);
  assert.equal(decodeAddress('1Wh4bh', main), undefined);
});

test('a chain without witnesses knows no bech32', () => {
  assert.equal(decodeAddress('bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4', dogecoin), undefined);
});

test("Litecoin's P2SH addresses are those that only Litecoin has", () => {
  const script = { type: 'p2sh', program: Buffer.alloc(20, 5) } as const;
  assert.equal(decodeAddress(encodeAddress(script, main), networks.litecoin), undefined);
  assert.match(encodeAddress(script, networks.litecoin), /^M/);
});
