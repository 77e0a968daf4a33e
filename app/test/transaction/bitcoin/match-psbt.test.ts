import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { parseAccountKey } from '../../../src/transaction/bitcoin/account-key.ts';
import { maxPsbtInputs, maxPsbtOutputs } from '../../../src/transaction/bitcoin/match-psbt.ts';
import { maxLegacyBytes } from '../../../src/transaction/bitcoin/psbt-signature-hash.ts';
import type { TransactionFacts } from '../../../src/transaction/facts.ts';
import type { Knowledge } from '../../../src/transaction/knowledge.ts';
import { matchBytes } from '../../../src/transaction/match.ts';
import { accountKeyOf, addressOf, type CoinKind, coinKinds, keyAt } from '../../helpers/bitcoin.ts';
import { builtInKnowledge, knowledgeWith } from '../../helpers/knowledge.ts';
import {
  makePsbt,
  type PsbtCoin,
  type PsbtPlan,
  psbtPath,
  rawRequest,
  signedHashes,
} from '../../helpers/psbt.ts';
import { mustParseTransaction, type Wire } from '../../helpers/requests.ts';

function facts(body: Wire, knowledge: Knowledge = builtInKnowledge): TransactionFacts {
  const matched = matchBytes(mustParseTransaction(body), knowledge);
  assert.ok(matched.ok, inspect(matched));
  assert.equal(matched.value.kind, 'bytes_matched');
  return matched.value.facts;
}

function refusal(body: Wire, knowledge: Knowledge = builtInKnowledge): string {
  const matched = matchBytes(mustParseTransaction(body), knowledge);
  assert.ok(!matched.ok, 'matched');
  const { reason, detail } = matched.error;
  return [reason, detail['field'], detail['problem']].filter((part) => part !== undefined).join(' ');
}

const own = keyAt(psbtPath).publicKey;
const secondPath = [44, 0, 3, 0, 1];
const friend = addressOf('p2wpkh', keyAt([5]).publicKey);
const plan: PsbtPlan = {
  coins: [{ kind: 'p2wpkh', value: 100_000n }],
  outputs: [
    { address: friend, value: 60_000n },
    { address: addressOf('p2wpkh', own), value: 39_000n },
  ],
};

/** What the judge would sign of this transaction, asked for in its name. */
function honest(changes: Partial<PsbtPlan> = {}, more: Wire = {}): Wire {
  const made = { ...plan, ...changes };
  const psbt = makePsbt(made);
  const text = psbt.toBase64();
  return rawRequest(text, signedHashes(psbt, made), more);
}

test('the contents are signature hashes of the psbt: its outputs are the facts', () => {
  const body = honest();
  const read = facts(body);
  assert.equal(read.family, 'bitcoin');
  assert.deepEqual(read.acts, ['payment']);
  assert.deepEqual(read.payments, [{ asset: 'BTC', to: friend, units: 60_000n }]);
  assert.deepEqual(read.fee, { asset: 'BTC', units: 1_000n });
  assert.equal(read.feeRate, 8n);
  assert.equal(read.details['change'], '39000');
  assert.equal(read.digests.length, 1);
});

for (const kind of coinKinds) {
  test(`judge: bitcoinjs-lib signs the same hash for ${kind}, alone and beside every other kind`, () => {
    for (const other of coinKinds) {
      const coins: readonly PsbtCoin[] = [
        { kind, value: 70_000n },
        { kind: other, value: 30_000n, path: secondPath },
      ];
      const read = facts(honest({ coins }));
      assert.equal(read.digests.length, 2);
      assert.deepEqual(read.fee, { asset: 'BTC', units: 1_000n });
    }
  });
}

test('judge: a signed transaction is as large as was reckoned, or a little larger', () => {
  for (const kind of ['p2wpkh', 'p2pkh'] as const) {
    const made = {
      ...plan,
      coins: [
        { kind, value: 50_000n },
        { kind, value: 50_000n },
      ],
    };
    const reckoned = Number(facts(honest(made)).details['virtualBytes']);
    const psbt = makePsbt(made);
    signedHashes(psbt, made);
    const real = psbt.finalizeAllInputs().extractTransaction().virtualSize();
    assert.ok(reckoned <= real && real <= reckoned + 4, `${kind}: ${reckoned} reckoned, ${real} real`);
  }
});

test('hexadecimal is read like base64, and the spent output may come in every form', () => {
  for (const shown of ['previous', 'output', 'both', 'witnessed'] as const) {
    const made: PsbtPlan = { ...plan, coins: [{ kind: 'p2wpkh', value: 100_000n, shown }] };
    const psbt = makePsbt(made);
    const text = psbt.toHex();
    assert.equal(facts(rawRequest(text.toUpperCase(), signedHashes(psbt, made))).payments.length, 1);
  }
});

test('a psbt that others have signed already says the same', () => {
  const psbt = makePsbt(plan);
  const hashes = signedHashes(psbt, plan);
  assert.equal(facts(rawRequest(psbt.toBase64(), hashes)).payments.length, 1);
  assert.equal(facts(rawRequest(psbt.finalizeAllInputs().toBase64(), hashes)).payments.length, 1);
});

test('a content that is no signature hash of the psbt is refused, and so is such a payload', () => {
  const body = honest();
  const [content = ''] = facts(body).digests;
  const psbt = makePsbt(plan).toBase64();
  assert.equal(
    refusal(rawRequest(psbt, [content, '00'.repeat(32)])),
    'transaction_digest_mismatch extraParameters.rawMessageData.messages[1].content',
  );
  const withPayload = (payload: string | undefined): Wire =>
    rawRequest(psbt, [content], { rawTx: [{ rawTx: content, payload, keyDerivationPath: psbtPath }] });
  assert.equal(facts(withPayload(content.toUpperCase())).payments.length, 1);
  assert.equal(refusal(withPayload('00'.repeat(32))), 'transaction_digest_mismatch rawTx[0].payload');
  assert.equal(refusal(withPayload(undefined)), 'transaction_digest_mismatch rawTx[0].payload');
});

test('the keys that are named are the source vault account’s', () => {
  const expected = 'transaction_derivation_path_mismatch derivationPath';
  const [content = ''] = facts(honest()).digests;
  const psbt = makePsbt(plan).toBase64();
  const withPath = (derivationPath: unknown): Wire =>
    rawRequest(psbt, [], {
      extraParameters: { psbt, rawMessageData: { messages: [{ content, derivationPath }] } },
    });
  assert.equal(facts(withPath(undefined)).payments.length, 1);
  assert.equal(facts(withPath(null)).payments.length, 1);
  assert.equal(facts(withPath([44, 0, 3, 1, 9])).payments.length, 1);
  for (const path of [
    [44, 0, 4, 0, 0],
    [44, 1, 3, 0, 0],
    [44, 0, 3, 0],
    [44, 0, 3, 0, -1],
    [44, 0, 3, 0, 'x'],
    'm/44',
    {},
  ]) {
    assert.equal(refusal(withPath(path)), expected);
  }
  assert.equal(
    refusal({ ...honest(), sourceType: 'EXCHANGE' }),
    'transaction_derivation_path_mismatch sourceType',
  );
  const rawTx = [{ rawTx: content, payload: content, keyDerivationPath: [44, 0, 4, 0, 0] }];
  assert.equal(refusal(rawRequest(psbt, [content], { rawTx })), expected);
});

test('change that is not proven is a payment that nobody declared', () => {
  const coins: readonly PsbtCoin[] = [
    { kind: 'p2wpkh', value: 70_000n },
    { kind: 'p2wpkh', value: 30_000n, path: secondPath },
  ];
  const body = honest({ coins });
  assert.deepEqual(
    facts(body).payments.map(({ units }) => units),
    [60_000n, 39_000n],
  );
  const account = parseAccountKey(accountKeyOf(0, 3), 0x0488b21e);
  assert.ok(account.ok);
  const vault = { scripts: [], account: account.value };
  const knowledge = knowledgeWith({ vaults: new Map([['3', new Map([['BTC', vault]])]]) });
  assert.deepEqual(
    facts(body, knowledge).payments.map(({ units }) => units),
    [60_000n],
  );
});

test('what an input is worth is proven by its previous transaction, or by its own signature in the same request', () => {
  const two = (shown: 'previous' | 'output'): PsbtPlan => {
    const coin = (value: bigint): PsbtCoin => ({ kind: 'p2wpkh', value, shown });
    return { ...plan, coins: [coin(70_000n), coin(30_000n)] };
  };
  for (const [shown, signatures, proven] of [
    ['previous', 1, true],
    ['output', 2, true],
    ['output', 1, false],
  ] as const) {
    const psbt = makePsbt(two(shown));
    const text = psbt.toBase64();
    const read = facts(rawRequest(text, signedHashes(psbt, two(shown)).slice(0, signatures)));
    assert.equal(read.acts.includes('unproven_input_values'), !proven);
    assert.equal(read.fee?.units, proven ? 1_000n : undefined);
    assert.equal(read.feeRate === undefined, !proven);
  }
});

test('change to the one script of all inputs is proven, taproot too', () => {
  const outputs = [...plan.outputs.slice(0, 1), { address: addressOf('p2tr', own), value: 39_000n }];
  const read = facts(honest({ coins: [{ kind: 'p2tr', value: 100_000n }], outputs }));
  assert.equal(read.payments.length, 1);
});

test('what a psbt may not be', () => {
  const [content = ''] = facts(honest()).digests;
  for (const wrong of [5, '', 'x', 'cHNidP8=x', '70736274ffx', '70736274ff0']) {
    assert.match(refusal(rawRequest(wrong, [content])), /^transaction_bytes_malformed extraParameters.psbt/);
  }
  assert.equal(refusal(honest({ version: 3 })), 'transaction_type_unsupported extraParameters.psbt');
  const poor = { ...plan, outputs: [{ address: friend, value: 100_001n }] };
  assert.match(refusal(honest(poor)), /psbt_pays_more_than_it_spends$/);
  const rich = { kind: 'p2wpkh', value: 2n ** 62n, shown: 'output' } as const;
  assert.match(refusal(honest({ coins: [rich, rich] })), /psbt_value$/);
});

test('data outputs are an act, burn nothing, and an output of no known form is refused', () => {
  const withScript = (hexText: string, value: bigint): Wire =>
    honest({ outputs: [...plan.outputs, { script: Buffer.from(hexText, 'hex'), value }] });
  const read = facts(withScript('6a0548656c6c6f', 0n));
  assert.deepEqual(read.acts, ['data_output', 'payment']);
  assert.equal(read.payments.length, 1);
  assert.equal(refusal(withScript('6a0548656c6c6f', 1n)), 'transaction_outputs_mismatch OP_RETURN');
  assert.equal(
    refusal(withScript('51', 1n)),
    'transaction_script_unsupported extraParameters.psbt.outputs[2]',
  );
});

test('hash types that leave something open are refused, and so are inputs that are not understood', () => {
  const unsigned = (coin: PsbtCoin): Wire =>
    rawRequest(makePsbt({ ...plan, coins: [coin] }).toBase64(), ['00'.repeat(32)]);
  for (const sighash of [2, 3, 0x81]) {
    assert.equal(
      refusal(unsigned({ kind: 'p2wpkh', value: 100_000n, sighash })),
      'transaction_sighash_unsupported extraParameters.psbt.inputs[0]',
    );
  }
  // A legacy signature commits to no value, so an output alone does not say what is spent.
  assert.equal(
    refusal(unsigned({ kind: 'p2pkh', value: 100_000n, shown: 'output' })),
    'transaction_script_unsupported extraParameters.psbt.inputs[0]',
  );
});

test('more inputs or outputs than a request may have are too many', () => {
  const [content = ''] = facts(honest()).digests;
  const many = (inputs: number, outputs: number): Wire => {
    const coins = Array.from({ length: inputs }, () => ({
      kind: 'p2wpkh' as const,
      value: 10n,
      shown: 'output' as const,
    }));
    const paid = Array.from({ length: outputs }, () => ({ address: friend, value: 1n }));
    return rawRequest(makePsbt({ coins, outputs: paid }).toBase64(), [content]);
  };
  assert.match(refusal(many(maxPsbtInputs + 1, 1)), /^transaction_too_complex/);
  assert.match(refusal(many(maxPsbtInputs, 1)), /^transaction_digest_mismatch/);
  assert.match(refusal(many(101, maxPsbtOutputs + 1)), /^transaction_too_complex/);
});

test('as many bytes are hashed for legacy inputs as a decision may take, and no more', () => {
  const refused = (kind: CoinKind, outputs: number): string => {
    const coins = Array.from({ length: 120 }, () => ({ kind, value: 10n }));
    const paid = Array.from({ length: outputs }, () => ({ address: friend, value: 1n }));
    return refusal(rawRequest(makePsbt({ coins, outputs: paid }).toBase64(), ['00'.repeat(32)]));
  };
  // Counts, version and the like are 16 bytes, an input without its script 41, an output 31.
  const bytesFor = (outputs: number): number => 120 * (16 + 120 * 41 + outputs * 31);
  assert.ok(bytesFor(968) <= maxLegacyBytes && bytesFor(969) > maxLegacyBytes);
  assert.match(refused('p2pkh', 968), /^transaction_digest_mismatch/);
  assert.equal(refused('p2pkh', 969), 'transaction_too_complex extraParameters.psbt legacy_bytes');
  assert.match(refused('p2wpkh', 969), /^transaction_digest_mismatch/);
});

test('without a psbt, or for another chain, a content has to be registered', () => {
  const [content = ''] = facts(honest()).digests;
  assert.equal(refusal(rawRequest(null, [content])), 'transaction_content_unknown');
  assert.equal(
    refusal(rawRequest(makePsbt(plan).toBase64(), [content], { asset: 'ETH' })),
    'transaction_content_unknown',
  );
});
