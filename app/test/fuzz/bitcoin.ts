/**
 * Fuzz target: pre-images, addresses and partially signed transactions of Bitcoin and its kin. `run` throws when a law is
 * broken: nothing throws, and what is accepted encodes to the same bytes again. Seeds are honest inputs of every kind.
 */

import { equalBytes } from '../../src/lib/hex.ts';
import { decodeAddress, encodeAddress } from '../../src/transaction/bitcoin/address.ts';
import { networks } from '../../src/transaction/bitcoin/networks.ts';
import { decodePreimage, hashPreimage, type Preimage } from '../../src/transaction/bitcoin/preimage.ts';
import { readPsbt } from '../../src/transaction/bitcoin/psbt.ts';
import { hashInputs } from '../../src/transaction/bitcoin/psbt-signature-hash.ts';
import { type Owner, writeScript } from '../../src/transaction/bitcoin/script.ts';
import { writeSegwitPreimage } from '../../src/transaction/bitcoin/segwit-preimage.ts';
import { readTransaction, writeTransaction } from '../../src/transaction/bitcoin/transaction.ts';
import { openReader, uint32 } from '../../src/transaction/bitcoin/wire.ts';
import { matchBytes } from '../../src/transaction/match.ts';
import { addressOf, bitcoinSample, coinKinds, entriesOf, keyAt, requestOf } from '../helpers/bitcoin.ts';
import { builtInKnowledge } from '../helpers/knowledge.ts';
import { makePsbt, rawRequest } from '../helpers/psbt.ts';
import { mustParseTransaction } from '../helpers/requests.ts';
import type { FuzzTarget } from './target.ts';

/** The first byte says what the others are. */
const kinds = { preimage: 0, psbt: 1, address: 2 } as const;
const kindCount = 3;

const path = [44, 0, 3, 0, 0];
const friend = addressOf('p2wpkh', keyAt([5]).publicKey);
const change = addressOf('p2wpkh', keyAt(path).publicKey);

export const bitcoinTarget: FuzzTarget = {
  name: 'bitcoin',
  seeds: [...preimageSeeds(), ...psbtSeeds(), ...addressSeeds()],
  run(bytes) {
    const content = bytes.subarray(1);
    const kind = (bytes[0] ?? 0) % kindCount;
    if (kind === kinds.preimage) runPreimage(content);
    else if (kind === kinds.psbt) runPsbt(content);
    else runAddress(Buffer.from(content).toString('latin1'));
  },
};

function runPreimage(bytes: Uint8Array): void {
  // A request cannot even say it.
  if (bytes.length === 0) return;
  const digest = hashPreimage(bytes);
  const decoded = decodePreimage(bytes, 'rawTx');
  if (decoded.ok && !equalBytes(encode(decoded.value, bytes), bytes)) broken('encodes differently', bytes);
  const entry = { rawTx: Buffer.from(bytes).toString('hex'), payload: digest, keyDerivationPath: path };
  const body = requestOf({ paid: [{ address: friend, value: 60_000n }], fee: 1_000n }, [entry]);
  const matched = matchBytes(mustParseTransaction(body), builtInKnowledge);
  if (!matched.ok || matched.value.kind !== 'bytes_matched') return;
  const paid = matched.value.facts.payments.map(({ to, units }) => `${to} ${units}`).join();
  // Gross: the fee may be taken out of a payment that leaves no change.
  if (paid !== `${friend} 60000` && paid !== `${friend} 59000`) broken('approves another payment', bytes);
}

/** The pre-image again, from what was understood of it. */
function encode(preimage: Preimage, bytes: Uint8Array): Uint8Array {
  switch (preimage.kind) {
    case 'legacy': {
      const transaction = readTransaction(openReader(bytes));
      return Buffer.concat([writeTransaction(transaction), uint32(preimage.sighash)]);
    }
    case 'segwit':
      return writeSegwitPreimage({ ...preimage, scriptCode: scriptCodeOf(preimage.owner) });
    case 'taproot':
      // Fixed widths throughout: there is no second way to write it.
      return bytes;
  }
}

function scriptCodeOf(owner: Owner | undefined): Uint8Array {
  if (owner === undefined) return new Uint8Array();
  return owner.kind === 'script' ? owner.script : writeScript({ type: 'p2pkh', program: owner.hash });
}

function runPsbt(bytes: Uint8Array): void {
  const psbt = readPsbt(bytes);
  const hashed = psbt.ok ? hashInputs(psbt.value) : undefined;
  const contents = hashed?.ok ? hashed.value.map(({ digest }) => digest) : ['00'.repeat(32)];
  const body = rawRequest(Buffer.from(bytes).toString('base64'), contents.slice(0, maxContents));
  const matched = matchBytes(mustParseTransaction(body), builtInKnowledge);
  if (!matched.ok || matched.value.kind !== 'bytes_matched') return;
  if (!hashed?.ok) broken('approves what it cannot hash', bytes);
}

const maxContents = 256;

function runAddress(text: string): void {
  for (const network of Object.values(networks)) {
    const script = decodeAddress(text, network);
    if (script === undefined) continue;
    const again = encodeAddress(script, network);
    if (again !== text && again !== text.toLowerCase()) broken('spells differently', Buffer.from(text));
  }
}

function broken(law: string, bytes: Uint8Array): never {
  throw new Error(`${law}: ${Buffer.from(bytes).toString('hex')}`);
}

function seed(kind: keyof typeof kinds, content: Uint8Array): Uint8Array {
  return Buffer.concat([Uint8Array.of(kinds[kind]), content]);
}

function preimageSeeds(): readonly Uint8Array[] {
  const outputs = [
    { address: friend, value: 60_000n },
    { address: change, value: 39_000n },
  ];
  const built = coinKinds.flatMap((kind) => [
    ...entriesOf({ coins: [{ kind, value: 100_000n, path }], outputs }),
    ...entriesOf({ coins: [{ kind, value: 61_000n, path }], outputs: outputs.slice(0, 1) }),
  ]);
  const published = (['segwit', 'legacy'] as const).flatMap((kind) => bitcoinSample(kind).payload.rawTx);
  return [...built, ...published].map(({ rawTx }) => seed('preimage', Buffer.from(String(rawTx), 'hex')));
}

function psbtSeeds(): readonly Uint8Array[] {
  return coinKinds.map((kind) => {
    const coins = [{ kind, value: 100_000n }];
    return seed('psbt', makePsbt({ coins, outputs: [{ address: friend, value: 60_000n }] }).toBuffer());
  });
}

function addressSeeds(): readonly Uint8Array[] {
  return coinKinds.map((kind) => seed('address', Buffer.from(addressOf(kind, keyAt(path).publicKey))));
}
