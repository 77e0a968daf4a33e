import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keccak256, parseTransaction } from 'viem';
import { buildPreimage, type EvmTransaction, maxFeeWei } from '../../src/simulator/evm-transaction.ts';

const transfer: EvmTransaction = {
  format: 'eip1559',
  chainId: 11155111n,
  nonce: 4n,
  gasLimit: 21_000n,
  maxFeePerGasWei: 28_466_845_821n,
  maxPriorityFeePerGasWei: 1_000_000_000n,
  to: '0x5dC69B1Fbb13Bafd09af88a782F0F285772Ad5f8',
  valueWei: 10_000_000_000_000_000n,
  data: '0x',
};

test('the published EIP-1559 sample is rebuilt byte for byte', () => {
  const { rawTx, payload } = buildPreimage({ ...transfer, chainId: 1n });
  assert.equal(
    rawTx,
    '02ef0104843b9aca008506a0c1987d825208945dc69b1fbb13bafd09af88a782f0f285772ad5f8872386f26fc1000080c0',
  );
  assert.equal(payload, '77b4e74099ce90c08503c0e0bb6e672dbe1c5e3e127ce333bf22eb581cd3f6ce');
});

test('an EIP-1559 transaction decodes with viem to what was asked for', () => {
  const { rawTx, payload } = buildPreimage({ ...transfer, data: '0xa9059cbb' });
  const decoded = parseTransaction(`0x02${rawTx.slice(2)}`);
  assert.equal(decoded.type, 'eip1559');
  assert.equal(decoded.chainId, 11155111);
  assert.equal(decoded.nonce, 4);
  assert.equal(decoded.gas, 21_000n);
  assert.equal(decoded.maxFeePerGas, 28_466_845_821n);
  assert.equal(decoded.maxPriorityFeePerGas, 1_000_000_000n);
  assert.equal(decoded.to?.toLowerCase(), transfer.to.toLowerCase());
  assert.equal(decoded.value, 10_000_000_000_000_000n);
  assert.equal(decoded.data, '0xa9059cbb');
  assert.equal(payload, keccak256(`0x${rawTx}`).slice(2));
});

test('a legacy transaction decodes with viem and carries its chain', () => {
  const decoded = parseTransaction(`0x${buildPreimage({ ...transfer, format: 'legacy' }).rawTx}`);
  assert.equal(decoded.type, 'legacy');
  assert.equal(decoded.chainId, 11155111);
  assert.equal(decoded.gasPrice, 28_466_845_821n);
  assert.equal(decoded.gas, 21_000n);
  assert.equal(decoded.to?.toLowerCase(), transfer.to.toLowerCase());
  assert.equal(decoded.value, 10_000_000_000_000_000n);
});

test('the fee is what the whole gas can cost', () => {
  assert.equal(maxFeeWei(transfer), 597_803_762_241_000n);
});

test('a destination that is not hexadecimal is a mistake of the caller', () => {
  assert.throws(() => buildPreimage({ ...transfer, to: '0xzz' }), /not hexadecimal: 0xzz/);
});
