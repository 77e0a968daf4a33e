/**
 * `callback-handler decode <file|hex> --asset ETH`: what raw bytes would do, in words. For people who hold bytes in their
 * hands; nothing is decided. What the decoders do not know is marked with a question mark.
 */

import { readFile } from 'node:fs/promises';
import { Command } from 'commander';
import { formatDecimal, fromBaseUnits } from '../lib/decimal.ts';
import { decodeHex } from '../lib/hex.ts';
import { loadPolicyFile } from '../policy-file.ts';
import { builtInAssets } from '../transaction/assets/built-in.ts';
import { describeFacts } from '../transaction/describe-facts.ts';
import type { Act, Call, TransactionFacts } from '../transaction/facts.ts';
import type { Knowledge } from '../transaction/knowledge.ts';
import { readBytes } from '../transaction/read-bytes.ts';
import { exitConfiguration, exitFailed, exitNoInput, exitOk } from './exit-codes.ts';
import { formatProblems } from './print-problems.ts';

interface Options {
  readonly asset: string;
  readonly policy?: string;
  readonly json?: true;
}

export function decodeCommand(): Command {
  return new Command('decode')
    .description(
      'What a raw transaction would do, in words; what is not understood is marked with a question mark.',
    )
    .argument(
      '<file or hex>',
      'the bytes that are signed: a file with hexadecimal, or the hexadecimal itself',
    )
    .requiredOption(
      '--asset <id>',
      'an asset of the chain that the bytes are for, such as ETH, BTC, SOL or TRX',
    )
    .option('--policy <file>', 'a policy document with assets, contracts and lookup tables of your own')
    .option('--json', 'print JSON')
    .action(async (input: string, options: Options) => {
      process.exitCode = await decode(input, options);
    });
}

async function decode(input: string, options: Options): Promise<number> {
  const knowledge = await knowledgeOf(options.policy);
  if (knowledge === undefined) return exitConfiguration;
  const bytes = await bytesOf(input);
  if (bytes === undefined) {
    process.stderr.write(`${input.slice(0, 80)}: neither hexadecimal nor a file that holds some\n`);
    return exitNoInput;
  }
  const read = readBytes(bytes, options.asset, knowledge);
  if (!read.ok) {
    const { reason, detail } = read.error;
    const details = Object.entries(detail).map(([name, value]) => `  ${name}: ${value}\n`);
    process.stdout.write(
      options.json
        ? `${JSON.stringify({ reason, detail })}\n`
        : `not understood: ${reason}\n${details.join('')}`,
    );
    return exitFailed;
  }
  process.stdout.write(
    options.json
      ? `${JSON.stringify(describeFacts(read.value), null, 2)}\n`
      : inWords(read.value, options.asset, knowledge),
  );
  return exitOk;
}

/** Problems are told here. */
async function knowledgeOf(policy: string | undefined): Promise<Knowledge | undefined> {
  if (policy === undefined) return builtInKnowledge;
  const loaded = await loadPolicyFile(policy);
  if (loaded.ok) return loaded.value.knowledge;
  process.stderr.write(formatProblems(loaded.error));
  return undefined;
}

const builtInKnowledge: Knowledge = {
  assets: builtInAssets,
  registeredHashes: new Set(),
  vaults: new Map(),
  contracts: new Map(),
  lookupTables: new Map(),
  vaultAddresses: new Map(),
};

async function bytesOf(input: string): Promise<Uint8Array | undefined> {
  const given = decodeHex(input.replace(/^0x/, ''));
  if (given.ok && given.value.length > 0) return given.value;
  const text = await readFile(input, 'latin1').catch(() => '');
  const read = decodeHex(text.replace(/\s/g, '').replace(/^0x/, ''));
  return read.ok && read.value.length > 0 ? read.value : undefined;
}

/** What no decoder has looked into. */
const unknownActs: ReadonlySet<Act> = new Set(['unknown_call', 'unknown_program', 'data_output']);

function inWords(facts: TransactionFacts, asset: string, { assets }: Knowledge): string {
  const amount = (units: bigint, id: string): string => {
    const known = assets.get(id);
    return known === undefined
      ? `? ${units} base units of ${id}`
      : `${formatDecimal(fromBaseUnits(units, known.decimals))} ${id}`;
  };
  const lines = [
    `${asset}: ${String(facts.details['format'])}`,
    ...facts.digests.map((digest) => `  signs    ${digest}`),
    ...facts.payments.map(
      ({ asset: id, to, units, from }) =>
        `  pays     ${amount(units, id)} to ${to}${from === undefined ? '' : ` from ${from}`}`,
    ),
    ...facts.allowances.map(
      ({ asset: id, spender, units }) =>
        `  allows   ${spender} to take ${units === 'unlimited' ? `any amount of ${id}` : amount(units, id)}`,
    ),
    ...facts.calls.flatMap((call) => callInWords(call)),
    ...(facts.fee === undefined ? [] : [`  fee      at most ${amount(facts.fee.units, facts.fee.asset)}`]),
    ...Object.entries(facts.details)
      .filter(([name]) => name !== 'format')
      .map(([name, value]) => `  ${name}: ${Array.isArray(value) ? value.join(', ') : String(value)}`),
    `  a permit has to name: ${facts.acts.map((act) => (unknownActs.has(act) ? `? ${act}` : act)).join(', ')}`,
    '',
  ];
  return lines.join('\n');
}

function callInWords({ to, selector, method, args = [], depth }: Call): readonly string[] {
  const margin = '  '.repeat(depth + 1);
  const name =
    selector === '0x' ? 'nothing (no calldata)' : (method ?? `? a method that is not known (${selector})`);
  return [
    `${margin}calls    ${name} of ${to}`,
    ...args.map((argument) => `${margin}           ${argument.name}: ${String(argument.value)}`),
  ];
}
