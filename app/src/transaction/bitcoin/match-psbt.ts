/**
 * RAW with a partially signed transaction in `extraParameters.psbt` (protocol section 7.3): every content that MPC is
 * asked to sign is the signature hash of one of its inputs, so what is signed is this transaction and nothing else.
 *
 * RAW declares no payments: whatever does not come back to the source is a payment that nobody declared, and the policy
 * judges each of them by its address. Change is proven as for transfers; where it cannot be, it is a payment too.
 */

import { type Denial, type DenialDetail, deny } from '../../decision/denial.ts';
import { decodeHex } from '../../lib/hex.ts';
import type { JsonValue } from '../../lib/json.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { TransactionRequest } from '../../request/request.ts';
import type { BitcoinAsset } from '../asset.ts';
import type { TransactionFacts } from '../facts.ts';
import { versions } from './preimage.ts';
import { type Psbt, readPsbt } from './psbt.ts';
import { psbtFacts, worthOf } from './psbt-facts.ts';
import { hashInputs, type SignedInput } from './psbt-signature-hash.ts';
import { checkSigners } from './raw-signers.ts';
import { outputTypeOf } from './script.ts';
import { maxUnits, type Output, sumOf } from './transaction.ts';
import { findVault, type Vaults } from './vault.ts';

/** As many as a request may have raw transactions and destinations. */
export const maxPsbtInputs = 300;
export const maxPsbtOutputs = 1_000;

/** `contents`: what MPC is asked to sign, in lower-case hexadecimal. */
export function matchPsbt(
  request: TransactionRequest,
  text: JsonValue,
  contents: readonly string[],
  asset: BitcoinAsset,
  vaults: Vaults,
): Result<TransactionFacts, Denial> {
  const bytes = decodeText(text);
  if (bytes === undefined) return err(malformed({ problem: 'not_base64' }));
  const psbt = readPsbt(bytes);
  if (!psbt.ok) return err(malformed({ problem: psbt.error }));
  const limits = checkLimits(psbt.value);
  if (limits !== undefined) return err(limits);
  const signed = hashInputs(psbt.value);
  if (!signed.ok) return signed;
  const denial =
    checkContents(request, contents, signed.value) ??
    checkSigners(request, asset.coinTypes) ??
    checkOutputs(psbt.value.transaction.outputs);
  if (denial !== undefined) return err(denial);
  const vault = findVault(vaults, request.source.id, asset.id);
  return ok(psbtFacts({ psbt: psbt.value, signed: signed.value, contents, asset, vault }));
}

const field = 'extraParameters.psbt';
const hexStart = /^70736274ff/i;

/** Base64, as BIP-174 writes it as text, or hexadecimal. */
function decodeText(text: JsonValue): Uint8Array | undefined {
  if (typeof text !== 'string') return undefined;
  if (hexStart.test(text)) {
    const bytes = decodeHex(text);
    return bytes.ok ? bytes.value : undefined;
  }
  const bytes = Buffer.from(text, 'base64');
  return bytes.toString('base64') === text ? bytes : undefined;
}

function checkLimits({ transaction, inputs }: Psbt): Denial | undefined {
  const { version, outputs } = transaction;
  if (!versions.includes(version)) return deny('transaction_type_unsupported', { field, found: version });
  if (inputs.length > maxPsbtInputs || outputs.length > maxPsbtOutputs) {
    const found = `${inputs.length} inputs, ${outputs.length} outputs`;
    return deny('transaction_too_complex', { field, declared: `${maxPsbtInputs}, ${maxPsbtOutputs}`, found });
  }
  const worth = worthOf(inputs);
  if (worth > maxUnits) return malformed({ problem: 'psbt_value' });
  return worth < sumOf(outputs) ? malformed({ problem: 'psbt_pays_more_than_it_spends' }) : undefined;
}

/** Contents and, where the co-signer sent them, payloads. */
function checkContents(
  { rawTransactions = [] }: TransactionRequest,
  contents: readonly string[],
  signed: readonly SignedInput[],
): Denial | undefined {
  const digests: ReadonlySet<string> = new Set(signed.map(({ digest }) => digest));
  const stranger = contents.findIndex((content) => !digests.has(content));
  if (stranger !== -1) {
    const place = `extraParameters.rawMessageData.messages[${stranger}].content`;
    return notOfPsbt(place, String(contents[stranger]));
  }
  for (const [i, { payload = 'none' }] of rawTransactions.entries()) {
    if (!digests.has(payload.toLowerCase())) return notOfPsbt(`rawTx[${i}].payload`, payload);
  }
  return undefined;
}

function notOfPsbt(place: string, content: string): Denial {
  const declared = content.slice(0, shownDigits);
  return deny('transaction_digest_mismatch', { field: place, declared, found: 'not in the psbt' });
}

const shownDigits = 64;

function checkOutputs(outputs: readonly Output[]): Denial | undefined {
  const strange = outputs.findIndex(({ script }) => outputTypeOf(script) === undefined);
  if (strange !== -1) {
    return deny('transaction_script_unsupported', {
      field: `${field}.outputs[${strange}]`,
      found: 'unknown',
    });
  }
  const burnt = sumOf(outputs.filter(({ script }) => outputTypeOf(script) === 'data'));
  if (burnt === 0n) return undefined;
  return deny('transaction_outputs_mismatch', { field: 'OP_RETURN', declared: '0', found: String(burnt) });
}

function malformed(detail: DenialDetail): Denial {
  return deny('transaction_bytes_malformed', { field, ...detail });
}
