/**
 * Addresses of Bitcoin and its kin, strictly: base58check for keys and scripts, bech32 for witness version 0 (BIP-173),
 * bech32m for taproot (BIP-350). A script has one address; of the two cases in which bech32 may be written, ours is
 * lower case. Other witness versions belong to a future that nobody
 * can spend from safely yet.
 */

import { bech32, bech32m, createBase58check } from '@scure/base';
import { sha256 } from './hash.ts';
import type { Network } from './networks.ts';
import { readScript, type Script } from './script.ts';

const base58check = createBase58check(sha256);

/** 25 bytes take at most 35 digits of base 58; reading more would cost time for nothing. */
const maxBase58Characters = 35;
const programOpcodeOffset = 0x50;
const taprootVersion = 1;

export function encodeAddress({ type, program }: Script, network: Network): string {
  const { keyPrefix, scriptPrefix, bech32Prefix = '' } = network;
  switch (type) {
    case 'p2pkh':
      return base58check.encode(Buffer.from([keyPrefix, ...program]));
    case 'p2sh':
      return base58check.encode(Buffer.from([scriptPrefix, ...program]));
    case 'p2wpkh':
    case 'p2wsh':
      return bech32.encode(bech32Prefix, [0, ...bech32.toWords(program)]);
    case 'p2tr':
      return bech32m.encode(bech32Prefix, [taprootVersion, ...bech32m.toWords(program)]);
  }
}

export function decodeAddress(text: string, network: Network): Script | undefined {
  return readWitnessAddress(text, network) ?? readBase58Address(text, network);
}

function readWitnessAddress(text: string, { bech32Prefix }: Network): Script | undefined {
  for (const [coding, isVersion] of [
    [bech32, (version: number) => version === 0],
    [bech32m, (version: number) => version === taprootVersion],
  ] as const) {
    const decoded = coding.decodeUnsafe(text);
    if (decoded === undefined || decoded.prefix !== bech32Prefix) continue;
    const [version = -1, ...words] = decoded.words;
    const program = coding.fromWordsUnsafe(words);
    if (program === undefined || !isVersion(version)) return undefined;
    const opcode = version === 0 ? 0 : programOpcodeOffset + version;
    return readScript(Buffer.from([opcode, program.length, ...program]));
  }
  return undefined;
}

function readBase58Address(text: string, { keyPrefix, scriptPrefix }: Network): Script | undefined {
  if (text.length > maxBase58Characters) return undefined;
  let bytes: Uint8Array;
  try {
    bytes = base58check.decode(text);
  } catch {
    return undefined;
  }
  const program = bytes.subarray(1);
  if (program.length !== hash160Bytes) return undefined;
  if (bytes[0] === keyPrefix) return { type: 'p2pkh', program };
  return bytes[0] === scriptPrefix ? { type: 'p2sh', program } : undefined;
}

const hash160Bytes = 20;
