import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import {
  AccountRole,
  type Address,
  appendTransactionMessageInstructions,
  address as asAddress,
  compileTransaction,
  compressTransactionMessageUsingAddressLookupTables,
  createNoopSigner,
  createTransactionMessage,
  type Instruction,
  setTransactionMessageFeePayer,
  setTransactionMessageLifetimeUsingBlockhash,
} from '@solana/kit';
import { getTransferSolInstruction } from '@solana-program/system';
import {
  getApproveCheckedInstruction,
  getApproveInstruction,
  getCreateAssociatedTokenIdempotentInstruction,
  getTransferInstruction,
} from '@solana-program/token';
import type { TransactionFacts } from '../../../src/transaction/facts.ts';
import type { Knowledge } from '../../../src/transaction/knowledge.ts';
import { matchBytes } from '../../../src/transaction/match.ts';
import { digestOf } from '../../../src/transaction/solana/read-signed.ts';
import { builtInKnowledge, knowledgeWith } from '../../helpers/knowledge.ts';
import { mustParseTransaction, sampleWith, type Wire } from '../../helpers/requests.ts';
import {
  accountOf,
  addressOf,
  blockhash,
  messageOf,
  programCallRequest,
  recipient,
  signer,
  stranger,
  usdc,
  vault,
  wireOf,
} from '../../helpers/solana.ts';

function facts(body: Wire, knowledge: Knowledge = builtInKnowledge): TransactionFacts {
  const matched = matchBytes(mustParseTransaction(body), knowledge);
  assert.ok(matched.ok, inspect(matched));
  assert.equal(matched.value.kind, 'bytes_matched');
  return matched.value.facts;
}

/** Reason and problem or field of the refusal. */
function refusal(body: Wire, knowledge: Knowledge = builtInKnowledge): string {
  const matched = matchBytes(mustParseTransaction(body), knowledge);
  assert.ok(!matched.ok, 'matched');
  const { reason, detail } = matched.error;
  return [reason, detail['problem'] ?? detail['field']].join(' ');
}

const program = addressOf(0x77);
const unknown: Instruction = {
  programAddress: program,
  accounts: [{ address: vault, role: AccountRole.WRITABLE_SIGNER }],
  data: Buffer.from('0102030405060708090a', 'hex'),
};
const pay = getTransferSolInstruction({ source: signer, destination: recipient, amount: 7n });
const message = messageOf([unknown, pay]);

test('every instruction of a program call is a fact, known or not', () => {
  const found = facts(programCallRequest(wireOf(message)));
  assert.deepEqual(found.acts, ['payment', 'unknown_program']);
  assert.deepEqual(found.digests, [digestOf(message)]);
  assert.deepEqual(found.payments, [{ asset: 'SOL', to: recipient, units: 7n }]);
  assert.deepEqual(found.calls[0], { to: program, selector: '0x0102030405060708', units: 0n, depth: 0 });
});

test('the message may come alone, and what is said about it beside it is not read', () => {
  const found = facts(
    programCallRequest(message.toString('base64'), {
      extraParameters: {
        programCallData: message.toString('base64'),
        useDurableNonce: false,
        programCall: { decodedInstructions: [] },
      },
    }),
  );
  assert.deepEqual(found.digests, [digestOf(message)]);
});

test('where the vendor may put a durable nonce around it, that is an act and the digest is not known', () => {
  for (const more of [{}, { useDurableNonce: true }, { useDurableNonce: 'false' }]) {
    const found = facts(
      programCallRequest('', { extraParameters: { programCallData: wireOf(message), ...more } }),
    );
    assert.deepEqual(found.acts, ['durable_nonce', 'payment', 'unknown_program']);
    assert.deepEqual(found.digests, []);
  }
  const bad = programCallRequest('', {
    extraParameters: { programCallData: wireOf(messageOf([unknown, pay], { payer: stranger }), 2) },
  });
  assert.equal(refusal(bad), 'transaction_signer_mismatch signers');
});

test('raw transactions that come too have to be the same message', () => {
  const raw = (bytes: Buffer): Wire => {
    const hex = bytes.toString('hex');
    return { rawTx: [{ keyDerivationPath: [44, 501, 7, 0, 0], rawTx: hex, payload: hex }] };
  };
  const wrapped = { extraParameters: { programCallData: wireOf(message) } };
  assert.deepEqual(facts(programCallRequest('', { ...wrapped, ...raw(message) })).digests, [
    digestOf(message),
  ]);
  const other = programCallRequest('', { ...wrapped, ...raw(messageOf([pay])) });
  assert.equal(refusal(other), 'transaction_message_mismatch rawTx');
  const cut = programCallRequest('', { ...wrapped, ...raw(message.subarray(1)) });
  assert.match(refusal(cut), /^transaction_bytes_malformed/);
});

for (const [what, data, expected] of [
  ['no data', undefined, 'transaction_bytes_missing extraParameters.programCallData'],
  ['null', null, 'transaction_bytes_missing extraParameters.programCallData'],
  ['no text', 5, 'transaction_bytes_malformed not_text'],
  ['empty text', '', 'transaction_bytes_malformed truncated'],
  ['base64 for web addresses', '-_-_', 'transaction_bytes_malformed not_base64'],
  ['more than fits', 'A'.repeat(1648), 'transaction_bytes_malformed too_large'],
  [
    'a byte more than fits',
    Buffer.alloc(1233, 1).toString('base64'),
    'transaction_bytes_malformed too_large',
  ],
  ['signatures of others', wireOf(message, 2), 'transaction_bytes_malformed signature_count'],
  ['signatures without a message', wireOf(Buffer.alloc(0)), 'transaction_bytes_malformed truncated'],
  ['half a signature', Buffer.alloc(40, 1).toString('base64'), 'transaction_bytes_malformed truncated'],
  [
    'another version',
    wireOf(Buffer.concat([Buffer.of(0x81), message])),
    'transaction_type_unsupported version_unknown',
  ],
  [
    'a length that is not minimal',
    Buffer.concat([Buffer.of(0x81, 0), Buffer.alloc(64), message]).toString('base64'),
    'transaction_not_canonical length_not_minimal',
  ],
] as const) {
  test(`${what} for call data is refused: ${expected}`, () => {
    assert.equal(refusal(programCallRequest(data)), expected);
  });
}

test('bytes that are a transaction and a message too are refused: nobody could say which is signed', () => {
  // The signature holds the header, the first account and half of the second of an outer message; where the inner
  // message has its accounts, the outer has its other half account, a third, the blockhash and one instruction, whose
  // data is all the rest.
  const head = Buffer.concat([Buffer.of(1, 0, 1, 3), Buffer.alloc(32, 6), Buffer.alloc(29, 7)]);
  const inner = messageOf([pay], { version: 'legacy' });
  const instructions = 3 * 32 - (head.length - 4) + 32;
  Buffer.of(1, 2, 0, inner.length - instructions - 4).copy(inner, instructions);
  const both = Buffer.concat([head, inner]).toString('base64');
  assert.equal(refusal(programCallRequest(both)), 'transaction_bytes_malformed ambiguous');
});

test('more signers than one need the vault account’s addresses, and then the payer is one of them', () => {
  const second = createNoopSigner(stranger);
  const both: Instruction = {
    ...unknown,
    accounts: [
      { address: vault, role: AccountRole.WRITABLE_SIGNER },
      { address: second.address, role: AccountRole.READONLY_SIGNER },
    ],
  };
  const body = programCallRequest(wireOf(messageOf([both]), 2));
  assert.equal(refusal(body), 'transaction_signer_mismatch signers');
  const listing = (address: string): Knowledge =>
    knowledgeWith({ vaultAddresses: new Map([['7', new Set([address])]]) });
  assert.deepEqual(facts(body, listing(vault)).details['signers'], [vault, stranger]);
  assert.equal(refusal(body, listing(stranger)), 'transaction_signer_mismatch feePayer');
  const fromExchange = { ...body, sourceType: 'EXCHANGE' };
  assert.equal(refusal(fromExchange, listing(vault)), 'transaction_signer_mismatch signers');
});

test('SOL out of another account than the payer’s is named', () => {
  const seed = getTransferSolInstruction({
    source: createNoopSigner(stranger),
    destination: recipient,
    amount: 9n,
  });
  const body = programCallRequest(wireOf(messageOf([seed]), 2));
  const vaultAddresses = new Map([['7', new Set([vault])]]);
  const found = facts(body, knowledgeWith({ vaultAddresses }));
  assert.deepEqual(found.acts, ['payment', 'transfer_from']);
  assert.deepEqual(found.payments, [{ asset: 'SOL', to: recipient, units: 9n, from: stranger }]);
});

const table = asAddress(addressOf(0x88));

/** `pay` with its recipient in a lookup table. */
function compressed(addresses: readonly Address[]): Buffer {
  const base = setTransactionMessageFeePayer(vault, createTransactionMessage({ version: 0 }));
  const lifetime = { blockhash, lastValidBlockHeight: 1n };
  const whole = appendTransactionMessageInstructions(
    [pay],
    setTransactionMessageLifetimeUsingBlockhash(lifetime, base),
  );
  const small = compressTransactionMessageUsingAddressLookupTables(whole, { [table]: [...addresses] });
  return Buffer.from(compileTransaction(small).messageBytes);
}

test('accounts of a lookup table are read only where the policy pins the table', () => {
  const body = programCallRequest(wireOf(compressed([stranger, recipient])));
  assert.equal(refusal(body), 'transaction_lookup_table_unknown ');
  const pin = (...addresses: readonly string[]): Knowledge =>
    knowledgeWith({ lookupTables: new Map([[table, addresses]]) });
  assert.deepEqual(facts(body, pin(stranger, recipient)).payments, [
    { asset: 'SOL', to: recipient, units: 7n },
  ]);
  // What the document says counts, not what the initiator meant.
  assert.deepEqual(facts(body, pin(recipient, stranger)).payments, [
    { asset: 'SOL', to: stranger, units: 7n },
  ]);
  assert.equal(refusal(body, pin(stranger)), 'transaction_lookup_table_unknown ');
  assert.equal(refusal(body, pin(stranger, vault)), 'transaction_bytes_malformed account_repeated');
});

test('a known instruction that is cut short refuses the whole message', () => {
  const cut: Instruction = { ...pay, data: pay.data.subarray(0, 11) };
  assert.equal(
    refusal(programCallRequest(wireOf(messageOf([unknown, cut])))),
    'transaction_bytes_malformed truncated',
  );
});

test('a token account that the message makes for somebody is theirs, also where nobody declares them', async () => {
  const ata = await accountOf(recipient);
  const source = await accountOf(vault);
  const create = getCreateAssociatedTokenIdempotentInstruction({
    payer: signer,
    ata,
    owner: recipient,
    mint: usdc,
  });
  const plain = getTransferInstruction({ source, destination: ata, authority: signer, amount: 5n });
  const read = (...instructions: readonly Instruction[]) =>
    facts(programCallRequest(wireOf(messageOf(instructions)), { asset: 'SOL_USDC_PTHX' })).payments;
  assert.deepEqual(read(create, plain), [{ asset: 'SOL_USDC_PTHX', to: recipient, units: 5n }]);
  assert.deepEqual(read(plain), [{ asset: 'SOL_USDC_PTHX', to: ata, units: 5n }]);
  // The program would refuse to make an account at another address, so that one is nobody's.
  const lie = {
    ...create,
    accounts: create.accounts.map((one, i) => (i === 2 ? { ...one, address: stranger } : one)),
  };
  assert.deepEqual(read(lie, plain), [{ asset: 'SOL_USDC_PTHX', to: ata, units: 5n }]);
});

test('an allowance names its spender and how much, and the token where it is proven', async () => {
  const source = await accountOf(vault);
  const own = { source, delegate: stranger, owner: signer };
  const checked = getApproveCheckedInstruction({ ...own, mint: usdc, amount: 5n, decimals: 6 });
  const other = getApproveCheckedInstruction({ ...own, mint: addressOf(0x66), amount: 5n, decimals: 6 });
  const plain = getApproveInstruction({ ...own, amount: 2n ** 64n - 1n });
  const found = facts(programCallRequest(wireOf(messageOf([checked, other, plain]))));
  assert.deepEqual(found.allowances, [
    { asset: 'SOL_USDC_PTHX', spender: stranger, units: 5n },
    { asset: `unlisted:solana:${addressOf(0x66)}`, spender: stranger, units: 5n },
    { asset: 'unlisted:solana:unknown', spender: stranger, units: 'unlimited' },
  ]);
  assert.deepEqual(found.acts, ['allowance', 'unlimited_allowance']);
});

function rawRequest(
  contents: readonly string[],
  changes: Wire = {},
  algorithm: unknown = 'MPC_EDDSA_ED25519',
): Wire {
  const messages = contents.map((content) => ({ content }));
  return sampleWith({
    operation: 'RAW',
    asset: 'SOL',
    sourceId: '7',
    rawTx: undefined,
    extraParameters: { rawMessageData: algorithm === undefined ? { messages } : { algorithm, messages } },
    ...changes,
  });
}

test('a RAW content that is a Solana message is read as one', () => {
  const hex = message.toString('hex');
  for (const algorithm of ['MPC_EDDSA_ED25519', undefined]) {
    const found = facts(rawRequest([hex], {}, algorithm));
    assert.deepEqual(found.acts, ['payment', 'unknown_program']);
    assert.deepEqual(found.digests, [digestOf(message)]);
  }
});

test('a RAW content is refused when it is none, when there are two, or for another curve', () => {
  const hex = message.toString('hex');
  assert.equal(refusal(rawRequest(['ab'.repeat(32)])), 'transaction_type_unsupported version_unknown');
  assert.equal(refusal(rawRequest(['01'.repeat(32)])), 'transaction_bytes_malformed truncated');
  assert.equal(refusal(rawRequest([hex, hex])), 'transaction_entry_count messages');
  assert.equal(
    refusal(rawRequest([hex], {}, 'MPC_ECDSA_SECP256K1')),
    'transaction_content_unknown algorithm',
  );
  assert.equal(refusal(rawRequest([hex], { asset: 'XRP' })), 'transaction_content_unknown ');
});

test('a registered content stays one, also where it could be read', () => {
  const hex = message.toString('hex');
  const found = facts(rawRequest([hex]), knowledgeWith({ registeredHashes: new Set([hex]) }));
  assert.deepEqual(found.acts, ['registered_hash']);
});
