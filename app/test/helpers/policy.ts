/** Policies from YAML text and subjects to judge with them, each with every field spelled out once. */

import assert from 'node:assert/strict';
import { type Decimal, parseDecimal } from '../../src/lib/decimal.ts';
import { seal } from '../../src/lib/sealed.ts';
import { type LoadedPolicy, parsePolicy } from '../../src/policy/load.ts';
import type { Subject } from '../../src/policy/policy.ts';
import type { PolicyProblem } from '../../src/policy/problem.ts';
import type { Verdict } from '../../src/policy/verdict.ts';
import type {
  ConfigurationChange,
  ConfigurationChangeRequest,
  Destination,
  TransactionRequest,
} from '../../src/request/request.ts';
import type { Asset, AssetTable } from '../../src/transaction/asset.ts';
import type { Evidence, EvidenceFields, EvidenceKind } from '../../src/transaction/evidence.ts';
import { composeFacts, type TransactionFacts } from '../../src/transaction/facts.ts';

const assets: readonly Asset[] = [
  { family: 'evm_native', id: 'ETH', chainId: 1n, decimals: 18, coinTypes: [60] },
  { family: 'evm_native', id: 'ETH_TEST5', chainId: 11155111n, decimals: 18, coinTypes: [1] },
  { family: 'bitcoin', id: 'BTC', network: 'bitcoin', decimals: 8, coinTypes: [0] },
  { family: 'bitcoin', id: 'LTC', network: 'litecoin', decimals: 8, coinTypes: [2] },
  { family: 'undecoded', id: 'XRP', decimals: 6 },
  { family: 'undecoded', id: 'USDC', decimals: 6 },
];
export const testAssets: AssetTable = new Map(assets.map((asset) => [asset.id, asset]));

/** 2026-11-18 is a Wednesday. */
export const wednesdayNoon = Date.UTC(2026, 10, 18, 12, 0);

export const addressA = '0x1111111111111111111111111111111111111111';
export const addressB = '0x2222222222222222222222222222222222222222';
export const addressC = '0x3333333333333333333333333333333333333333';

export function decimal(text: string): Decimal {
  const parsed = parseDecimal(text);
  assert.ok(parsed.ok, text);
  return parsed.value;
}

export function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Two address books (`known` holds A, `other` holds B) and the given rules, as YAML list items. */
export function document(rules: string, extra = ''): string {
  const list = rules.trim() === '' ? 'rules: []' : `rules:\n${rules}`;
  return `version: 1
name: test
time_zone: UTC
address_books:
  known: ["${addressA}"]
  other: ["${addressB}"]
${extra}
${list}
`;
}

/** One rule as a YAML list item; `when` is a YAML flow map. */
export function rule(name: string, effect: string, when: string, request = 'transaction'): string {
  return `  - {name: ${name}, effect: ${effect}, request: ${request}, when: ${when}}\n`;
}

export function load(text: string, files: ReadonlyMap<string, Uint8Array> = new Map()): LoadedPolicy {
  const policy = parsePolicy(encode(text), testAssets, files);
  assert.ok(policy.ok, policy.ok ? '' : JSON.stringify(policy.error, undefined, 2));
  return policy.value;
}

export function problems(
  text: string,
  files: ReadonlyMap<string, Uint8Array> = new Map(),
): readonly PolicyProblem[] {
  const policy = parsePolicy(encode(text), testAssets, files);
  assert.ok(!policy.ok, 'the document was expected to be refused');
  return policy.error;
}

/** What is wrong with one rule: each problem's path after `rules[0].`, and its message. */
export function ruleProblems(effect: string, when: string, request = 'transaction'): readonly string[] {
  return problems(document(rule('r', effect, when, request))).map(({ path, message }) => {
    return `${path.replace(/^rules\[0\]\.?/, '')}: ${message}`;
  });
}

export function destination(fields: Partial<Destination> = {}): Destination {
  return { type: 'UNMANAGED', id: 'wallet-1', amount: decimal('1'), address: addressA, ...fields };
}

export type SubjectFields = Partial<TransactionRequest> & {
  readonly evidence?: EvidenceKind;
  readonly facts?: TransactionFacts;
  readonly cosigner?: string;
  readonly now?: number;
};

/** A TRANSFER of 1 ETH at signing from vault 0 to a wallet at address A, its bytes matched. */
export function transaction(fields: SubjectFields = {}): Subject {
  const {
    evidence = 'bytes_matched',
    facts,
    cosigner = 'cosigner-1',
    now = wednesdayNoon,
    ...overrides
  } = fields;
  const destinations = overrides.destinations ?? [destination({ amount: overrides.amount ?? decimal('1') })];
  const [only] = destinations;
  const alone =
    destinations.length === 1 && only !== undefined ? { type: only.type, id: only.id } : undefined;
  const request: TransactionRequest = {
    kind: 'transaction',
    stage: evidence === 'none_at_approval' ? 'approval' : 'signing',
    requestId: 'request-1',
    signerId: 'signer-1',
    txId: 'request-1',
    operation: 'TRANSFER',
    source: { type: 'VAULT', id: '0' },
    destination: alone,
    asset: 'ETH',
    amount: decimal('1'),
    destinations,
    unknownFields: [],
    ...overrides,
  };
  return { request, evidence: sealEvidence(evidenceOf(request, evidence, facts)), cosigner, now };
}

function evidenceOf(
  request: TransactionRequest,
  kind: EvidenceKind,
  facts: TransactionFacts | undefined,
): EvidenceFields {
  switch (kind) {
    case 'bytes_matched':
      return { kind, request, facts: facts ?? factsOf(request) };
    case 'none_at_approval':
      return { kind: 'no_bytes', request, why: 'approval_stage' };
    case 'not_sent':
    case 'no_decoder':
      return { kind: 'no_bytes', request, why: kind };
  }
}

export function sealEvidence(fields: EvidenceFields): Evidence {
  return seal<'Evidence', EvidenceFields>(fields);
}

/** Facts that agree with the request, as the matcher would have proven. */
function factsOf(request: TransactionRequest): TransactionFacts {
  const to = request.destinations[0]?.address ?? request.destAddress ?? addressA;
  return evmFacts({ to: to.toLowerCase(), valueWei: toWei(request.amount), asset: request.asset });
}

/** What the bytes of a plain payment say. */
interface PaymentFields {
  readonly to?: string;
  readonly valueWei?: bigint;
  readonly maxFeeWei?: bigint;
  readonly asset?: string;
}

export function evmFacts(fields: PaymentFields = {}, more: Partial<TransactionFacts> = {}): TransactionFacts {
  const { to = addressA, valueWei = 10n ** 18n, maxFeeWei = 10n ** 15n, asset = 'ETH' } = fields;
  return composeFacts({
    family: 'evm',
    digests: ['00'.repeat(32)],
    acts: ['payment'],
    payments: [{ asset, to, units: valueWei, destination: 0 }],
    fee: { asset, units: maxFeeWei },
    details: { format: 'eip1559' },
    ...more,
  });
}

function toWei({ units, scale }: Decimal): bigint {
  return units * 10n ** BigInt(18 - scale);
}

export function change(
  fields: Partial<ConfigurationChangeRequest> = {},
  details: ConfigurationChange = { shape: 'address', subType: 'EXTERNAL', asset: 'ETH', address: addressA },
  now = wednesdayNoon,
): Subject {
  const request: ConfigurationChangeRequest = {
    kind: 'configuration_change',
    stage: 'approval',
    requestId: 'request-1',
    signerId: 'signer-1',
    type: 'UNMANAGED_WALLET',
    known: true,
    change: details,
    unknownFields: [],
    ...fields,
  };
  return {
    request,
    evidence: sealEvidence({ kind: 'not_a_transaction', request }),
    cosigner: 'cosigner-1',
    now,
  };
}

/** How one rule fares: `matched`, or `failed amount`, `unknown fee`: the outcome and the criterion that decided. */
export function fares(effect: string, when: string, subject: Subject): string {
  const policy = load(document(rule('r', effect, when, subject.request.kind)));
  const line = policy.explain(subject).trace.rules.find(({ rule }) => rule === 'r');
  assert.ok(line !== undefined);
  return line.criterion === undefined ? line.outcome : `${line.outcome} ${line.criterion}`;
}

/** The detail that the trace gives for one rule. */
export function detail(effect: string, when: string, subject: Subject): string | undefined {
  const policy = load(document(rule('r', effect, when, subject.request.kind)));
  return policy.explain(subject).trace.rules.find(({ rule }) => rule === 'r')?.detail;
}

/** The outcome, and for a permit the names of the rules. */
export function summary(verdict: Verdict): string {
  return verdict.outcome === 'permitted' ? `permitted ${verdict.permit.rules.join(' ')}` : verdict.outcome;
}
