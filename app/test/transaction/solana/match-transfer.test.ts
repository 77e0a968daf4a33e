import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import type { Address, Instruction } from '@solana/kit';
import {
  getSetComputeUnitLimitInstruction,
  getSetComputeUnitPriceInstruction,
} from '@solana-program/compute-budget';
import { getAddMemoInstruction } from '@solana-program/memo';
import { getTransferSolInstruction } from '@solana-program/system';
import {
  getCreateAssociatedTokenIdempotentInstruction,
  getTransferCheckedInstruction,
  getTransferInstruction,
} from '@solana-program/token';
import fc from 'fast-check';
import type { Denial, RefusalReason } from '../../../src/decision/denial.ts';
import type { TransactionFacts } from '../../../src/transaction/facts.ts';
import type { Knowledge } from '../../../src/transaction/knowledge.ts';
import { matchBytes } from '../../../src/transaction/match.ts';
import { digestOf } from '../../../src/transaction/solana/read-signed.ts';
import { builtInKnowledge, knowledgeWith } from '../../helpers/knowledge.ts';
import { mustParseTransaction, type Wire } from '../../helpers/requests.ts';
import {
  accountOf,
  addressOf,
  messageOf,
  recipient,
  signer,
  stranger,
  transferRequest,
  usdc,
  vault,
} from '../../helpers/solana.ts';

const lamports = 1_500_000_000n;

function facts(body: Wire, knowledge: Knowledge = builtInKnowledge): TransactionFacts {
  const matched = matchBytes(mustParseTransaction(body), knowledge);
  assert.ok(matched.ok, inspect(matched));
  assert.equal(matched.value.kind, 'bytes_matched');
  return matched.value.facts;
}

function denial(body: Wire, knowledge: Knowledge = builtInKnowledge): Denial {
  const matched = matchBytes(mustParseTransaction(body), knowledge);
  assert.ok(!matched.ok, 'matched');
  return matched.error;
}

function pay(destination: Address = recipient, amount: bigint = lamports): Instruction {
  return getTransferSolInstruction({ source: signer, destination, amount });
}

const sol = messageOf([pay()]);

test('a transfer of SOL matches, with a call for its instruction', () => {
  for (const version of ['legacy', 0] as const) {
    const message = messageOf([pay()], { version });
    assert.deepEqual(facts(transferRequest(message)), {
      family: 'solana',
      digests: [digestOf(message)],
      payments: [{ asset: 'SOL', to: recipient, units: lamports, destination: 0 }],
      fee: { asset: 'SOL', units: 5000n },
      acts: ['payment'],
      calls: [
        {
          to: '11111111111111111111111111111111',
          selector: '0x02000000',
          method: 'system.transfer',
          args: [
            { name: 'from', value: vault },
            { name: 'to', value: recipient },
            { name: 'lamports', value: lamports },
          ],
          units: lamports,
          depth: 0,
        },
      ],
      allowances: [],
      details: {
        format: version === 0 ? 'solana_v0' : 'solana_legacy',
        blockhash: addressOf(0x44),
        signers: [vault],
        computeUnitLimit: '200000',
        microLamportsPerUnit: '0',
        sourceProof: 'sole_signer',
      },
    });
  }
});

test('memo and compute budget are facts: an act, and a fee that the declared one has to cover', () => {
  const message = messageOf([
    getSetComputeUnitLimitInstruction({ units: 100_000 }),
    getSetComputeUnitPriceInstruction({ microLamports: 25_001n }),
    pay(),
    getAddMemoInstruction({ memo: 'Miete für Mai' }),
  ]);
  const found = facts(transferRequest(message, { fee: '0.000007501' }));
  assert.deepEqual(found.acts, ['memo', 'payment']);
  assert.deepEqual(found.fee, { asset: 'SOL', units: 7501n });
  assert.deepEqual(found.calls[3]?.args, [{ name: 'text', value: 'Miete für Mai' }]);
  assert.deepEqual(denial(transferRequest(message, { fee: '0.0000075' })).detail, {
    field: 'fee',
    declared: '0.0000075',
    found: '0.000007501',
  });
});

/** The one destination of the sample, with some fields replaced. */
function to(changes: Wire): Wire {
  const destination = {
    dstType: 'ONE_TIME_ADDRESS',
    dstId: '',
    dstAddress: recipient,
    amountNativeStr: '1.5',
  };
  return { destinations: [{ ...destination, ...changes }] };
}

function raw(changes: Wire): Wire {
  const hex = sol.toString('hex');
  return { rawTx: [{ keyDerivationPath: [44, 501, 7, 0, 0], rawTx: hex, payload: hex, ...changes }] };
}

const [entry] = [{ keyDerivationPath: [44, 501, 7, 0, 0], rawTx: '00', payload: '00' }];
const [place] = [{ dstType: 'ONE_TIME_ADDRESS', dstId: '', amountNativeStr: '1.5' }];

/** One thing changed at a time: what is refused and why. */
const changed: readonly (readonly [string, Wire, RefusalReason])[] = [
  ['the destination address', { destAddress: stranger }, 'transaction_destination_mismatch'],
  ['no destination address', { destAddress: undefined }, 'transaction_destination_mismatch'],
  ['the address of the destination entry', to({ dstAddress: stranger }), 'transaction_destination_mismatch'],
  ['the shown address', to({ displayDstAddress: stranger }), 'transaction_destination_mismatch'],
  ['no address in the entry', to({ dstAddress: undefined }), 'transaction_destination_mismatch'],
  ['the kind of the entry', to({ dstType: 'UNMANAGED', dstId: 'x' }), 'transaction_destination_mismatch'],
  ['the amount', { amountStr: '1.500000001', ...to({}) }, 'transaction_amount_mismatch'],
  ['the amount beyond a lamport', { amountStr: '1.5000000001', ...to({}) }, 'transaction_amount_mismatch'],
  ['the amount of the entry', to({ amountNativeStr: '1.4' }), 'transaction_amount_mismatch'],
  ['the token', { asset: 'SOL_USDC_PTHX' }, 'transaction_token_mismatch'],
  ['two destinations', { destinations: [place, place] }, 'transaction_entry_count'],
  ['no destination', { destinations: [] }, 'transaction_entry_count'],
  ['two raw transactions', { rawTx: [entry, entry] }, 'transaction_entry_count'],
  ['no fee', { fee: undefined }, 'transaction_fee_missing'],
  ['a fee that is too low', { fee: '0.000004999' }, 'transaction_fee_mismatch'],
  ['a fee of parts of a lamport', { fee: '0.0000051234' }, 'transaction_fee_mismatch'],
  ['the payload', raw({ payload: '00' }), 'transaction_digest_mismatch'],
  ['no payload', raw({ payload: undefined }), 'transaction_digest_missing'],
  ['a hash for a payload', raw({ payload: digestOf(sol) }), 'transaction_digest_mismatch'],
  ['the vault account', { sourceId: '8' }, 'transaction_derivation_path_mismatch'],
  ['no derivation path', raw({ keyDerivationPath: undefined }), 'transaction_derivation_path_mismatch'],
  ['the test network', { asset: 'SOL_TEST' }, 'transaction_derivation_path_mismatch'],
  ['an exchange for a source', { sourceType: 'EXCHANGE' }, 'transaction_derivation_path_mismatch'],
  ['bytes that are no hex', raw({ rawTx: 'zz', payload: 'zz' }), 'transaction_bytes_malformed'],
  ['one byte more', raw({ rawTx: `${sol.toString('hex')}00` }), 'transaction_bytes_malformed'],
  ['another operation', { operation: 'STAKE' }, 'transaction_operation_unsupported'],
  ['an approval', { operation: 'APPROVE' }, 'transaction_operation_unsupported'],
];
for (const [what, changes, reason] of changed) {
  test(`changed alone, ${what} is refused: ${reason}`, () => {
    assert.equal(denial(transferRequest(sol, changes)).reason, reason);
  });
}

test('an address shown beside the other, and a path as text, are no change', () => {
  facts(transferRequest(sol, { ...to({ displayDstAddress: recipient }), ...raw({}) }));
  facts(transferRequest(sol, to({ dstAddress: undefined, displayDstAddress: recipient })));
});

test('bytes that pay another account, another amount or twice are refused', () => {
  assert.equal(
    denial(transferRequest(messageOf([pay(stranger)]))).reason,
    'transaction_destination_mismatch',
  );
  const more = transferRequest(messageOf([pay(recipient, lamports + 1n)]));
  assert.deepEqual(denial(more).detail, { field: 'amountStr', declared: '1.5', found: '1.500000001' });
  assert.equal(denial(transferRequest(messageOf([pay(), pay()]))).reason, 'transaction_entry_count');
  assert.deepEqual(denial(transferRequest(messageOf([pay(vault)]))).detail, {
    field: 'asset',
    declared: 'SOL',
    found: 'none',
  });
});

test('with the vault account’s addresses in the policy, the payer must be one of them', () => {
  const listing = (...addresses: readonly string[]): Knowledge =>
    knowledgeWith({ vaultAddresses: new Map([['7', new Set(addresses)]]) });
  assert.equal(facts(transferRequest(sol), listing(stranger, vault)).details['sourceProof'], 'vault_address');
  assert.deepEqual(denial(transferRequest(sol), listing(stranger)), {
    reason: 'transaction_signer_mismatch',
    detail: { field: 'feePayer', declared: 'VAULT 7', found: vault },
  });
  // Addresses of other chains say nothing here, and neither do those of other accounts.
  assert.equal(facts(transferRequest(sol), listing('bc1qxyz')).details['sourceProof'], 'sole_signer');
  const other = knowledgeWith({ vaultAddresses: new Map([['8', new Set([stranger])]]) });
  assert.equal(facts(transferRequest(sol), other).details['sourceProof'], 'sole_signer');
});

const amount = 2_500_000n;
const tokens: Wire = { asset: 'SOL_USDC_PTHX', amountStr: '2.5' };

async function tokenTransfer(owner: Address = recipient, from: Address = vault): Promise<Instruction> {
  const source = await accountOf(from);
  const destination = await accountOf(owner);
  return getTransferCheckedInstruction({
    source,
    mint: usdc,
    destination,
    authority: signer,
    amount,
    decimals: 6,
  });
}

const paysRecipient = [{ asset: 'SOL_USDC_PTHX', to: recipient, units: amount, destination: 0 }];

test('a token transfer pays the owner of the token account, proven by the account’s address', async () => {
  const found = facts(transferRequest(messageOf([await tokenTransfer()]), tokens));
  assert.deepEqual(found.payments, paysRecipient);
  assert.deepEqual(found.acts, ['payment']);
  assert.deepEqual(found.fee, { asset: 'SOL', units: 5000n });
  assert.equal(found.calls[0]?.method, 'token.transferChecked');
});

test('the token account may be made in the same message, which is an act', async () => {
  const ata = await accountOf(recipient);
  const create = getCreateAssociatedTokenIdempotentInstruction({
    payer: signer,
    ata,
    owner: recipient,
    mint: usdc,
  });
  const found = facts(transferRequest(messageOf([create, await tokenTransfer()]), tokens));
  assert.deepEqual(found.payments, paysRecipient);
  assert.deepEqual(found.acts, ['create_token_account', 'payment']);
});

test('the plain transfer, which names no mint, is proven by either account', async () => {
  const [own, theirs] = [await accountOf(vault), await accountOf(recipient)];
  const plain = (source: Address, destination: Address): Wire => {
    const instruction = getTransferInstruction({ source, destination, authority: signer, amount });
    return transferRequest(messageOf([instruction]), tokens);
  };
  assert.deepEqual(facts(plain(own, theirs)).payments, paysRecipient);
  const [payment] = facts(plain(stranger, theirs)).payments;
  assert.deepEqual(payment, { ...paysRecipient[0], from: stranger });
  const declared = {
    destAddress: stranger,
    destinations: [{ ...place, dstAddress: stranger, amountNativeStr: '2.5' }],
  };
  // The source proves the mint; the recipient is the token account itself.
  assert.equal(facts({ ...plain(own, stranger), ...declared }).payments[0]?.to, stranger);
  assert.deepEqual(denial(plain(addressOf(0x55), stranger)).detail, {
    field: 'asset',
    declared: 'SOL_USDC_PTHX',
    found: 'unlisted:solana:unknown',
  });
});

test('tokens out of an account that is not the source’s own are named, whoever may move them', async () => {
  const found = facts(transferRequest(messageOf([await tokenTransfer(recipient, stranger)]), tokens));
  assert.deepEqual(found.acts, ['payment', 'transfer_from']);
});

test('tokens for the account of another owner are refused', async () => {
  const other = transferRequest(messageOf([await tokenTransfer(stranger)]), tokens);
  assert.deepEqual(denial(other), {
    reason: 'transaction_destination_mismatch',
    detail: { field: 'destAddress', declared: recipient, found: await accountOf(stranger) },
  });
});

test('another mint, and decimals that the table does not have, are a token mismatch', async () => {
  const mint = addressOf(0x66);
  const [source, destination] = [await accountOf(vault, mint), await accountOf(recipient, mint)];
  const accounts = { source, mint, destination, authority: signer };
  const strange = getTransferCheckedInstruction({ ...accounts, amount, decimals: 6 });
  assert.deepEqual(denial(transferRequest(messageOf([strange]), tokens)), {
    reason: 'transaction_token_mismatch',
    detail: { field: 'asset', declared: 'SOL_USDC_PTHX', found: `unlisted:solana:${mint}` },
  });
  const real = {
    ...accounts,
    source: await accountOf(vault),
    mint: usdc,
    destination: await accountOf(recipient),
  };
  const wrong = getTransferCheckedInstruction({ ...real, amount, decimals: 9 });
  assert.deepEqual(denial(transferRequest(messageOf([wrong]), tokens)).detail, {
    field: 'decimals',
    declared: 6,
    found: 9,
  });
});

test('Token-2022 derives other accounts, and is another program than the table says', async () => {
  const program = 'TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb' as Address;
  const [source, destination] = [
    await accountOf(vault, usdc, program),
    await accountOf(recipient, usdc, program),
  ];
  const instruction = getTransferCheckedInstruction(
    { source, mint: usdc, destination, authority: signer, amount, decimals: 6 },
    { programAddress: program },
  );
  const body = transferRequest(messageOf([instruction]), tokens);
  assert.equal(denial(body).reason, 'transaction_token_mismatch');
  const usdc2022 = {
    family: 'solana_token',
    id: 'SOL_USDC_PTHX',
    native: 'SOL',
    mint: usdc,
    program: 'token_2022',
    decimals: 6,
  } as const;
  const assets = new Map([...builtInKnowledge.assets, ['SOL_USDC_PTHX', usdc2022] as const]);
  assert.deepEqual(facts(body, knowledgeWith({ assets })).payments, paysRecipient);
});

test('a token whose coin is none of Solana’s has no decoder', () => {
  const lost = {
    family: 'solana_token',
    id: 'LOST',
    native: 'ETH',
    mint: usdc,
    program: 'token',
    decimals: 6,
  } as const;
  const assets = new Map([...builtInKnowledge.assets, ['LOST', lost] as const]);
  const matched = matchBytes(
    mustParseTransaction(transferRequest(sol, { asset: 'LOST' })),
    knowledgeWith({ assets }),
  );
  assert.ok(matched.ok && matched.value.kind === 'no_bytes');
  assert.equal(matched.value.why, 'no_decoder');
});

test('whatever the other library builds is read as it was meant', () => {
  const property = fc.property(
    fc.integer({ min: 0x20, max: 0xff }),
    fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    fc.constantFrom('legacy' as const, 0 as const),
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    (byte, units, version, memo) => {
      const destination = addressOf(byte);
      const message = messageOf([pay(destination, units), getAddMemoInstruction({ memo })], { version });
      const text = `${units / 1_000_000_000n}.${String(units % 1_000_000_000n).padStart(9, '0')}`;
      const body = transferRequest(message, {
        amountStr: text,
        destAddress: destination,
        destinations: [{ ...place, dstAddress: destination, amountNativeStr: text }],
      });
      const found = facts(body);
      assert.deepEqual(found.payments, [{ asset: 'SOL', to: destination, units, destination: 0 }]);
      assert.deepEqual(found.calls[1]?.args, [{ name: 'text', value: memo }]);
      assert.deepEqual(found.digests, [digestOf(message)]);
    },
  );
  fc.assert(property, { numRuns: 200 });
});
