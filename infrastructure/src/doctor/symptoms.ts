/**
 * What goes wrong, why, and what helps: one row per symptom, matched against what AWS and the handler themselves say.
 * The sentences are in the catalogue under the row's name. Pure; more certain rows come first.
 */

export type EvidenceSource =
  | 'stack'
  | 'service'
  | 'task'
  | 'target'
  | 'log'
  | 'endpoint'
  | 'parameter'
  | 'certificate'
  | 'image'
  | 'smoke';

export interface Evidence {
  readonly source: EvidenceSource;
  readonly text: string;
}

export const symptoms = [
  {
    name: 'stack_rolled_back',
    source: 'stack',
    pattern: /^(ROLLBACK_COMPLETE|ROLLBACK_FAILED|CREATE_FAILED)/,
  },
  { name: 'stack_half_rolled_back', source: 'stack', pattern: /^UPDATE_ROLLBACK_FAILED/ },
  { name: 'stack_update_undone', source: 'stack', pattern: /^UPDATE_ROLLBACK_COMPLETE/ },
  { name: 'parameter_missing', source: 'parameter', pattern: /is missing$/ },
  { name: 'parameter_differs', source: 'parameter', pattern: /differs$/ },
  { name: 'endpoint_missing', source: 'endpoint', pattern: /is missing|is not available/ },
  { name: 'certificate_bad', source: 'certificate', pattern: /./ },
  { name: 'image_missing', source: 'image', pattern: /is missing$/ },
  {
    name: 'image_pull_not_found',
    source: 'task',
    pattern: /CannotPullContainerError.*(not found|manifest unknown|404)/is,
  },
  {
    name: 'image_pull_s3',
    source: 'task',
    pattern: /CannotPullContainerError.*(s3|starport|layer|timeout|i\/o)/is,
  },
  {
    name: 'logs_unreachable',
    source: 'task',
    pattern: /failed to validate logger args|log group does not exist/i,
  },
  { name: 'secrets_unreachable', source: 'task', pattern: /ResourceInitializationError.*ssm/is },
  { name: 'registry_unreachable', source: 'task', pattern: /ResourceInitializationError/i },
  { name: 'wrong_architecture', source: 'log', pattern: /exec format error/i },
  { name: 'wrong_architecture', source: 'task', pattern: /exec format error/i },
  { name: 'out_of_memory', source: 'task', pattern: /OutOfMemory|exit 137\b/i },
  { name: 'bad_configuration', source: 'task', pattern: /exit 78\b/ },
  { name: 'ledger_taken', source: 'task', pattern: /exit 69\b/ },
  {
    name: 'decryption_denied',
    source: 'log',
    pattern: /kms.*(AccessDenied|not authorized)|not authorized.*kms/is,
  },
  { name: 'access_denied', source: 'log', pattern: /AccessDenied/i },
  { name: 'key_refresh_failed', source: 'log', pattern: /keys_refresh_failed/ },
  { name: 'ledger_failing', source: 'log', pattern: /"(event|type)":"ledger_\w*(fault|failed|unhealthy)/ },
  { name: 'target_times_out', source: 'target', pattern: /Target\.(Timeout|FailedHealthChecks)/ },
  { name: 'target_wrong_answer', source: 'target', pattern: /Target\.ResponseCodeMismatch/ },
  { name: 'nothing_healthy', source: 'target', pattern: /^no healthy target/ },
  { name: 'nothing_desired', source: 'service', pattern: /^desired count is 0/ },
  { name: 'circuit_breaker', source: 'service', pattern: /circuit breaker/i },
  { name: 'tls_fails', source: 'smoke', pattern: /certificate|self.signed|hostname|ERR_TLS|altname/i },
  { name: 'name_unknown', source: 'smoke', pattern: /ENOTFOUND|EAI_AGAIN/ },
] as const satisfies readonly {
  readonly name: string;
  readonly source: EvidenceSource;
  readonly pattern: RegExp;
}[];

export type SymptomName = (typeof symptoms)[number]['name'];

export interface Diagnosis {
  readonly name: SymptomName;
  readonly evidence: string;
}

/** Each symptom once, with the first evidence for it. A piece of evidence is explained by the first row it fits. */
export function diagnose(evidence: readonly Evidence[]): readonly Diagnosis[] {
  const found = new Map<SymptomName, string>();
  for (const { source, text } of evidence) {
    const row = symptoms.find((symptom) => symptom.source === source && symptom.pattern.test(text));
    if (row && !found.has(row.name)) found.set(row.name, text);
  }
  return [...found].map(([name, text]) => ({ name, evidence: text }));
}
