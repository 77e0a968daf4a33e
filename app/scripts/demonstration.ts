/**
 * A few requests of every kind against the development handler, one line each: what was asked, what was answered, and why:
 * the rules or the reason that the handler's own log names.
 */

import { randomUUID } from 'node:crypto';
import { isJsonObject, type JsonObject, type JsonValue } from '../src/lib/json.ts';
import type { Cosigner } from '../src/simulator/cosigner.ts';
import type { Step } from '../src/simulator/play.ts';
import { runScenarios } from '../src/simulator/run.ts';
import { scenarios } from '../src/simulator/scenarios/catalogue.ts';
import type { NextEvent } from './event-log.ts';

const shown = [
  'approval-then-signing',
  'high-value',
  'unknown-destination',
  'tampered-destination',
  'missing-rawtx',
  'forbidden-operation',
  'whitelist-known-address',
  'whitelist-unknown-address',
  'wrong-key',
];

/** Widths of the first two columns: the longest of what is shown. */
const sentWidth = 50;
const gotWidth = 8;

export function formatLine(sent: string, got: string, why: string): string {
  return `${sent.padEnd(sentWidth)}  ${got.padEnd(gotWidth)}  ${why}`.trimEnd();
}

export interface DemonstratedLine {
  readonly step: Step;
  readonly why: string;
}

export async function* demonstrate(
  cosigner: Cosigner,
  nextEvent: NextEvent,
): AsyncGenerator<DemonstratedLine> {
  for (const name of shown) {
    const wanted = scenarios.filter((scenario) => scenario.name === name);
    const { steps } = await runScenarios(wanted, { cosigner, count: 1, concurrency: 1, newId: randomUUID });
    for (const step of steps) yield { step, why: await explain(step, nextEvent) };
  }
}

async function explain(step: Step, nextEvent: NextEvent): Promise<string> {
  const event = await nextEvent(step.got === '401' ? '' : step.requestId);
  return event === undefined ? step.why : describeEvent(event);
}

/** Why the handler answered as it did, in a few words; empty for an event that is no answer. */
export function describeEvent(event: JsonObject): string {
  if (event['event'] === 'unauthenticated') return `not the co-signer: ${words(event['failure'])}`;
  if (event['event'] !== 'decided') return '';
  const parts = [
    event['action'] === 'APPROVE' ? '' : words(event['reason']),
    rulesOf(event),
    detailOf(event),
    evidenceOf(event),
    event['how'] === 'repeated' ? 'answered before' : '',
  ];
  return parts.filter((part) => part !== '').join('; ');
}

function rulesOf({ rules }: JsonObject): string {
  return Array.isArray(rules) && rules.length > 0 ? `rule ${rules.join(' and ')}` : '';
}

function detailOf({ detail }: JsonObject): string {
  if (!isJsonObject(detail)) return '';
  return Object.entries(detail)
    .map(([name, value]) => `${name} ${shortened(String(value))}`)
    .join(', ');
}

/** Worth a word only where the bytes were not there to be judged. */
function evidenceOf({ evidence, action }: JsonObject): string {
  const missing = typeof evidence === 'string' && evidence.startsWith('no_bytes:');
  return missing && action !== 'APPROVE' ? words(evidence).replace(':', ': ') : '';
}

/** The ends of an address or digest tell it apart. */
function shortened(value: string): string {
  return /^(0x)?[0-9a-fA-F]{40,}$/.test(value) ? `${value.slice(0, 6)}..${value.slice(-4)}` : value;
}

/** Stable names are words with underscores. */
function words(name: JsonValue | undefined): string {
  return typeof name === 'string' ? name.replaceAll('_', ' ') : '';
}
