/**
 * What is known about the bytes behind a request: the only maker of `Evidence`. It either proves the bytes, or says
 * by name why there are none to judge, or refuses. Which evidence is enough is the policy's question, not this file's.
 */

import { type Denial, deny } from '../decision/denial.ts';
import { err, ok, type Result } from '../lib/result.ts';
import { seal } from '../lib/sealed.ts';
import type { Operation, Request } from '../request/request.ts';
import type { AssetTable } from './asset.ts';
import type { Evidence, EvidenceFields, NoBytes } from './evidence.ts';
import { matchEvmTransfer } from './evm/match-transfer.ts';

/**
 * What these sign is written by the initiator, or hands rights to somebody; the fields beside it prove nothing. Until a
 * decoder reads the content itself they are refused at signing, whatever the asset and whatever a policy permits.
 */
const contentOperations: ReadonlySet<Operation> = new Set([
  'RAW',
  'TYPED_MESSAGE',
  'CONTRACT_CALL',
  'PROGRAM_CALL',
  'APPROVE',
]);

/** Matches the request's raw transactions against its fields. `assets` says what each asset id means on chain. */
export function matchBytes(request: Request, assets: AssetTable): Result<Evidence, Denial> {
  if (request.kind === 'configuration_change') return evidence({ kind: 'not_a_transaction', request });
  if (request.stage === 'approval') return noBytes(request, 'approval_stage');
  if (contentOperations.has(request.operation)) {
    return err(deny('transaction_operation_unsupported', { found: request.operation, asset: request.asset }));
  }
  if (request.rawTransactions === undefined) return noBytes(request, 'not_sent');
  const asset = assets.get(request.asset);
  if (asset === undefined || asset.family === 'undecoded') return noBytes(request, 'no_decoder');
  const facts = matchEvmTransfer(request, request.rawTransactions, asset);
  return facts.ok ? evidence({ kind: 'bytes_matched', request, facts: [facts.value] }) : facts;
}

function noBytes(request: Request, why: NoBytes['why']): Result<Evidence, never> {
  return evidence({ kind: 'no_bytes', request, why });
}

function evidence(fields: EvidenceFields): Result<Evidence, never> {
  return ok(seal<'Evidence', EvidenceFields>(fields));
}
