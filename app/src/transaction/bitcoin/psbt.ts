/**
 * Partially signed transactions, version 0 (BIP-174, with the taproot fields of BIP-371): the unsigned transaction, and for
 * each input what it spends. The previous transaction is the proof of what an input is worth; where a witness input comes
 * with its output alone, that output is what its signature hash commits to.
 */

import { encodeHex, equalBytes } from '../../lib/hex.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import { sha256d } from './hash.ts';
import { type KnownFields, readMap, readWhole } from './psbt-map.ts';
import {
  type Output,
  readFullTransaction,
  readOutput,
  readTransaction,
  type Transaction,
  writeTransaction,
} from './transaction.ts';
import { openReader, type Reader } from './wire.ts';

export interface Psbt {
  readonly transaction: Transaction;
  readonly inputs: readonly PsbtInput[];
}

export interface PsbtInput {
  readonly outpoint: Uint8Array;
  readonly sequence: number;
  /** What it spends. */
  readonly spent: Output;
  /** The whole previous transaction was there. */
  readonly isProven: boolean;
  readonly sighash: number | undefined;
  readonly redeemScript: Uint8Array | undefined;
  readonly witnessScript: Uint8Array | undefined;
}

const magic = Buffer.from('70736274ff', 'hex');
const globalType = { transaction: 0x00, xpub: 0x01, version: 0xfb } as const;
const inputType = {
  previous: 0x00,
  witnessOutput: 0x01,
  sighash: 0x03,
  redeemScript: 0x04,
  witnessScript: 0x05,
} as const;

const globalFields: KnownFields = {
  single: new Set([globalType.transaction, globalType.version]),
  keyed: new Set([globalType.xpub]),
};
/** Beside those above: final scripts, taproot's signature, internal key and root; by key: signatures, paths, leaves. */
const inputFields: KnownFields = {
  single: new Set([...Object.values(inputType), 0x07, 0x08, 0x13, 0x17, 0x18]),
  keyed: new Set([0x02, 0x06, 0x14, 0x15, 0x16]),
};
/** Scripts, taproot's key and tree; by key: paths. What pays whom is in the transaction. */
const outputFields: KnownFields = {
  single: new Set([0x00, 0x01, 0x05, 0x06]),
  keyed: new Set([0x02, 0x07]),
};

export function readPsbt(bytes: Uint8Array): Result<Psbt, string> {
  const reader = openReader(bytes);
  if (!equalBytes(reader.take(magic.length), magic)) return err('not_a_psbt');
  const global = readMap(reader, globalFields);
  const version = global?.get(globalType.version);
  const unsigned = global?.get(globalType.transaction);
  if (unsigned === undefined) return err('psbt_global_map');
  if (version !== undefined && encodeHex(version) !== '00000000') return err('psbt_version');
  const transaction = readWhole(unsigned, readTransaction);
  if (transaction === undefined || transaction.inputs.length === 0) return err('psbt_transaction');
  if (transaction.inputs.some(({ script }) => script.length > 0)) return err('psbt_transaction_signed');
  const inputs = readInputs(reader, transaction);
  if (!inputs.ok) return inputs;
  for (const _ of transaction.outputs) {
    if (readMap(reader, outputFields) === undefined) return err('psbt_output_map');
  }
  return reader.finished() ? ok({ transaction, inputs: inputs.value }) : err('psbt_trailing_bytes');
}

function readInputs(reader: Reader, { inputs }: Transaction): Result<readonly PsbtInput[], string> {
  const read: PsbtInput[] = [];
  for (const { outpoint, sequence } of inputs) {
    const fields = readMap(reader, inputFields);
    if (fields === undefined) return err('psbt_input_map');
    const previous = fields.get(inputType.previous);
    const alone = fields.get(inputType.witnessOutput);
    const proven = previous && readPrevious(previous, outpoint);
    if (previous !== undefined && proven === undefined) return err('psbt_previous_transaction');
    const told = alone && readWhole(alone, readOutput);
    const spent = proven ?? told;
    if (spent === undefined) return err('psbt_input_output');
    if (told !== undefined && !isSame(told, spent)) return err('psbt_two_outputs');
    const sighash = fields.get(inputType.sighash);
    if (sighash !== undefined && sighash.length !== 4) return err('psbt_sighash');
    read.push({
      outpoint,
      sequence,
      spent,
      isProven: proven !== undefined,
      sighash: sighash && Buffer.from(sighash).readUInt32LE(),
      redeemScript: fields.get(inputType.redeemScript),
      witnessScript: fields.get(inputType.witnessScript),
    });
  }
  return ok(read);
}

const transactionIdBytes = 32;

/** The output that the outpoint names, when this is the transaction that it names. */
function readPrevious(bytes: Uint8Array, outpoint: Uint8Array): Output | undefined {
  const transaction = readWhole(bytes, readFullTransaction);
  if (transaction === undefined) return undefined;
  const id = sha256d(writeTransaction(transaction));
  if (!equalBytes(id, outpoint.subarray(0, transactionIdBytes))) return undefined;
  return transaction.outputs[openReader(outpoint.subarray(transactionIdBytes)).uint32()];
}

function isSame(a: Output, b: Output): boolean {
  return a.value === b.value && equalBytes(a.script, b.script);
}
