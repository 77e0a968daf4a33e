/** The yardstick: RSA-2048 signatures per second of one core, by `openssl speed` where there is one. */

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { pinned } from './rig.ts';

export async function signaturesPerSecond(): Promise<number> {
  const [program = '', ...args] = pinned(0, ['openssl', 'speed', '-seconds', '4', 'rsa2048']);
  const { stdout } = await promisify(execFile)(program, args);
  const rate = /rsa\s*2048 bits\s+\S+\s+\S+\s+([\d.]+)/.exec(stdout)?.[1];
  if (rate === undefined) throw new Error(`openssl speed said something else: ${stdout}`);
  return Number(rate);
}
