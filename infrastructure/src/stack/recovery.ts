/**
 * What a stack's status allows, and what has to happen first. Pure: the whole state machine in one table, so that a
 * deployment after any failure recovers or says exactly what to do.
 */

export type Recovery =
  /** Nothing is there, or only the shell of a change set that was never run. */
  | { readonly kind: 'create' }
  | { readonly kind: 'update' }
  /** A first creation failed: the remains hold no data and must go before another try. */
  | { readonly kind: 'delete_first' }
  /** An update's roll-back failed: it has to be finished first. */
  | { readonly kind: 'continue_rollback' }
  /** Somebody else, or our own interrupted run, is changing it. */
  | { readonly kind: 'wait' }
  /** Only a person can help. */
  | { readonly kind: 'stuck'; readonly status: string };

export function recoveryFor(status: string | undefined): Recovery {
  if (status === undefined || status === 'REVIEW_IN_PROGRESS' || status === 'DELETE_COMPLETE') {
    return { kind: 'create' };
  }
  if (status === 'ROLLBACK_COMPLETE' || status === 'CREATE_FAILED' || status === 'ROLLBACK_FAILED') {
    return { kind: 'delete_first' };
  }
  if (status === 'UPDATE_ROLLBACK_FAILED') return { kind: 'continue_rollback' };
  if (status.endsWith('_IN_PROGRESS')) return { kind: 'wait' };
  if (status.endsWith('_COMPLETE')) return { kind: 'update' };
  return { kind: 'stuck', status };
}
