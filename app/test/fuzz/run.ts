/**
 * `npm run fuzz`: every decoder with inputs made from good ones. Bounded, and resumable: the same seed and the same number
 * give the same input, so a failure is repeated with the line that is printed for it.
 *
 *   npm run fuzz -- [--target evm] [--inputs 5000000] [--seed 1] [--from 0]
 *
 * The inputs are fed in a thread; when it makes no progress for a while, that is a failure too.
 */

import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { makeInput } from './mutate.ts';
import { targets } from './targets.ts';

interface Job {
  readonly target: string;
  readonly inputs: number;
  readonly seed: number;
  readonly from: number;
  /** Two numbers that both threads see: the input under way, and the slowest one's microseconds. */
  readonly shared: Int32Array;
}

interface Outcome {
  readonly failure?: { readonly index: number; readonly message: string };
  readonly slowestIndex: number;
}

/** One input may take this long on any machine before it counts as a hang. */
const hangSeconds = 10;
const bytesPerInputWatch = 8;

if (isMainThread) process.exitCode = await main();
else feed(workerData);

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      target: { type: 'string', multiple: true },
      inputs: { type: 'string', default: '5000000' },
      seed: { type: 'string', default: '1' },
      from: { type: 'string', default: '0' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    say('npm run fuzz -- [--target NAME ...] [--inputs 5000000] [--seed 1] [--from 0]');
    say(`targets: ${targets.map(({ name }) => name).join(', ')}`);
    return 0;
  }
  const chosen = values.target ?? targets.map(({ name }) => name);
  const unknown = chosen.filter((name) => !targets.some((target) => target.name === name));
  const [inputs = 0, seed = 0, from = 0] = [values.inputs, values.seed, values.from].map(Number);
  if (unknown.length > 0 || ![inputs, seed, from].every(Number.isSafeInteger)) {
    say(`not a target or not a number: ${[...unknown, values.inputs, values.seed, values.from].join(' ')}`);
    return 2;
  }
  let failed = 0;
  for (const target of chosen) failed += (await run({ target, inputs, seed, from })) ? 0 : 1;
  say(`${chosen.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

/** True when no law was broken. */
async function run(job: Omit<Job, 'shared'>): Promise<boolean> {
  const shared = new Int32Array(new SharedArrayBuffer(bytesPerInputWatch));
  const began = performance.now();
  const worker = new Worker(new URL(import.meta.url), { workerData: { ...job, shared } });
  let stuckAt = -1;
  const watch = setInterval(() => {
    const at = Atomics.load(shared, 0);
    if (at === stuckAt) void worker.terminate();
    stuckAt = at;
  }, hangSeconds * 1000);
  const outcome = await new Promise<Outcome | undefined>((resolve, reject) => {
    worker
      .once('message', resolve)
      .once('error', reject)
      .once('exit', () => resolve(undefined));
  });
  clearInterval(watch);
  const repeat = (index: number): string =>
    `npm run fuzz -- --target ${job.target} --seed ${job.seed} --from ${index} --inputs 1`;
  if (outcome === undefined) {
    say(`${job.target}: input ${stuckAt} did not end in ${hangSeconds} s: ${repeat(stuckAt)}`);
    return false;
  }
  if (outcome.failure !== undefined) {
    say(`${job.target}: input ${outcome.failure.index}: ${outcome.failure.message}`);
    say(`  again: ${repeat(outcome.failure.index)}`);
    return false;
  }
  const seconds = (performance.now() - began) / 1000;
  const perSecond = Math.round(job.inputs / seconds);
  const slowest = (Atomics.load(shared, 1) / 1000).toFixed(1);
  say(
    `${job.target}: ${job.inputs} inputs from ${job.from} with seed ${job.seed}, ${perSecond}/s, slowest ${slowest} ms (input ${outcome.slowestIndex})`,
  );
  return true;
}

function feed({ target: name, inputs, seed, from, shared }: Job): void {
  const target = targets.find((candidate) => candidate.name === name);
  if (target === undefined) throw new Error(`no target ${name}`);
  let slowestIndex = from;
  for (let index = from; index < from + inputs; index += 1) {
    Atomics.store(shared, 0, index);
    const input = makeInput(target.seeds, seed, index);
    const began = performance.now();
    try {
      target.run(input);
    } catch (error) {
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
      parentPort?.postMessage({ failure: { index, message }, slowestIndex } satisfies Outcome);
      return;
    }
    const microseconds = Math.round((performance.now() - began) * 1000);
    if (microseconds > Atomics.load(shared, 1)) {
      Atomics.store(shared, 1, microseconds);
      slowestIndex = index;
    }
  }
  parentPort?.postMessage({ slowestIndex } satisfies Outcome);
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
