import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  describeFacts,
  maxDescribedCharacters,
  maxDescribedItems,
} from '../../src/transaction/describe-facts.ts';
import { composeFacts, type TransactionFacts, unlistedToken } from '../../src/transaction/facts.ts';

const bare = { family: 'evm', digests: ['d'], acts: ['payment'], details: { nonce: '1' } } as const;

function described(more: Partial<TransactionFacts>) {
  return describeFacts({ ...composeFacts(bare), ...more });
}

test('acts are sorted and said once', () => {
  assert.deepEqual(composeFacts({ ...bare, acts: ['payment', 'batch', 'payment'] }).acts, [
    'batch',
    'payment',
  ]);
});

test('what a decoder did not mention is not there, and is not described', () => {
  assert.deepEqual(described({}), { family: 'evm', nonce: '1', acts: ['payment'], digests: ['d'] });
});

test('whole numbers become text, and what is empty or zero is left out', () => {
  const facts = described({
    payments: [
      { asset: 'ETH', to: 'a', units: 2n ** 200n, destination: 0 },
      { asset: 'X', to: 'b', units: 1n, from: 'c' },
    ],
    fee: { asset: 'ETH', units: 3n },
    calls: [
      { to: 'a', selector: '0x', units: 0n, depth: 0 },
      {
        to: 'b',
        selector: '0xa9059cbb',
        method: 'transfer(address,uint256)',
        args: [
          { name: 'amount', value: 5n },
          { name: 'ok', value: true },
        ],
        units: 7n,
        depth: 1,
      },
    ],
    allowances: [{ asset: unlistedToken('1', '0xabc'), spender: 's', units: 'unlimited' }],
    feeRate: 12n,
    expiresAt: 13n,
    outputTypes: ['p2wpkh'],
    typedData: { domain: { name: 'Permit2', chainId: 1n }, primaryType: 'Permit' },
  });
  assert.deepEqual(facts, {
    family: 'evm',
    nonce: '1',
    acts: ['payment'],
    digests: ['d'],
    payments: [
      { asset: 'ETH', to: 'a', units: (2n ** 200n).toString(), destination: 0 },
      { asset: 'X', to: 'b', units: '1', from: 'c' },
    ],
    fee: { asset: 'ETH', units: '3' },
    calls: [
      { to: 'a', selector: '0x' },
      {
        to: 'b',
        selector: '0xa9059cbb',
        method: 'transfer(address,uint256)',
        args: { amount: '5', ok: 'true' },
        units: '7',
        depth: 1,
      },
    ],
    allowances: [{ asset: 'unlisted:1:0xabc', spender: 's', units: 'unlimited' }],
    feeRate: '12',
    expiresAt: '13',
    outputTypes: ['p2wpkh'],
    typedData: { primaryType: 'Permit', name: 'Permit2', chainId: '1' },
  });
});

test('a typed message without a chain states none', () => {
  assert.deepEqual(described({ typedData: { domain: {}, primaryType: 'Mail' } })['typedData'], {
    primaryType: 'Mail',
  });
});

test('long lists and long texts are cut, and the list says how long it was', () => {
  const digests = Array.from({ length: maxDescribedItems + 1 }, (_, i) => String(i));
  const primaryType = 'T'.repeat(maxDescribedCharacters + 1);
  const facts = described({ digests, typedData: { domain: {}, primaryType } });
  assert.equal(facts['digestsCount'], maxDescribedItems + 1);
  assert.deepEqual(facts['digests'], digests.slice(0, maxDescribedItems));
  assert.deepEqual(facts['typedData'], { primaryType: `${'T'.repeat(maxDescribedCharacters)}...` });
});
