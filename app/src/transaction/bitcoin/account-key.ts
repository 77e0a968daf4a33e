/**
 * Public keys below the extended public key of a vault account (BIP-32, public derivation only). Private keys and hardened
 * steps do not exist here. The arithmetic of the curve is @noble/curves'.
 */

import { createHmac } from 'node:crypto';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { createBase58check } from '@scure/base';
import { encodeHex } from '../../lib/hex.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import { sha256 } from './hash.ts';

const { Point } = secp256k1;
type CurvePoint = InstanceType<typeof Point>;

interface Node {
  readonly point: CurvePoint;
  readonly chainCode: Uint8Array;
}

export interface AccountKey {
  /** The index of the account below its coin, the hardened mark apart. */
  readonly account: number;
  /** The key itself, and below it the chains of receiving and of change addresses, which every address is on. */
  readonly node: Node;
  readonly chains: readonly Node[];
}

const base58check = createBase58check(sha256);
/** 82 bytes with their checksum. */
const maxCharacters = 112;
const keyBytes = 78;
/** Purpose, coin type, account. */
const accountDepth = 3;
const hardened = 0x8000_0000;

/** Reads `xpub...`, or `tpub...` on test networks; the error says what is wrong with it. */
export function parseAccountKey(text: string, publicKeyVersion: number): Result<AccountKey, string> {
  const bytes = decode(text);
  if (bytes === undefined) return err('is not an extended key: copy it again from its source');
  if (bytes.readUInt32BE(0) !== publicKeyVersion) {
    return err(
      'is not an extended public key of this network: it begins with xpub, or tpub on test networks',
    );
  }
  if (bytes.readUInt8(4) !== accountDepth) {
    return err("is not an account's key: it has to be three steps below the master key");
  }
  const account = bytes.readUInt32BE(9) % hardened;
  try {
    const node = { point: Point.fromBytes(bytes.subarray(45)), chainCode: bytes.subarray(13, 45) };
    return ok({ account, node, chains: [deriveChild(node, 0), deriveChild(node, 1)] });
  } catch {
    return err('holds no public key');
  }
}

function decode(text: string): Buffer | undefined {
  if (text.length > maxCharacters) return undefined;
  try {
    const bytes = base58check.decode(text);
    return bytes.length === keyBytes ? Buffer.from(bytes) : undefined;
  } catch {
    return undefined;
  }
}

/** The compressed public key of 33 bytes at `change/index`. */
export function derivePublicKey({ node, chains }: AccountKey, change: number, index: number): Uint8Array {
  return deriveChild(chains[change] ?? deriveChild(node, change), index).point.toBytes(true);
}

/** An index whose key does not exist throws; no one will see it: one in 2^127. */
function deriveChild({ point, chainCode }: Node, index: number): Node {
  const data = Buffer.alloc(37);
  data.set(point.toBytes(true));
  data.writeUInt32BE(index, 33);
  const hash = createHmac('sha512', chainCode).update(data).digest();
  const tweak = BigInt(`0x${encodeHex(hash.subarray(0, 32))}`);
  return { point: Point.BASE.multiply(tweak).add(point), chainCode: hash.subarray(32) };
}
