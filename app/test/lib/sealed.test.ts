import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Sealed, seal } from '../../src/lib/sealed.ts';

interface Proof {
  readonly about: string;
}

test('sealing keeps the value and freezes it', () => {
  const proof = { about: 'x' };
  const sealed = seal<'Proof', Proof>(proof);
  assert.equal(sealed, proof);
  assert.ok(Object.isFrozen(sealed));
});

test('only sealing makes a sealed value: these lines do not compile', () => {
  // @ts-expect-error a plain value carries no seal
  const forged: Sealed<Proof, 'Proof'> = { about: 'x' };
  // @ts-expect-error the seal of another name does not fit
  const renamed: Sealed<Proof, 'Proof'> = seal<'Other', Proof>({ about: 'x' });
  assert.deepEqual(forged, renamed);
});
