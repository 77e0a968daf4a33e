import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseTransaction } from 'viem';
import { isJsonObject, type JsonObject } from '../../src/lib/json.ts';
import { unknownAddress } from '../../src/simulator/defaults.ts';
import { buildTransfer, type Transfer } from '../../src/simulator/transfer.ts';

const plain: Transfer = { requestId: 'request-1', signerId: 'signer-1' };

test('a signing request declares what its bytes say', () => {
  const request = buildTransfer({ ...plain, asset: 'ETH', amountWei: 1_500_000_000_000_000_000n, nonce: 7n });
  const decoded = parseTransaction(bytesOf(request));
  assert.equal(decoded.chainId, 1);
  assert.equal(decoded.nonce, 7);
  assert.equal(decoded.value, 1_500_000_000_000_000_000n);
  assert.equal(decoded.to?.toLowerCase(), String(request['destAddress']).toLowerCase());
  assert.equal(request['amount'], 1.5);
  assert.equal(request['amountStr'], '1.500000000000000000');
  assert.equal(request['requestedAmountStr'], '1.5');
  assert.equal(request['fee'], '0.000588000000000000');
  assert.equal(entryOf(request)['keyDerivationPath'], '[ 44, 60, 0, 0, 0 ]');
});

test('both ids are the same one, as in every captured request', () => {
  const request = buildTransfer(plain);
  assert.equal(request['txId'], 'request-1');
  assert.equal(request['requestId'], 'request-1');
  assert.equal(request['signerId'], 'signer-1');
});

test('an approval has no fee, no bytes and no players, and its amount is not padded', () => {
  const request = buildTransfer({ ...plain, stage: 'approval' });
  for (const name of ['fee', 'rawTx', 'players']) assert.ok(!(name in request), name);
  assert.equal(request['amountStr'], '0.01');
});

test('a whole amount is padded to the decimals of the asset', () => {
  assert.equal(buildTransfer({ ...plain, amountWei: 10n ** 18n })['amountStr'], '1.000000000000000000');
});

test('a one-time address has no id', () => {
  const request = buildTransfer({ ...plain, to: 'one_time_address' });
  assert.equal(request['destType'], 'ONE_TIME_ADDRESS');
  assert.equal(request['destId'], '');
  assert.equal(request['destAddressType'], 'ONE_TIME');
});

test('another vault is named by its id, and its address only for display', () => {
  const request = buildTransfer({ ...plain, to: { vaultId: '1' } });
  assert.equal(request['destType'], 'VAULT');
  assert.equal(request['destId'], '1');
  const [destination] = Array.isArray(request['destinations']) ? request['destinations'] : [];
  assert.ok(!('dstAddress' in destination));
  assert.equal(destination.displayDstAddress, request['destAddress']);
});

test('a test network has coin type 1 and the vault of the source in its path', () => {
  const request = buildTransfer({ ...plain, sourceId: '1' });
  assert.equal(entryOf(request)['keyDerivationPath'], '[ 44, 1, 1, 0, 0 ]');
});

test('a lie changes the bytes and nothing that is declared', () => {
  const honest = buildTransfer(plain);
  const lie = buildTransfer({ ...plain, bytes: { to: unknownAddress, valueWei: 5n } });
  assert.deepEqual({ ...lie, rawTx: [] }, { ...honest, rawTx: [] });
  const decoded = parseTransaction(bytesOf(lie));
  assert.equal(decoded.to?.toLowerCase(), unknownAddress.toLowerCase());
  assert.equal(decoded.value, 5n);
});

test('an entry can name another digest over the right bytes', () => {
  const entry = entryOf(buildTransfer({ ...plain, rawEntry: { payload: '00' } }));
  assert.equal(entry['payload'], '00');
  assert.equal(entry['rawTx'], entryOf(buildTransfer(plain))['rawTx']);
});

test('a legacy transfer, a note and an external id are there when asked for', () => {
  const request = buildTransfer({ ...plain, format: 'legacy', note: 'rent', externalTxId: 'order-1' });
  assert.equal(parseTransaction(bytesOf(request)).type, 'legacy');
  assert.equal(request['note'], 'rent');
  assert.equal(request['externalTxId'], 'order-1');
  assert.ok(!('note' in buildTransfer(plain)) && !('externalTxId' in buildTransfer(plain)));
});

function entryOf(request: JsonObject): JsonObject {
  const { rawTx } = request;
  assert.ok(Array.isArray(rawTx) && rawTx.length === 1 && isJsonObject(rawTx[0]));
  return rawTx[0];
}

function bytesOf(request: JsonObject): `0x${string}` {
  return `0x${String(entryOf(request)['rawTx'])}`;
}
