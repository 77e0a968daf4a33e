import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Scan } from '../../src/aws/images.ts';
import { criticalFindings } from '../../src/image/build.ts';

function scanning(...scans: readonly Scan[]) {
  const left = [...scans];
  return { scan: async (): Promise<Scan> => (left.length > 1 ? left.shift() : left[0]) ?? { kind: 'none' } };
}
const pause = async (): Promise<void> => undefined;

describe('the scan of a pushed image', () => {
  it('is waited for', async () => {
    const images = scanning({ kind: 'pending' }, { kind: 'pending' }, { kind: 'complete', critical: 2 });
    assert.equal(await criticalFindings(images, 'r', 'd', pause), 2);
  });

  it('is not known when the registry does not scan, or never ends', async () => {
    assert.equal(await criticalFindings(scanning({ kind: 'none' }), 'r', 'd', pause), undefined);
    assert.equal(await criticalFindings(scanning({ kind: 'pending' }), 'r', 'd', pause), undefined);
  });
});
