/**
 * `npm run bench:matching`: what it costs to match the bytes of one request, in milliseconds of CPU and as a ratio to one
 * RSA-2048 signature of the same run. Warm is the best of several rounds, since noise only ever adds; cold is the first match of a
 * new process, its code compiled by nobody yet, the best of a few processes.
 */

import { execFile } from 'node:child_process';
import { generateKeyPairSync, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { fiftyInputs } from './bitcoin.ts';
import {
  mostDestinations,
  mostLegacyInputs,
  mostPaths,
  tooManyLegacyInputs,
  tooManyPaths,
  turnedOutputs,
} from './bitcoin-hostile.ts';
import type { MatchingCase, Wanted } from './case.ts';
import { largestCalldata, multicall, tokenTransfer } from './evm.ts';
import { busyCall, manyTokenAccounts } from './solana.ts';

const cases: readonly (() => MatchingCase)[] = [
  tokenTransfer,
  fiftyInputs,
  busyCall,
  multicall,
  largestCalldata,
  mostPaths,
  tooManyPaths,
  mostDestinations,
  turnedOutputs,
  mostLegacyInputs,
  tooManyLegacyInputs,
  manyTokenAccounts,
];

const rounds = 9;
const roundMilliseconds = 40;
const warmUpMilliseconds = 500;
const processes = 5;

const [chosen] = process.argv.slice(2);
if (chosen === undefined) await report();
else say(String(time(build(Number(chosen)).match)));

async function report(): Promise<void> {
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const message = Buffer.alloc(300);
  const signature = best(() => sign('sha256', message, key));
  say(`one RSA-2048 signature: ${signature.toFixed(3)} ms`);
  const hash = best(() => keccak_256(message.subarray(0, 130)));
  say(`one keccak-256 of 130 bytes: ${hash.toFixed(4)} ms, ${(hash / signature).toFixed(4)} of a signature`);
  say('| request | warm, ms | of a signature | cold, ms | wanted, ms | |');
  say('| --- | --- | --- | --- | --- | --- |');
  for (const index of cases.keys()) {
    const { name, wanted, match } = build(index);
    const warm = best(match);
    const cold = await measureCold(index);
    const limit = millisecondsOf(wanted, signature);
    const cells = [
      name,
      warm.toFixed(3),
      (warm / signature).toFixed(3),
      cold.toFixed(1),
      limit.toFixed(limit < 1 ? 3 : 0),
      warm < limit ? 'met' : 'not met',
    ];
    say(`| ${cells.join(' | ')} |`);
  }
}

function build(index: number): MatchingCase {
  const made = cases[index];
  if (made === undefined) throw new Error(`there is no case ${index}`);
  return made();
}

/** Milliseconds for one, once the compiler is done with it. */
function best(run: () => unknown): number {
  let runs = 0;
  const warmUp = time(() => {
    for (const began = performance.now(); performance.now() - began < warmUpMilliseconds; runs += 1) run();
  });
  const repeats = Math.ceil((roundMilliseconds * runs) / warmUp);
  const times = Array.from({ length: rounds }, () =>
    time(() => {
      for (let i = 0; i < repeats; i += 1) run();
    }),
  );
  return Math.min(...times) / repeats;
}

async function measureCold(index: number): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < processes; i += 1) {
    const { stdout } = await promisify(execFile)(process.execPath, [import.meta.filename, String(index)]);
    times.push(Number(stdout));
  }
  return Math.min(...times);
}

/** Of CPU, all threads: unlike the clock it hardly depends on what else the machine does. */
function time(run: () => unknown): number {
  const before = process.cpuUsage();
  run();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

function millisecondsOf(wanted: Wanted, signature: number): number {
  return 'milliseconds' in wanted ? wanted.milliseconds : wanted.ofSignature * signature;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
