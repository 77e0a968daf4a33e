/** Key pairs for tests: made once per process, since RSA generation is slow. */

import { generateKeyPairSync, type KeyObject } from 'node:crypto';

export interface Pair {
  readonly publicKey: KeyObject;
  readonly privateKey: KeyObject;
}

const made = new Map<string, Pair>();

export function rsaPair(name: string, modulusLength = 2048): Pair {
  return once(`rsa ${name} ${modulusLength}`, () => generateKeyPairSync('rsa', { modulusLength }));
}

export function ecPair(name: string, namedCurve = 'P-256'): Pair {
  return once(`ec ${name} ${namedCurve}`, () => generateKeyPairSync('ec', { namedCurve }));
}

export function privatePem({ privateKey }: Pair): string {
  return privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
}

export function publicPem({ publicKey }: Pair): string {
  return publicKey.export({ format: 'pem', type: 'spki' }).toString();
}

function once(name: string, make: () => Pair): Pair {
  const existing = made.get(name);
  if (existing) return existing;
  const pair = make();
  made.set(name, pair);
  return pair;
}
