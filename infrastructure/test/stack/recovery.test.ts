import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { recoveryFor } from '../../src/stack/recovery.ts';

describe('what the status of a stack allows', () => {
  const rows: readonly (readonly [status: string | undefined, kind: string])[] = [
    [undefined, 'create'],
    ['REVIEW_IN_PROGRESS', 'create'],
    ['DELETE_COMPLETE', 'create'],
    ['ROLLBACK_COMPLETE', 'delete_first'],
    ['ROLLBACK_FAILED', 'delete_first'],
    ['CREATE_FAILED', 'delete_first'],
    ['UPDATE_ROLLBACK_FAILED', 'continue_rollback'],
    ['CREATE_IN_PROGRESS', 'wait'],
    ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', 'wait'],
    ['UPDATE_ROLLBACK_IN_PROGRESS', 'wait'],
    ['DELETE_IN_PROGRESS', 'wait'],
    ['CREATE_COMPLETE', 'update'],
    ['UPDATE_COMPLETE', 'update'],
    ['UPDATE_ROLLBACK_COMPLETE', 'update'],
    ['DELETE_FAILED', 'stuck'],
    ['UPDATE_FAILED', 'stuck'],
  ];
  for (const [status, kind] of rows) {
    it(`${status ?? 'no stack'}: ${kind}`, () => assert.equal(recoveryFor(status).kind, kind));
  }
});
