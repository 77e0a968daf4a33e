/**
 * The one sentence that the co-signer (and so the workspace's audit log) reads for each reason. Several reasons share
 * a sentence on purpose: a refusal tells the operator where to look, and a prober nothing about limits or lists.
 */

import type { RefusalReason, RetryReason } from './denial.ts';

const notUnderstood = 'The request could not be read without doubt.';
const signer = 'The signer is not allowed for this co-signer.';
const bytes = 'The raw transaction does not match the request.';
const waits = 'The request waits for a decision.';
const policy = 'The policy does not permit this request.';

const sentences: Readonly<Record<RefusalReason | RetryReason, string>> = {
  request_not_json: notUnderstood,
  request_ambiguous: notUnderstood,
  request_id_invalid: notUnderstood,
  request_field_missing: notUnderstood,
  request_field_invalid: notUnderstood,
  request_value_unknown: notUnderstood,
  request_too_many_items: notUnderstood,
  signer_missing: signer,
  signer_unknown: signer,
  signer_of_other_cosigner: signer,
  transaction_bytes_missing: bytes,
  transaction_bytes_malformed: bytes,
  transaction_not_canonical: bytes,
  transaction_entry_count: bytes,
  transaction_digest_missing: bytes,
  transaction_digest_mismatch: bytes,
  transaction_chain_mismatch: bytes,
  transaction_destination_mismatch: bytes,
  transaction_amount_mismatch: bytes,
  transaction_fee_mismatch: bytes,
  transaction_fee_missing: bytes,
  transaction_data_unexpected: bytes,
  transaction_access_list_unexpected: bytes,
  transaction_contract_creation: bytes,
  transaction_derivation_path_mismatch: bytes,
  transaction_change_unproven: bytes,
  transaction_inputs_mismatch: bytes,
  transaction_outputs_mismatch: bytes,
  transaction_sighash_unsupported: bytes,
  transaction_script_unsupported: 'This kind of transaction is not supported.',
  transaction_token_mismatch: bytes,
  transaction_call_mismatch: bytes,
  transaction_message_mismatch: bytes,
  transaction_signer_mismatch: bytes,
  transaction_lookup_table_unknown: bytes,
  transaction_expired: bytes,
  transaction_too_complex: 'This kind of transaction is not supported.',
  transaction_content_unknown: 'This kind of transaction is not supported.',
  transaction_type_unsupported: 'This kind of transaction is not supported.',
  transaction_operation_unsupported: 'This kind of transaction is not supported.',
  destination_look_alike: policy,
  policy_forbidden: policy,
  policy_unevaluable: policy,
  policy_no_permit: policy,
  limit_exceeded: policy,
  limit_unmeasured: policy,
  paused: policy,
  configuration_type_unknown: policy,
  request_changed: 'The request id was used before with other content.',
  hold_expired: 'Nobody released the request in time.',
  internal_error: 'The request could not be decided.',
  policy_hold: waits,
  limit_hold: waits,
  pause_hold: waits,
  ledger_unavailable: 'Please ask again later.',
  deadline_near: 'Please ask again later.',
  overloaded: 'Please ask again later.',
};

const byReason: ReadonlyMap<string, string> = new Map(Object.entries(sentences));

/** Undefined where there is nothing to explain: an approval. Takes any text, since recorded reasons come from a ledger. */
export function publicReason(reason: string): string | undefined {
  return byReason.get(reason);
}
