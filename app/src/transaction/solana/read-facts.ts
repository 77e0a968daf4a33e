/**
 * From a message to facts: every instruction a call, every movement of value a payment, everything else an act. Whose a
 * thing is follows from the bytes and from who the source is; what is declared is compared elsewhere.
 */

import { type Denial, deny } from '../../decision/denial.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { Asset, AssetTable, SolanaNativeAsset, SolanaTokenAsset } from '../asset.ts';
import {
  type Act,
  type Allowance,
  composeFacts,
  type Payment,
  type TransactionFacts,
  unlistedToken,
} from '../facts.ts';
import type { ApprovalEffect, SolEffect, TokenEffect } from './effect.ts';
import { costOf } from './fee.ts';
import type { Message } from './message.ts';
import { token2022Program, tokenProgram } from './program-ids.ts';
import { type LookupTables, resolveInstructions } from './resolve.ts';
import { readStep, type Step } from './step.ts';
import { TokenAccounts } from './token-accounts.ts';

export interface Circumstances {
  /** What the request is about: SOL or a token. */
  readonly asset: SolanaNativeAsset | SolanaTokenAsset;
  readonly native: SolanaNativeAsset;
  readonly assets: AssetTable;
  readonly tables: LookupTables;
  /** Whose key is asked to sign (signers.ts). */
  readonly source: string;
  /** Declared addresses, which may own token accounts. */
  readonly recipients: readonly string[];
  /** Of what is signed; none where that is not certain. */
  readonly digests: readonly string[];
}

/** Its largest number is how a token program is told that there is no limit. */
const unlimited = 2n ** 64n - 1n;

export function readFacts(message: Message, around: Circumstances): Result<TransactionFacts, Denial> {
  const resolved = resolveInstructions(message, around.tables);
  if (!resolved.ok) return resolved;
  const steps: Step[] = [];
  for (const instruction of resolved.value) {
    const step = readStep(instruction);
    if (!step.ok) return step;
    steps.push(step.value);
  }
  const cost = costOf(message, resolved.value, steps);
  if (!cost.ok) return cost;
  const moved = movements(steps, around);
  if (!moved.ok) return moved;
  const { payments, allowances, acts } = moved.value;
  return ok(
    composeFacts({
      family: 'solana',
      digests: around.digests,
      payments,
      allowances,
      acts: [...steps.flatMap((step) => step.acts), ...acts],
      fee: { asset: around.native.id, units: cost.value.lamports },
      calls: steps.map(({ call }) => call),
      details: {
        format: message.version === 0 ? 'solana_v0' : 'solana_legacy',
        blockhash: message.blockhash,
        signers: message.accounts.slice(0, message.requiredSignatures),
        computeUnitLimit: cost.value.unitLimit.toString(),
        microLamportsPerUnit: cost.value.microLamportsPerUnit.toString(),
      },
    }),
  );
}

interface Movements {
  readonly payments: Payment[];
  readonly allowances: Allowance[];
  readonly acts: Act[];
}

function movements(steps: readonly Step[], around: Circumstances): Result<Movements, Denial> {
  const accounts = new TokenAccounts([around.source, ...around.recipients]);
  for (const { effect } of steps) if (effect?.kind === 'token_account') accounts.note(effect);
  const found: Movements = { payments: [], allowances: [], acts: [] };
  for (const { effect, call } of steps) {
    if (effect?.kind === 'sol') pay(found, solPayment(effect, around), around);
    if (effect?.kind === 'approval') allow(found, effect, around, call.to);
    if (effect?.kind !== 'token') continue;
    const payment = tokenPayment(effect, call.to, accounts, around);
    if (!payment.ok) return payment;
    pay(found, payment.value, around);
  }
  return ok(found);
}

/** What comes back to the source is no payment. */
function pay({ payments, acts }: Movements, payment: Payment, { source, asset }: Circumstances): void {
  if (payment.to === source) return;
  payments.push(payment);
  acts.push(payment.asset === asset.id ? 'payment' : 'undeclared_payment');
  if (payment.from !== undefined) acts.push('transfer_from');
}

function solPayment({ from, to, units }: SolEffect, { native, source }: Circumstances): Payment {
  const payment = { asset: native.id, to, units };
  return from === source ? payment : { ...payment, from };
}

function tokenPayment(
  effect: TokenEffect,
  program: string,
  accounts: TokenAccounts,
  around: Circumstances,
): Result<Payment, Denial> {
  const { asset } = around;
  const isDeclared = asset.family === 'solana_token' && programOf(asset) === program;
  const mint = accounts.mintOf(effect, isDeclared ? asset.mint : undefined, program);
  if (mint === undefined)
    return ok({ asset: unknownMint, to: effect.destination, units: effect.units, from: effect.source });
  const token = tokenOf(mint, program, around);
  if (token !== undefined && effect.decimals !== undefined && effect.decimals !== token.decimals) {
    const detail = { field: 'decimals', declared: token.decimals, found: effect.decimals };
    return err(deny('transaction_token_mismatch', detail));
  }
  const payment = {
    asset: token?.id ?? unlistedToken('solana', mint),
    to: accounts.ownerOf(effect.destination, mint, program) ?? effect.destination,
    units: effect.units,
  };
  const isOwn =
    effect.authority === around.source && accounts.ownerOf(effect.source, mint, program) === around.source;
  return ok(isOwn ? payment : { ...payment, from: effect.source });
}

function allow(
  { allowances, acts }: Movements,
  { mint, delegate, units }: ApprovalEffect,
  around: Circumstances,
  program: string,
): void {
  const asset =
    mint === undefined ? unknownMint : (tokenOf(mint, program, around)?.id ?? unlistedToken('solana', mint));
  allowances.push({ asset, spender: delegate, units: units === unlimited ? 'unlimited' : units });
  acts.push(units === unlimited ? 'unlimited_allowance' : 'allowance');
}

/** A token that the instruction does not name and no address proves. */
const unknownMint = unlistedToken('solana', 'unknown');

/** The table's entry for a mint; the declared asset first, should two ids mean the same. */
function tokenOf(
  mint: string,
  program: string,
  { asset, native, assets }: Circumstances,
): SolanaTokenAsset | undefined {
  const isIt = (candidate: Asset): candidate is SolanaTokenAsset =>
    candidate.family === 'solana_token' &&
    candidate.mint === mint &&
    candidate.native === native.id &&
    programOf(candidate) === program;
  return [asset, ...assets.values()].find(isIt);
}

function programOf({ program }: SolanaTokenAsset): string {
  return program === 'token' ? tokenProgram : token2022Program;
}
