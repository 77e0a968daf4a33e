/** A pipeline over real keys, a real policy and a memory ledger, with its clock and its events in the test's hands. */

import assert from 'node:assert/strict';
import { type KeyObject, verify } from 'node:crypto';
import type { Decided, Event } from '../../src/audit/events.ts';
import type { Call, CallbackContext, Reply } from '../../src/callback/call.ts';
import type { ControlsNow } from '../../src/callback/controls-watch.ts';
import { createHandle, type Handle } from '../../src/callback/handle.ts';
import type { Keyring } from '../../src/config/keyring.ts';
import type { Ledger } from '../../src/ledger/ledger.ts';
import { MemoryLedger } from '../../src/ledger/memory.ts';
import { parsePolicy } from '../../src/policy/load.ts';
import type { Policy } from '../../src/policy/policy.ts';
import type { AnswerSigner } from '../../src/token/answer.ts';
import { createLocalSigner } from '../../src/token/local-signer.ts';
import { builtInAssets } from '../../src/transaction/assets/built-in.ts';
import { ecPair, type Pair, rsaPair } from './keys.ts';
import { sampleSigner, type Wire } from './requests.ts';
import { makeToken } from './tokens.ts';

export const permitTransfers = `version: 1
name: test
address_books: {}
assets: {}
rules:
  - { name: transfers, effect: permit, request: transaction, when: { operation: [TRANSFER], amount: { at_most: 1 ETH } } }
  - { name: large, effect: hold, request: transaction, when: { amount: { more_than: 0.5 ETH } } }
  - { name: no-raw, effect: forbid, request: transaction, when: { operation: [RAW] } }
`;

export function policyOf(yaml: string): Policy {
  const policy = parsePolicy(Buffer.from(yaml), builtInAssets, new Map());
  assert.ok(policy.ok, JSON.stringify(policy));
  return policy.value;
}

export const noControls: ControlsNow = { pauses: [], exceptions: new Map(), prices: new Map() };

export const cosigner = rsaPair('tokyo');
export const otherCosigner = rsaPair('osaka');
export const answerPair = rsaPair('answer');
export const nextAnswerPair = rsaPair('next');
export const curveAnswerPair = ecPair('answer');

export function signerOf(name: string, pair: Pair): AnswerSigner {
  const signer = createLocalSigner(name, pair.privateKey);
  assert.ok(signer.ok);
  return signer.value;
}

export function testKeyring(changes: Partial<Keyring> = {}): Keyring {
  return {
    cosignerKeys: [
      { cosigner: 'tokyo', name: 'tokyo-1', publicKey: cosigner.publicKey, signatureBytes: 256 },
      { cosigner: 'osaka', name: 'osaka-1', publicKey: otherCosigner.publicKey, signatureBytes: 256 },
    ],
    signers: new Map([
      [sampleSigner, 'tokyo'],
      ['osaka-signer', 'osaka'],
      ['json-signer', 'pinned'],
    ]),
    cosigners: new Map([
      ['tokyo', { transport: 'jwt', answerAlgorithm: 'RS256' }],
      ['osaka', { transport: 'jwt', answerAlgorithm: 'ES256' }],
      ['pinned', { transport: 'json', answerAlgorithm: 'RS256' }],
    ]),
    answerKeys: [
      { basePath: '', signer: signerOf('current', answerPair) },
      { basePath: '', signer: signerOf('curve', curveAnswerPair) },
      { basePath: '/k2', signer: signerOf('next', nextAnswerPair) },
    ],
    ...changes,
  };
}

export interface Bench {
  readonly handle: Handle;
  readonly ledger: Ledger;
  readonly events: Event[];
  now: number;
  /** What operators have set; undefined: not known. */
  controls: ControlsNow | undefined;
  /** Every event about a decision so far. */
  decided(): readonly Decided[];
}

export interface BenchOptions {
  readonly policy?: string | Policy;
  readonly ledger?: Ledger;
  readonly keyring?: Keyring;
}

export function bench(options: BenchOptions = {}): Bench {
  const { policy = permitTransfers, ledger = new MemoryLedger(), keyring = testKeyring() } = options;
  const events: Event[] = [];
  const made: Omit<Bench, 'handle'> = {
    now: Date.UTC(2026, 10, 18, 12, 0),
    ledger,
    events,
    controls: noControls,
    decided: () => events.filter((event): event is Decided => event.event === 'decided'),
  };
  const context: CallbackContext = {
    keyring: () => keyring,
    policy: typeof policy === 'string' ? policyOf(policy) : policy,
    ledger,
    clock: () => made.now,
    stopwatch: () => performance.now(),
    holdMs: 55 * 60_000,
    controls: () => made.controls,
    report: (event) => {
      events.push(event);
    },
  };
  return Object.assign(made, { handle: createHandle(context) });
}

/** A call on the JWT listener with a properly signed request. */
export function signedCall(
  request: Wire | string,
  changes: Partial<Call> & { basePath?: string; pair?: Pair } = {},
): Call {
  const { basePath = '', pair = cosigner, ...rest } = changes;
  return {
    operation: 'transaction',
    channel: { mode: 'jwt', basePath },
    body: Buffer.from(makeToken(request, pair)),
    ...rest,
  };
}

export interface Said {
  readonly action: string;
  readonly requestId: string;
  readonly rejectionReason?: string;
}

/** The claims of a signed answer, whose signature must hold. */
export function said(reply: Reply, publicKey: KeyObject = answerPair.publicKey): Said {
  assert.equal(reply.status, 200);
  const [header = '', payload = '', signature = ''] = reply.body.split('.');
  const key = { key: publicKey, dsaEncoding: 'ieee-p1363' } as const;
  assert.ok(verify('sha256', Buffer.from(`${header}.${payload}`), key, Buffer.from(signature, 'base64url')));
  return JSON.parse(Buffer.from(payload, 'base64url').toString());
}
