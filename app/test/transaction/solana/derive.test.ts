import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getAddressDecoder, getProgramDerivedAddress, isOffCurveAddress } from '@solana/kit';
import {
  ASSOCIATED_TOKEN_PROGRAM_ADDRESS,
  findAssociatedTokenPda,
  TOKEN_PROGRAM_ADDRESS,
} from '@solana-program/token';
import fc from 'fast-check';
import { isSolanaAddress, readAddress, spellAddress } from '../../../src/transaction/solana/address.ts';
import {
  associatedTokenAccount,
  findProgramAddress,
  isOnCurve,
} from '../../../src/transaction/solana/derive.ts';
import { token2022Program, tokenProgram } from '../../../src/transaction/solana/program-ids.ts';

const bytes32 = fc.uint8Array({ minLength: 32, maxLength: 32 });
const asAddress = (bytes: Uint8Array) => getAddressDecoder().decode(bytes);

test('an address is 32 bytes in base58, in one spelling', () => {
  fc.assert(
    fc.property(bytes32, (bytes) => {
      const text = asAddress(bytes);
      assert.equal(spellAddress(bytes), text);
      assert.ok(isSolanaAddress(text));
      assert.deepEqual(readAddress(text), bytes);
    }),
  );
  for (const text of [
    '',
    '1'.repeat(31),
    '1'.repeat(33),
    '0'.repeat(40),
    'z'.repeat(44),
    '0x1234',
    'é'.repeat(40),
  ])
    assert.equal(isSolanaAddress(text), false, text);
  assert.ok(isSolanaAddress('1'.repeat(32)));
});

test('what is a point is what the other library takes for one', () => {
  fc.assert(
    fc.property(bytes32, (bytes) => {
      assert.equal(isOnCurve(bytes), !isOffCurveAddress(asAddress(bytes)));
    }),
    { numRuns: 500 },
  );
});

test('program addresses are those of the other library', async () => {
  const seeds = fc.array(fc.uint8Array({ maxLength: 32 }), { minLength: 1, maxLength: 4 });
  const property = fc.asyncProperty(seeds, async (parts) => {
    const programAddress = ASSOCIATED_TOKEN_PROGRAM_ADDRESS;
    const [expected] = await getProgramDerivedAddress({ programAddress, seeds: parts });
    assert.equal(findProgramAddress(parts, programAddress), expected);
  });
  await fc.assert(property, { numRuns: 100 });
});

test('associated token accounts are those of the other library, for each token program', async () => {
  const property = fc.asyncProperty(bytes32, bytes32, async (ownerBytes, mintBytes) => {
    const [owner, mint] = [asAddress(ownerBytes), asAddress(mintBytes)];
    const [expected] = await findAssociatedTokenPda({ owner, mint, tokenProgram: TOKEN_PROGRAM_ADDRESS });
    assert.equal(associatedTokenAccount(owner, mint, tokenProgram), expected);
    assert.notEqual(associatedTokenAccount(owner, mint, token2022Program), expected);
  });
  await fc.assert(property, { numRuns: 50 });
});
