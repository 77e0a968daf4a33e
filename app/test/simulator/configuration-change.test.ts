import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildConfigurationChange, buildWhitelisting } from '../../src/simulator/configuration-change.ts';
import { knownAddress, unknownAddress } from '../../src/simulator/defaults.ts';

test('a configuration change is the documented envelope and nothing else', () => {
  const change = { requestId: 'r', signerId: 's', type: 'ADD_USER', extraInfo: { a: 1 } };
  assert.deepEqual(buildConfigurationChange(change), change);
});

test('a whitelisting names asset and address, the known ones unless told otherwise', () => {
  const ids = { requestId: 'r', signerId: 's' };
  const { type, extraInfo } = buildWhitelisting(ids);
  assert.equal(type, 'UNMANAGED_WALLET');
  assert.partialDeepStrictEqual(extraInfo, {
    subType: 'EXTERNAL',
    asset: 'ETH_TEST5',
    address: knownAddress,
    tag: '',
  });
  const other = buildWhitelisting({ ...ids, asset: 'ETH', address: unknownAddress });
  assert.partialDeepStrictEqual(other['extraInfo'], { asset: 'ETH', address: unknownAddress });
});
