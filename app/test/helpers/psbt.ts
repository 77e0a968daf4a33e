/** Partially signed transactions for tests: made by bitcoinjs-lib, whose signer tells which hashes it was asked to sign. */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as bitcoin from 'bitcoinjs-lib';
import * as ecc from 'tiny-secp256k1';
import { encodeHex } from '../../src/lib/hex.ts';
import { type CoinKind, judgedNetwork, keyAt, payment } from './bitcoin.ts';
import { sampleSigner, type Wire } from './requests.ts';

export interface PsbtCoin {
  readonly kind: CoinKind;
  readonly value: bigint;
  readonly path?: readonly number[];
  readonly sighash?: number;
  /** How the spent output is shown; the whole previous transaction unless said otherwise. */
  readonly shown?: 'previous' | 'output' | 'both' | 'witnessed';
}

export interface PsbtPlan {
  readonly coins: readonly PsbtCoin[];
  readonly outputs: readonly {
    readonly address?: string;
    readonly script?: Uint8Array;
    readonly value: bigint;
  }[];
  readonly version?: number;
  readonly network?: string;
}

export const psbtPath = [44, 0, 3, 0, 0];

function previous(script: Uint8Array, value: bigint, i: number, isWitnessed: boolean): bitcoin.Transaction {
  const transaction = new bitcoin.Transaction();
  transaction.addInput(createHash('sha256').update(`before ${i}`).digest(), 0);
  transaction.addOutput(Buffer.from('51', 'hex'), 1n);
  transaction.addOutput(script, value);
  if (isWitnessed) transaction.setWitness(0, [Buffer.from('aa', 'hex'), Buffer.alloc(0)]);
  return transaction;
}

export function makePsbt({ coins, outputs, version = 2, network: name = 'bitcoin' }: PsbtPlan): bitcoin.Psbt {
  const network = judgedNetwork(name);
  const psbt = new bitcoin.Psbt({ network });
  psbt.setVersion(version);
  for (const [i, { kind, value, path = psbtPath, sighash, shown = 'previous' }] of coins.entries()) {
    const { publicKey } = keyAt(path);
    const paid = payment(kind, publicKey, network);
    assert.ok(paid.output);
    const before = previous(paid.output, value, i, shown === 'witnessed');
    psbt.addInput({
      hash: before.getHash(),
      index: 1,
      sequence: 0xfffffffd,
      ...(shown !== 'output' && { nonWitnessUtxo: before.toBuffer() }),
      ...((shown === 'output' || shown === 'both') && { witnessUtxo: { script: paid.output, value } }),
      ...(kind === 'p2wsh' && paid.redeem?.output && { witnessScript: paid.redeem.output }),
      ...(kind === 'p2sh-p2wpkh' && paid.redeem?.output && { redeemScript: paid.redeem.output }),
      ...(kind === 'p2tr' && {
        tapInternalKey: publicKey.subarray(1),
        witnessUtxo: { script: paid.output, value },
      }),
      ...(sighash !== undefined && { sighashType: sighash }),
    });
  }
  for (const { address, script, value } of outputs) {
    psbt.addOutput({ script: script ?? bitcoin.address.toOutputScript(address ?? '', network), value });
  }
  return psbt;
}

/** What the judge signs, input by input; the PSBT is signed afterwards. */
export function signedHashes(psbt: bitcoin.Psbt, { coins }: PsbtPlan): readonly string[] {
  const hashes: string[] = [];
  for (const [i, { kind, path = psbtPath }] of coins.entries()) {
    const { publicKey, privateKey } = keyAt(path);
    const output = bitcoin.payments.p2tr({ internalPubkey: publicKey.subarray(1) }).pubkey;
    assert.ok(output);
    psbt.signInput(i, {
      publicKey: kind === 'p2tr' ? Buffer.concat([Buffer.from([2]), output]) : publicKey,
      sign: (hash) => {
        hashes.push(encodeHex(hash));
        return ecc.sign(hash, privateKey);
      },
      signSchnorr: (hash) => {
        hashes.push(encodeHex(hash));
        return ecc.signSchnorr(hash, privateKey);
      },
    });
  }
  return hashes;
}

/** A RAW request for these contents. */
export function rawRequest(psbt: unknown, contents: readonly string[], changes: Wire = {}): Wire {
  return {
    requestId: 'r',
    txId: 't',
    signerId: sampleSigner,
    operation: 'RAW',
    sourceType: 'VAULT',
    sourceId: '3',
    asset: 'BTC',
    amountStr: '0',
    fee: '0',
    destinations: [],
    extraParameters: {
      psbt,
      rawMessageData: {
        algorithm: 'MPC_ECDSA_SECP256K1',
        messages: contents.map((content) => ({ content, derivationPath: psbtPath })),
      },
    },
    ...changes,
  };
}
