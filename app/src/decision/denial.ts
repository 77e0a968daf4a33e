/**
 * Every reason for which an authentic request is not approved. Reasons are stable for ever: alarms, audits and tests
 * name them. What the outside reads is decided in `public-reason.ts`; `detail` stays inside (audit row, trace).
 */

export const refusalReasons = [
  // The object could not be read without doubt (request/).
  'request_not_json',
  'request_ambiguous',
  'request_id_invalid',
  'request_field_missing',
  'request_field_invalid',
  'request_value_unknown',
  'request_too_many_items',
  // The object names a signer that this key may not speak for (request/).
  'signer_missing',
  'signer_unknown',
  'signer_of_other_cosigner',
  // The bytes are not what the fields say (transaction/).
  'transaction_bytes_missing',
  'transaction_bytes_malformed',
  'transaction_not_canonical',
  'transaction_entry_count',
  'transaction_digest_missing',
  'transaction_digest_mismatch',
  'transaction_chain_mismatch',
  'transaction_destination_mismatch',
  'transaction_amount_mismatch',
  'transaction_fee_mismatch',
  'transaction_fee_missing',
  'transaction_data_unexpected',
  'transaction_access_list_unexpected',
  'transaction_contract_creation',
  'transaction_derivation_path_mismatch',
  'transaction_change_unproven',
  'transaction_inputs_mismatch',
  'transaction_outputs_mismatch',
  'transaction_sighash_unsupported',
  'transaction_script_unsupported',
  'transaction_token_mismatch',
  'transaction_call_mismatch',
  'transaction_message_mismatch',
  'transaction_signer_mismatch',
  'transaction_lookup_table_unknown',
  'transaction_expired',
  'transaction_too_complex',
  'transaction_content_unknown',
  'transaction_type_unsupported',
  'transaction_operation_unsupported',
  // The policy says no (policy/).
  'destination_look_alike',
  'policy_forbidden',
  'policy_unevaluable',
  'policy_no_permit',
  // A limit says no, or cannot be measured (policy/, ledger/).
  'limit_exceeded',
  'limit_unmeasured',
  // An operator's kill switch (ledger/).
  'paused',
  'configuration_type_unknown',
  // The ledger knows better (ledger/, callback/).
  'request_changed',
  'hold_expired',
  // A bug of ours (callback/).
  'internal_error',
] as const;
export type RefusalReason = (typeof refusalReasons)[number];

/** Reasons to ask again later: never recorded as the final answer, except a hold. */
export const retryReasons = [
  'policy_hold',
  'limit_hold',
  'pause_hold',
  'ledger_unavailable',
  'deadline_near',
  'overloaded',
] as const;
export type RetryReason = (typeof retryReasons)[number];

export interface Denial {
  readonly reason: RefusalReason;
  /** What was expected and what was found, for people and the audit; never sent to the co-signer. */
  readonly detail: DenialDetail;
}

export type DenialDetail = Readonly<Record<string, string | number | boolean>>;

export function deny(reason: RefusalReason, detail: DenialDetail = {}): Denial {
  return { reason, detail };
}
