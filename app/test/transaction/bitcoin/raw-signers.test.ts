import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkSigners } from '../../../src/transaction/bitcoin/raw-signers.ts';
import { rawRequest } from '../../helpers/psbt.ts';
import { mustParseTransaction, type Wire } from '../../helpers/requests.ts';

function reason(changes: Wire): string {
  return checkSigners(mustParseTransaction(rawRequest('', [], changes)), [0])?.reason ?? 'none';
}

test('paths are looked for wherever they may stand, and nothing else is judged', () => {
  for (const rawMessageData of [undefined, null, 5, {}, { messages: 'x' }, { messages: [5, {}] }]) {
    assert.equal(reason({ extraParameters: { rawMessageData } }), 'none');
  }
  assert.equal(reason({ extraParameters: undefined }), 'none');
  const messages = [{}, { derivationPath: [44, 0, 4, 0, 0] }];
  assert.equal(
    reason({ extraParameters: { rawMessageData: { messages } } }),
    'transaction_derivation_path_mismatch',
  );
});
