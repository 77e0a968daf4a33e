import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AccountRole, type Address, address as asAddress, type Instruction } from '@solana/kit';
import {
  getSetComputeUnitLimitInstruction,
  getSetComputeUnitPriceInstruction,
} from '@solana-program/compute-budget';
import { getTransferSolInstruction } from '@solana-program/system';
import { matchBytes } from '../../../src/transaction/match.ts';
import { knowledgeWith } from '../../helpers/knowledge.ts';
import { mustParseTransaction } from '../../helpers/requests.ts';
import {
  addressOf,
  messageOf,
  programCallRequest,
  recipient,
  signer,
  stranger,
  vault,
  wireOf,
} from '../../helpers/solana.ts';

const pay = getTransferSolInstruction({ source: signer, destination: recipient, amount: 7n });
const limit = (units: number) => getSetComputeUnitLimitInstruction({ units });
const price = (microLamports: bigint) => getSetComputeUnitPriceInstruction({ microLamports });

function fee(...instructions: readonly Instruction[]): bigint | string | undefined {
  const vaultAddresses = new Map([['7', new Set([vault])]]);
  const signers = instructions.flatMap(({ accounts = [] }) => accounts.filter(({ role }) => role >= 2));
  const count = new Set([vault, ...signers.map(({ address }) => address)]).size;
  const request = mustParseTransaction(programCallRequest(wireOf(messageOf(instructions), count)));
  const matched = matchBytes(request, knowledgeWith({ vaultAddresses }));
  if (!matched.ok) return String(matched.error.detail['problem']);
  return matched.value.kind === 'bytes_matched' ? matched.value.facts.fee?.units : undefined;
}

test('each signature costs 5000 lamports', () => {
  const second: Instruction = {
    programAddress: addressOf(0x77),
    accounts: [{ address: stranger, role: AccountRole.READONLY_SIGNER }],
  };
  assert.equal(fee(pay), 5000n);
  assert.equal(fee(pay, second), 10_000n);
});

test('signatures inside instructions cost the same', () => {
  const verifying = (program: string, count: number): Instruction => ({
    programAddress: asAddress(program),
    data: Buffer.of(count),
  });
  assert.equal(fee(pay, verifying('Ed25519SigVerify111111111111111111111111111', 2)), 15_000n);
  assert.equal(fee(pay, verifying('KeccakSecp256k11111111111111111111111111111', 1)), 10_000n);
  const empty: Instruction = { programAddress: 'Secp256r1SigVerify1111111111111111111111111' as Address };
  assert.equal(fee(pay, empty), 5000n);
});

test('priority is the limit times the price, rounded up', () => {
  assert.equal(fee(limit(1_000), price(1_000n), pay), 5001n);
  assert.equal(fee(limit(1_000), price(1_001n), pay), 5002n);
  assert.equal(fee(limit(1_000), pay), 5000n);
});

test('without a limit each instruction may use 200,000 units, and all together no more than 1,400,000', () => {
  assert.equal(fee(price(1_000_000n), pay), 405_000n);
  assert.equal(fee(price(1_000_000n), ...Array.from({ length: 6 }, () => pay)), 1_405_000n);
  assert.equal(fee(price(1_000_000n), ...Array.from({ length: 7 }, () => pay)), 1_405_000n);
  assert.equal(fee(limit(4_000_000), price(1_000_000n), pay), 1_405_000n);
});

test('a limit or a price that is set twice is refused', () => {
  assert.equal(fee(limit(1), limit(1), pay), 'compute_budget_repeated');
  assert.equal(fee(price(1n), price(2n), pay), 'compute_budget_repeated');
});
