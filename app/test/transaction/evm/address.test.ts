import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { getAddress } from 'viem';
import {
  checksumEvmAddress,
  hasValidChecksum,
  isEvmAddress,
  normaliseEvmAddress,
} from '../../../src/transaction/evm/address.ts';
import { readVector } from '../../helpers/requests.ts';

const { valid }: { valid: readonly string[] } = JSON.parse(readVector('eip55.json'));

for (const address of valid) {
  test(`${address} of EIP-55 has its checksum, and no other mixture of cases has`, () => {
    assert.equal(isEvmAddress(address), true);
    assert.equal(hasValidChecksum(address), true);
    assert.equal(checksumEvmAddress(address.toLowerCase()), address);
    const at = address.search(/[A-Fa-f](?=[0-9a-fA-F]*$)/);
    const letter = address.charAt(at);
    const flipped = letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase();
    const other = address.slice(0, at) + flipped + address.slice(at + 1);
    assert.equal(isEvmAddress(other), true);
    assert.equal(hasValidChecksum(other), false);
  });
}

test('an address in one case claims no checksum', () => {
  for (const address of valid) {
    assert.equal(hasValidChecksum(address.toLowerCase()), true);
    assert.equal(hasValidChecksum(`0x${address.slice(2).toUpperCase()}`), true);
  }
  assert.equal(hasValidChecksum(`0x${'1'.repeat(40)}`), true);
});

test('addresses are compared in lower case', () => {
  assert.equal(normaliseEvmAddress('0xABcd'), '0xabcd');
});

for (const text of [
  '',
  '0x',
  `0x${'a'.repeat(39)}`,
  `0x${'a'.repeat(41)}`,
  `0x${'g'.repeat(40)}`,
  `0X${'a'.repeat(40)}`,
  'a'.repeat(40),
  ` 0x${'a'.repeat(40)}`,
  `0x${'a'.repeat(40)}\n`,
  'vitalik.eth',
]) {
  test(`${JSON.stringify(text)} is no EVM address`, () => assert.equal(isEvmAddress(text), false));
}

test('judge: viem spells every address the same', () => {
  const address = fc
    .uint8Array({ minLength: 20, maxLength: 20 })
    .map((raw) => Buffer.from(raw).toString('hex'));
  fc.assert(
    fc.property(address, (digits) => {
      assert.equal(checksumEvmAddress(`0x${digits}`), getAddress(`0x${digits}`));
    }),
  );
});
