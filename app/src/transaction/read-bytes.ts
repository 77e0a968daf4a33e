/**
 * What bytes say by themselves, without a request to hold them against: for people (`decode`), never for a decision. What
 * only a request could prove (whose key signs, which output is change, who owns a token account) stays open here.
 */

import { keccak_256 } from '@noble/hashes/sha3.js';
import { type Denial, deny } from '../decision/denial.ts';
import { encodeHex } from '../lib/hex.ts';
import { err, ok, type Result } from '../lib/result.ts';
import type {
  BitcoinAsset,
  EvmNativeAsset,
  EvmTokenAsset,
  TronNativeAsset,
  TronTokenAsset,
} from './asset.ts';
import { placeOf, typesOf } from './bitcoin/describe-outputs.ts';
import { sha256 } from './bitcoin/hash.ts';
import { decodePreimage, hashPreimage, type Preimage } from './bitcoin/preimage.ts';
import { openEntry, toFacts } from './evm/entry.ts';
import { readBytes as readEvmBytes } from './evm/match-call.ts';
import { sceneOf } from './evm/match-operation.ts';
import { type Act, composeFacts, type TransactionFacts } from './facts.ts';
import type { Knowledge } from './knowledge.ts';
import { type SolanaCoin, solanaCoinOf } from './solana/coin.ts';
import { decodeMessage } from './solana/message.ts';
import { readFacts as readSolanaFacts } from './solana/read-facts.ts';
import { malformed } from './solana/read-signed.ts';
import { tronCoinOf } from './tron/coin.ts';
import { decodeTron } from './tron/decode.ts';
import { readFacts as readTronFacts } from './tron/read-facts.ts';

/** `id`: the asset whose chain the bytes are for. */
export function readBytes(
  bytes: Uint8Array,
  id: string,
  knowledge: Knowledge,
): Result<TransactionFacts, Denial> {
  const asset = knowledge.assets.get(id);
  switch (asset?.family) {
    case 'evm_native':
    case 'evm_token':
      return readEvm(bytes, asset, knowledge);
    case 'bitcoin':
      return readBitcoin(bytes, asset);
    case 'solana_native':
    case 'solana_token': {
      const coin = solanaCoinOf(id, knowledge.assets);
      return coin === undefined ? noDecoder(id) : readSolana(bytes, coin, knowledge);
    }
    case 'tron_native':
    case 'tron_token':
      return readTron(bytes, asset, knowledge);
    case 'undecoded':
    case undefined:
      return noDecoder(id);
  }
}

function readEvm(
  bytes: Uint8Array,
  asset: EvmNativeAsset | EvmTokenAsset,
  knowledge: Knowledge,
): Result<TransactionFacts, Denial> {
  const scene = sceneOf({ asset: asset.id }, asset, knowledge);
  if (scene === undefined) return noDecoder(asset.id);
  const entry = openEntry(bytes, encodeHex(keccak_256(bytes)), undefined);
  if (!entry.ok) return entry;
  const found = readEvmBytes(entry.value, scene);
  return found.ok ? ok(toFacts(entry.value, scene.native, found.value)) : found;
}

/** One input's pre-image: which of the outputs is change is not said there. */
function readBitcoin(bytes: Uint8Array, asset: BitcoinAsset): Result<TransactionFacts, Denial> {
  const decoded = decodePreimage(bytes, 'rawTx');
  if (!decoded.ok) return decoded;
  const preimage = decoded.value;
  const outputs = preimage.kind === 'legacy' ? preimage.outputs : [];
  const acts: readonly Act[] =
    preimage.kind === 'legacy' ? ['payment', 'unproven_input_values'] : ['payment'];
  return ok(
    composeFacts({
      family: 'bitcoin',
      digests: [hashPreimage(bytes)],
      acts,
      payments: outputs.map(({ value, script }) => ({
        asset: asset.id,
        to: placeOf(script, asset.network),
        units: value,
      })),
      ...(outputs.length > 0 && { outputTypes: typesOf(outputs) }),
      details: describePreimage(preimage),
    }),
  );
}

function describePreimage(preimage: Preimage): TransactionFacts['details'] {
  const { kind, version, locktime } = preimage;
  const common = { format: `${kind}_preimage`, version, locktime };
  switch (kind) {
    case 'legacy':
      return { ...common, inputs: preimage.inputCount, signedInput: preimage.index };
    case 'segwit':
      return {
        ...common,
        inputValue: preimage.value.toString(),
        outputs: 'only their hash is in these bytes',
      };
    case 'taproot':
      return { ...common, signedInput: preimage.index, outputs: 'only their hash is in these bytes' };
  }
}

function readSolana(
  bytes: Uint8Array,
  { asset, native }: SolanaCoin,
  { assets, lookupTables }: Knowledge,
): Result<TransactionFacts, Denial> {
  const decoded = decodeMessage(bytes);
  if (!decoded.ok) return err(malformed(decoded.error));
  const [payer = ''] = decoded.value.accounts;
  return readSolanaFacts(decoded.value, {
    asset,
    native,
    assets,
    tables: lookupTables,
    source: payer,
    recipients: [],
    digests: [encodeHex(sha256(bytes))],
  });
}

function readTron(
  bytes: Uint8Array,
  asset: TronNativeAsset | TronTokenAsset,
  { assets }: Knowledge,
): Result<TransactionFacts, Denial> {
  const native = tronCoinOf(asset, assets);
  if (native === undefined) return noDecoder(asset.id);
  const decoded = decodeTron(bytes);
  if (!decoded.ok) return decoded;
  return readTronFacts(decoded.value, { asset, native, assets, digest: encodeHex(sha256(bytes)) });
}

function noDecoder(asset: string): Result<never, Denial> {
  return err(deny('transaction_type_unsupported', { asset, problem: 'no_decoder' }));
}
