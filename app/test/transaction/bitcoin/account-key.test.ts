import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBase58check } from '@scure/base';
import { derivePublicKey, parseAccountKey } from '../../../src/transaction/bitcoin/account-key.ts';
import { sha256 } from '../../../src/transaction/bitcoin/hash.ts';
import { accountKeyOf, keyAt } from '../../helpers/bitcoin.ts';

const xpub = 0x0488b21e;
const base58check = createBase58check(sha256);

function problem(text: string, version = xpub): string {
  const parsed = parseAccountKey(text, version);
  return parsed.ok ? 'none' : parsed.error;
}

/** BIP-32, test vector 1: m/0H/1/2H and m/0H/1/2H/2/1000000000. */
const parent =
  'xpub6D4BDPcP2GT577Vvch3R8wDkScZWzQzMMUm3PWbmWvVJrZwQY4VUNgqFJPMM3No2dFDFGTsxxpG5uJh7n7epu4trkrX7x7DogT5Uv6fcLW5';
const grandchild =
  'xpub6H1LXWLaKsWFhvm6RVpEL9P4KfRZSW7abD2ttkWP3SSQvnyA8FSVqNTEcYFgJS2UaFcxupHiYkro49S8yGasTvXEYBVPamhGW6cFJodrTHy';

test('the published key derives to the published key', () => {
  const account = parseAccountKey(parent, xpub);
  assert.ok(account.ok);
  assert.equal(account.value.account, 2);
  const derived = derivePublicKey(account.value, 2, 1_000_000_000);
  assert.deepEqual(Buffer.from(derived), Buffer.from(base58check.decode(grandchild)).subarray(45));
});

test('judge: another implementation derives the same keys', () => {
  const account = parseAccountKey(accountKeyOf(0, 3), xpub);
  assert.ok(account.ok);
  for (const [change, index] of [
    [0, 0],
    [1, 0],
    [0, 7],
    [1, 2 ** 31 - 1],
  ] as const) {
    const other = keyAt([44, 0, 3, change, index]).publicKey;
    assert.deepEqual(Buffer.from(derivePublicKey(account.value, change, index)), Buffer.from(other));
  }
});

test('anything but an account key of the network is refused by name', () => {
  const bytes = base58check.decode(parent);
  const changed = (at: number, value: number) => base58check.encode(bytes.with(at, value));
  assert.equal(problem(parent), 'none');
  assert.match(problem('xpub'), /is not an extended key/);
  assert.match(problem('1'.repeat(113)), /is not an extended key/);
  assert.match(problem('1BoatSLRHtKNngkdXEeobR76b53LETtpyT'), /is not an extended key/);
  assert.match(problem(parent, 0x043587cf), /of this network/);
  assert.match(problem(changed(4, 2)), /three steps below/);
  assert.match(problem(changed(45, 5)), /holds no public key/);
});
