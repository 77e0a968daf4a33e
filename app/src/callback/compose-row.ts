/**
 * What the audit keeps of a decision. Chosen field by field: the parsed request never carries a secret (`apiKey` is
 * dropped by the parser), and the body itself goes to the ledger's own column.
 */

import { hash } from 'node:crypto';
import type { RowContent } from '../audit/row.ts';
import type { DenialDetail } from '../decision/denial.ts';
import type { Answer, Question } from '../ledger/ledger.ts';
import { formatDecimal } from '../lib/decimal.ts';
import type { JsonObject } from '../lib/json.ts';
import type { Trace } from '../policy/verdict.ts';
import type { ConfigurationChangeRequest, Request, TransactionRequest } from '../request/request.ts';
import type { AuthenticBytes } from '../token/authentic.ts';
import { describeFacts } from '../transaction/describe-facts.ts';
import type { Evidence } from '../transaction/evidence.ts';

/** A row tells a reader what was asked; the full list is in the body. */
export const maxDestinationsInRow = 20;

export interface Occurrence {
  readonly kind: RowContent['kind'];
  readonly now: number;
  readonly authentic: AuthenticBytes;
  readonly question: Question;
  readonly request: Request | undefined;
  readonly evidence: Evidence | undefined;
  readonly trace: Trace | undefined;
  readonly detail: DenialDetail | undefined;
  readonly policySha256: string;
  readonly excepted: boolean;
  readonly answer: Answer;
}

export function composeRow(occurrence: Occurrence): RowContent {
  const { authentic, question, request, evidence, answer } = occurrence;
  const { body, mode, payloadSha256 } = authentic;
  return {
    at: new Date(occurrence.now).toISOString(),
    kind: occurrence.kind,
    path: question.path,
    stage: question.stage,
    requestId: question.requestId,
    signerId: question.signerId,
    ...(request?.kind === 'transaction' && { txId: request.txId }),
    cosigner: authentic.cosigner,
    cosignerKey: authentic.cosignerKey,
    mode,
    payloadSha256,
    bodySha256: mode === 'json' ? payloadSha256 : hash('sha256', body, 'hex'),
    // What could not be read may be a configuration change on the wrong path.
    bodySensitive: question.path === 'configuration_change' || request === undefined,
    policySha256: occurrence.policySha256,
    action: answer.action,
    reason: answer.reason,
    ...(occurrence.detail && { detail: occurrence.detail }),
    ...(request && { declared: declared(request) }),
    ...(evidence && { evidence: describeEvidence(evidence) }),
    ...(evidence?.kind === 'bytes_matched' && { facts: describeFacts(evidence.facts) }),
    ...(occurrence.trace && { trace: occurrence.trace }),
    ...(request && request.unknownFields.length > 0 && { unknownFields: request.unknownFields }),
    ...(occurrence.excepted && { excepted: true }),
    answer: answer.body,
    answerKey: answer.answerKey,
    ...(answer.heldUntil !== undefined && { heldUntil: answer.heldUntil }),
  };
}

/** The name under which a policy rule would accept this evidence. */
export function describeEvidence(evidence: Evidence): string {
  return evidence.kind === 'no_bytes' ? `no_bytes:${evidence.why}` : evidence.kind;
}

function declared(request: Request): JsonObject {
  return request.kind === 'transaction' ? declaredTransaction(request) : declaredChange(request);
}

function declaredTransaction(request: TransactionRequest): JsonObject {
  const destinations = request.destinations.slice(0, maxDestinationsInRow).map((destination) => ({
    type: destination.type,
    id: destination.id,
    amount: formatDecimal(destination.amount),
    address: destination.address ?? destination.displayAddress ?? null,
  }));
  return {
    operation: request.operation,
    source: { ...request.source },
    destination: request.destination ? { ...request.destination } : null,
    asset: request.asset,
    amount: formatDecimal(request.amount),
    fee: request.fee ? formatDecimal(request.fee) : null,
    destAddress: request.destAddress ?? null,
    destinations,
    destinationCount: request.destinations.length,
    externalTxId: request.externalTxId ?? null,
    note: request.note ?? null,
  };
}

/** Rare enough to go through text, which drops what is absent. */
function declaredChange({ type, change }: ConfigurationChangeRequest): JsonObject {
  const text = JSON.stringify(change, (_name, value: unknown) =>
    value instanceof Map ? Object.fromEntries(value) : value,
  );
  return { type, change: JSON.parse(text) };
}
