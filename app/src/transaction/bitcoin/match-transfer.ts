/**
 * Proves that the entries of a transfer are the inputs of one transaction that pays what the request declares and
 * nothing else (protocol section 7.2): first every digest, then what each pre-image says, then the inputs together, the
 * keys, the outputs, the fee.
 *
 * What the bytes cannot prove is an act that a permit has to name. Legacy inputs do not say what they are worth, and of
 * taproot inputs only one can be reckoned back; then the fee is the co-signer's word and no fact.
 */

import { type Denial, deny } from '../../decision/denial.ts';
import { decodeHex, encodeHex } from '../../lib/hex.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { RawTransaction, TransactionRequest } from '../../request/request.ts';
import type { BitcoinAsset } from '../asset.ts';
import type { TransactionFacts } from '../facts.ts';
import { type Declared, readDeclared } from './destinations.ts';
import { sha256 } from './hash.ts';
import { type Inputs, joinInputs } from './inputs.ts';
import { checkKeys } from './keys.ts';
import { networks } from './networks.ts';
import { settle } from './outputs.ts';
import { ownScripts } from './own-scripts.ts';
import { decodePreimage, hashPreimage, type Preimage } from './preimage.ts';
import type { Settlement } from './settlement.ts';
import { sumOf } from './transaction.ts';
import { transferFacts } from './transfer-facts.ts';
import { findVault, type Vaults } from './vault.ts';
import { uint64 } from './wire.ts';

export function matchBitcoinTransfer(
  request: TransactionRequest,
  rawTransactions: readonly RawTransaction[],
  asset: BitcoinAsset,
  vaults: Vaults,
): Result<TransactionFacts, Denial> {
  if (request.operation !== 'TRANSFER') {
    return err(deny('transaction_operation_unsupported', { found: request.operation, asset: asset.id }));
  }
  const digests = readDigests(rawTransactions);
  if (!digests.ok) return digests;
  const read = readEntries(digests.value);
  if (!read.ok) return read;
  const inputs = joinInputs(read.value);
  if (!inputs.ok) return inputs;
  const declared = readDeclared(request, asset);
  if (!declared.ok) return declared;
  const { preimages } = inputs.value;
  const vault = findVault(vaults, request.source.id, asset.id);
  const keys = checkKeys(request, rawTransactions, preimages, asset.coinTypes, vault.account);
  if (keys !== undefined) return err(keys);
  const own = ownScripts(
    preimages.map(({ owner }) => owner),
    vault,
    networks[asset.network].bech32Prefix !== undefined,
    vault.account !== undefined,
  );
  const settled = settle(inputs.value, declared.value, own);
  if (!settled.ok) return settled;
  const value = proveValue(inputs.value, declared.value, settled.value);
  if (!value.ok) return value;
  return ok(
    transferFacts({
      asset,
      digests: digests.value.map(({ digest }) => digest),
      inputs: inputs.value,
      settlement: settled.value,
      feeUnits: declared.value.feeUnits,
      isFeeProven: value.value,
    }),
  );
}

interface Entry {
  readonly bytes: Uint8Array;
  readonly digest: string;
}

/** What MPC would sign is recomputed before anything that the bytes say is looked at. */
function readDigests(rawTransactions: readonly RawTransaction[]): Result<readonly Entry[], Denial> {
  const entries: Entry[] = [];
  for (const [i, { bytes: text, payload }] of rawTransactions.entries()) {
    const bytes = decodeHex(text);
    if (!bytes.ok) {
      return err(deny('transaction_bytes_malformed', { field: `rawTx[${i}].rawTx`, problem: bytes.error }));
    }
    const digest = hashPreimage(bytes.value);
    const field = `rawTx[${i}].payload`;
    if (payload === undefined) return err(deny('transaction_digest_missing', { field, found: digest }));
    if (payload.toLowerCase() !== digest) {
      return err(deny('transaction_digest_mismatch', { field, declared: payload, found: digest }));
    }
    entries.push({ bytes: bytes.value, digest });
  }
  return ok(entries);
}

function readEntries(entries: readonly Entry[]): Result<readonly [Preimage, ...Preimage[]], Denial> {
  const preimages: Preimage[] = [];
  for (const [i, { bytes }] of entries.entries()) {
    const preimage = decodePreimage(bytes, `rawTx[${i}].rawTx`);
    if (!preimage.ok) return preimage;
    preimages.push(preimage.value);
  }
  const [first, ...others] = preimages;
  if (first === undefined) {
    return err(deny('transaction_entry_count', { field: 'rawTx', declared: 1, found: 0 }));
  }
  return ok([first, ...others]);
}

/**
 * Whether the inputs are worth exactly the outputs and the fee. Where one taproot input alone does not say its value, it
 * can only be worth what is missing, and the hash of all values in its message says whether it is; that also proves that
 * no other input is there.
 */
function proveValue(
  { preimages, knownUnits, unknownCount }: Inputs,
  { feeUnits }: Declared,
  { outputs }: Settlement,
): Result<boolean, Denial> {
  if (unknownCount === 0) return ok(true);
  const taproot = preimages.find((preimage) => preimage.kind === 'taproot');
  if (unknownCount > 1 || taproot === undefined) return ok(false);
  const missing = sumOf(outputs) + feeUnits - knownUnits;
  const values = preimages.map((preimage) => (preimage.kind === 'segwit' ? preimage.value : missing));
  // A negative number has no encoding, and no hash either.
  const declared = missing < 0n ? 'negative' : encodeHex(sha256(Buffer.concat(values.map(uint64))));
  if (declared === taproot.amountsHash) return ok(true);
  const detail = { field: 'fee', declared: String(feeUnits), found: `input values ${taproot.amountsHash}` };
  return err(deny('transaction_fee_mismatch', detail));
}
