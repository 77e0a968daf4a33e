/**
 * Transactions of Bitcoin and its kin for tests: built and hashed by bitcoinjs-lib, described as a co-signer would. The
 * pre-images are written by the code under test; that they are right is what the judge's digests say.
 */

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { BIP32Factory } from 'bip32';
import * as bitcoin from 'bitcoinjs-lib';
import * as ecc from 'tiny-secp256k1';
import { encodeHex } from '../../src/lib/hex.ts';
import { commitmentsOf } from '../../src/transaction/bitcoin/commitments.ts';
import { writeLegacyPreimage, writeLegacyWhole } from '../../src/transaction/bitcoin/legacy-preimage.ts';
import { writeSegwitPreimage } from '../../src/transaction/bitcoin/segwit-preimage.ts';
import { writeTaprootPreimage } from '../../src/transaction/bitcoin/taproot-preimage.ts';
import type { Transaction } from '../../src/transaction/bitcoin/transaction.ts';
import { uint32 } from '../../src/transaction/bitcoin/wire.ts';
import { readVector, sampleSigner, type Wire } from './requests.ts';

bitcoin.initEccLib(ecc);

/** The judge's parameters of every network. */
export const judged: Readonly<Record<string, bitcoin.Network>> = {
  bitcoin: bitcoin.networks.bitcoin,
  bitcoin_testnet: bitcoin.networks.testnet,
  litecoin: { ...bitcoin.networks.bitcoin, bech32: 'ltc', pubKeyHash: 0x30, scriptHash: 0x32 },
  litecoin_testnet: { ...bitcoin.networks.testnet, bech32: 'tltc', pubKeyHash: 0x6f, scriptHash: 0x3a },
  dogecoin: { ...bitcoin.networks.bitcoin, bech32: 'none', pubKeyHash: 0x1e, scriptHash: 0x16 },
};

export function judgedNetwork(name: string): bitcoin.Network {
  const network = judged[name];
  assert.ok(network, name);
  return network;
}

const master = BIP32Factory(ecc).fromSeed(Buffer.alloc(32, 7));

export interface Key {
  readonly publicKey: Uint8Array;
  readonly privateKey: Uint8Array;
}

/** The vendor derives without hardening. */
export function keyAt(path: readonly number[]): Key {
  const node = path.reduce((parent, step) => parent.derive(step), master);
  assert.ok(node.privateKey);
  return { publicKey: node.publicKey, privateKey: node.privateKey };
}

export function accountKeyOf(coinType: number, account: number): string {
  return master.derive(44).derive(coinType).derive(account).neutered().toBase58();
}

export type CoinKind = 'p2wpkh' | 'p2sh-p2wpkh' | 'p2wsh' | 'p2pkh' | 'p2tr';
export const coinKinds: readonly CoinKind[] = ['p2wpkh', 'p2sh-p2wpkh', 'p2wsh', 'p2pkh', 'p2tr'];

export interface Coin {
  readonly kind: CoinKind;
  readonly value: bigint;
  readonly path: readonly number[];
  /** Of another key than the path's. */
  readonly publicKey?: Uint8Array;
  readonly sequence?: number;
}

export function payment(kind: CoinKind, publicKey: Uint8Array, network: bitcoin.Network): bitcoin.Payment {
  switch (kind) {
    case 'p2pkh':
      return bitcoin.payments.p2pkh({ pubkey: publicKey, network });
    case 'p2wpkh':
      return bitcoin.payments.p2wpkh({ pubkey: publicKey, network });
    case 'p2sh-p2wpkh':
      return bitcoin.payments.p2sh({
        redeem: bitcoin.payments.p2wpkh({ pubkey: publicKey, network }),
        network,
      });
    case 'p2wsh':
      return bitcoin.payments.p2wsh({
        redeem: bitcoin.payments.p2ms({ m: 1, pubkeys: [publicKey, keyAt([9]).publicKey], network }),
        network,
      });
    case 'p2tr':
      return bitcoin.payments.p2tr({ internalPubkey: publicKey.subarray(1), network });
  }
}

export function addressOf(kind: CoinKind, publicKey: Uint8Array, network = judgedNetwork('bitcoin')): string {
  const { address } = payment(kind, publicKey, network);
  assert.ok(address);
  return address;
}

export interface Plan {
  readonly coins: readonly Coin[];
  readonly outputs: readonly {
    readonly address?: string;
    readonly script?: Uint8Array;
    readonly value: bigint;
  }[];
  readonly network?: string;
  readonly version?: number;
  readonly locktime?: number;
}

function lockOf(coin: Coin, network: bitcoin.Network): { lock: Uint8Array; code: Uint8Array } {
  const key = coin.publicKey ?? keyAt(coin.path).publicKey;
  const paid = payment(coin.kind, key, network);
  const code =
    coin.kind === 'p2wsh' ? paid.redeem?.output : bitcoin.payments.p2pkh({ pubkey: key, network }).output;
  assert.ok(paid.output && code);
  return { lock: paid.output, code };
}

export function build({ coins, outputs, network: name = 'bitcoin', version = 2, locktime = 0 }: Plan) {
  const network = judgedNetwork(name);
  const judge = new bitcoin.Transaction();
  judge.version = version;
  judge.locktime = locktime;
  for (const [i, { sequence = 0xfffffffd }] of coins.entries()) {
    judge.addInput(createHash('sha256').update(`coin ${i}`).digest(), i, sequence);
  }
  for (const { address, script, value } of outputs) {
    const lock = script ?? bitcoin.address.toOutputScript(address ?? '', network);
    judge.addOutput(lock, value);
  }
  return judge;
}

/** The judge's transaction in our own shape. */
export function toOurs(judge: bitcoin.Transaction): Transaction {
  return {
    version: judge.version,
    locktime: judge.locktime,
    inputs: judge.ins.map(({ hash, index, sequence }) => ({
      outpoint: Buffer.concat([hash, uint32(index)]),
      script: new Uint8Array(),
      sequence,
    })),
    outputs: judge.outs.map(({ value, script }) => ({ value, script })),
  };
}

/** One raw transaction for each input: our pre-image, the judge's digest. */
export function entriesOf(plan: Plan): readonly Wire[] {
  const judge = build(plan);
  const network = judgedNetwork(plan.network ?? 'bitcoin');
  const ours = toOurs(judge);
  const { version, locktime } = ours;
  const locks = plan.coins.map((coin) => lockOf(coin, network));
  const values = plan.coins.map(({ value }) => value);
  const sha = (parts: readonly Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest();
  return plan.coins.map((coin, i) => {
    const { lock, code } = locks[i] ?? assert.fail();
    const { outpoint, sequence } = ours.inputs[i] ?? assert.fail();
    const entry = (bytes: Uint8Array, digest: Uint8Array): Wire => ({
      rawTx: encodeHex(bytes),
      payload: encodeHex(digest),
      keyDerivationPath: coin.path,
    });
    switch (coin.kind) {
      case 'p2pkh':
        return entry(
          writeLegacyPreimage(writeLegacyWhole(ours), i, lock),
          judge.hashForSignature(i, lock, 1),
        );
      case 'p2tr': {
        const whole = {
          version,
          locktime,
          prevouts: sha(ours.inputs.map((input) => input.outpoint)),
          amounts: sha(
            values.map((value) => {
              const bytes = Buffer.alloc(8);
              bytes.writeBigUInt64LE(value);
              return bytes;
            }),
          ),
          scripts: sha(locks.flatMap((one) => [Buffer.from([one.lock.length]), one.lock])),
          sequences: sha(ours.inputs.map((input) => uint32(input.sequence))),
          outputs: sha(
            ours.outputs.flatMap(({ value, script }) => {
              const bytes = Buffer.alloc(8);
              bytes.writeBigUInt64LE(value);
              return [bytes, Buffer.from([script.length]), script];
            }),
          ),
        };
        const digest = judge.hashForWitnessV1(
          i,
          locks.map((one) => one.lock),
          values,
          0,
        );
        return entry(writeTaprootPreimage(whole, 0, i), digest);
      }
      default: {
        const fields = {
          version,
          locktime,
          sighash: 1,
          ...commitmentsOf(ours.inputs, ours.outputs),
          outpoint,
          sequence,
          scriptCode: code,
          value: coin.value,
        };
        return entry(writeSegwitPreimage(fields), judge.hashForWitnessV0(i, code, coin.value, 1));
      }
    }
  });
}

/** Base units as the co-signer writes amounts. */
export function coinText(units: bigint): string {
  const digits = units.toString().padStart(9, '0');
  return `${digits.slice(0, -8)}.${digits.slice(-8)}`;
}

export interface Told {
  readonly paid: readonly { readonly address: string; readonly value: bigint }[];
  readonly fee: bigint;
  readonly asset?: string;
  readonly vault?: number;
}

/** A TRANSFER to one-time addresses, as the co-signer would tell it. */
export function requestOf({ paid, fee, asset = 'BTC', vault = 3 }: Told, rawTx: readonly Wire[]): Wire {
  const [only, ...others] = paid;
  return {
    requestId: 'r',
    txId: 't',
    signerId: sampleSigner,
    operation: 'TRANSFER',
    sourceType: 'VAULT',
    sourceId: String(vault),
    destType: 'ONE_TIME_ADDRESS',
    destId: '',
    asset,
    amountStr: coinText(paid.reduce((sum, { value }) => sum + value, 0n)),
    fee: coinText(fee),
    ...(others.length === 0 && { destAddress: only?.address }),
    destinations: paid.map(({ address, value }) => ({
      dstType: 'ONE_TIME_ADDRESS',
      dstId: '',
      amountNativeStr: coinText(value),
      dstAddress: address,
      displayDstAddress: address,
    })),
    rawTx,
  };
}

export interface BitcoinSample {
  readonly payload: Wire & { destinations: Wire[]; rawTx: Wire[] };
}

/** A fresh copy of a published signing sample, with a `signerId`. */
export function bitcoinSample(kind: 'segwit' | 'legacy'): BitcoinSample {
  const vector: BitcoinSample = JSON.parse(readVector(`bitcoin-${kind}-signing.json`));
  vector.payload['signerId'] = sampleSigner;
  return vector;
}
