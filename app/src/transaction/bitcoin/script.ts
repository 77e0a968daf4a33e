/**
 * Locking scripts: the forms that wallets use, each one byte string for one type and program. Any other script is no
 * script here. Data outputs (OP_RETURN) can never be spent and are no address.
 */

import { equalBytes } from '../../lib/hex.ts';
import { hash160, sha256 } from './hash.ts';

/** Of outputs, by the names that a policy uses. */
export const outputTypes = ['p2pkh', 'p2sh', 'p2wpkh', 'p2wsh', 'p2tr', 'data'] as const;
export type OutputType = (typeof outputTypes)[number];

export type ScriptType = Exclude<OutputType, 'data'>;

export interface Script {
  readonly type: ScriptType;
  /** The hash of a key or script; for taproot the output key. */
  readonly program: Uint8Array;
}

/** Who can spend: the holder of one key, or whoever satisfies a witness script. */
export type Owner =
  | { readonly kind: 'key'; readonly hash: Uint8Array }
  | { readonly kind: 'script'; readonly script: Uint8Array };

interface Form {
  readonly type: ScriptType;
  readonly prefix: Uint8Array;
  readonly suffix: Uint8Array;
  readonly programBytes: number;
}

const forms: readonly Form[] = [
  form('p2pkh', '76a914', '88ac', 20),
  form('p2sh', 'a914', '87', 20),
  form('p2wpkh', '0014', '', 20),
  form('p2wsh', '0020', '', 32),
  form('p2tr', '5120', '', 32),
];
const returnOpcode = 0x6a;

function form(type: ScriptType, prefix: string, suffix: string, programBytes: number): Form {
  return { type, prefix: Buffer.from(prefix, 'hex'), suffix: Buffer.from(suffix, 'hex'), programBytes };
}

export function writeScript({ type, program }: Script): Uint8Array {
  const parts = forms
    .filter((candidate) => candidate.type === type)
    .flatMap(({ prefix, suffix }) => [prefix, program, suffix]);
  return Buffer.concat(parts);
}

export function readScript(bytes: Uint8Array): Script | undefined {
  for (const { type, prefix, suffix, programBytes } of forms) {
    const end = prefix.length + programBytes;
    if (bytes.length !== end + suffix.length) continue;
    if (!equalBytes(bytes.subarray(0, prefix.length), prefix)) continue;
    if (equalBytes(bytes.subarray(end), suffix)) return { type, program: bytes.subarray(prefix.length, end) };
  }
  return undefined;
}

export function outputTypeOf(bytes: Uint8Array): OutputType | undefined {
  return bytes[0] === returnOpcode ? 'data' : readScript(bytes)?.type;
}

/** Whether a chain without witnesses knows the script. */
export function needsWitness(type: ScriptType): boolean {
  return type === 'p2wpkh' || type === 'p2wsh' || type === 'p2tr';
}

/** Every locking script that this owner alone can spend from, the most likely first. */
export function scriptsOf(owner: Owner, hasWitnesses: boolean): readonly Uint8Array[] {
  if (owner.kind === 'script') return nested(writeScript({ type: 'p2wsh', program: sha256(owner.script) }));
  const legacy = writeScript({ type: 'p2pkh', program: owner.hash });
  if (!hasWitnesses) return [legacy];
  return [...nested(writeScript({ type: 'p2wpkh', program: owner.hash })), legacy];
}

/** A witness program as it is, and inside P2SH (BIP-141). */
function nested(script: Uint8Array): readonly Uint8Array[] {
  return [script, writeScript({ type: 'p2sh', program: hash160(script) })];
}
