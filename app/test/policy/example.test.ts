/** The example policy does what docs/policy.md and the simulated co-signer promise. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parsePolicy } from '../../src/policy/load.ts';
import type { Subject } from '../../src/policy/policy.ts';
import type { Destination } from '../../src/request/request.ts';
import { builtInAssets } from '../../src/transaction/assets/built-in.ts';
import {
  change,
  decimal,
  destination,
  evmFacts,
  type SubjectFields,
  summary,
  transaction,
  wednesdayNoon,
} from '../helpers/policy.ts';

const bytes = readFileSync(new URL('../../policy/example.yaml', import.meta.url));
const settlement = '0x5dC69B1Fbb13Bafd09af88a782F0F285772Ad5f8';
const stranger = '0x28A31343d7d700c4CA50bBE223555f57c9a97506';

function examplePolicy() {
  const policy = parsePolicy(bytes, builtInAssets, new Map());
  assert.ok(policy.ok, JSON.stringify(policy));
  return policy.value;
}
const policy = examplePolicy();

function answer(subject: Subject): string {
  return summary(policy.evaluate(subject));
}

/** A payment of test ether from vault 0 to the settlement account, priced at 2000 USD each. */
function payment(amount: string, fields: SubjectFields = {}, to: Partial<Destination> = {}): Subject {
  const value = { amount: decimal(amount), amountUsd: Number(amount) * 2000 };
  const [only] = [destination({ address: settlement, addressType: 'WHITELISTED', ...value, ...to })];
  return transaction({ asset: 'ETH_TEST5', amount: decimal(amount), destinations: [only], ...fields });
}

const oneTime = { type: 'ONE_TIME_ADDRESS', id: '', address: stranger, addressType: 'ONE_TIME' } as const;

test('the example policy has no warnings', () => {
  assert.deepEqual(policy.lint(), []);
  assert.deepEqual(policy.otherwise, { approval: 'REJECT', configuration: 'REJECT' });
});

test('a payment to a counterparty is permitted at both stages', () => {
  assert.equal(answer(payment('0.01')), 'permitted sign-to-counterparties');
  assert.equal(answer(payment('0.01', { asset: 'ETH' })), 'permitted sign-to-counterparties');
  assert.equal(
    answer(payment('0.01', { evidence: 'none_at_approval' })),
    'permitted approve-to-counterparties',
  );
});

test('the published signing sample is permitted: 0.01 ETH from vault 0 to vault 1', () => {
  const sample = payment(
    '0.01',
    {
      asset: 'ETH',
      fee: decimal('0.000597803762241'),
      facts: evmFacts({ to: settlement.toLowerCase(), valueWei: 10n ** 16n, maxFeeWei: 597803762241000n }),
    },
    { type: 'VAULT', id: '1', amountUsd: 18.74292937, address: undefined, displayAddress: settlement },
  );
  assert.equal(answer(sample), 'permitted sign-between-own-vaults');
});

test('a vault id alone does not make an address ours', () => {
  const elsewhere = payment('0.01', {}, { type: 'VAULT', id: '1', address: stranger });
  assert.equal(answer(elsewhere), 'not_permitted');
});

test('the captured approval is permitted: 0.001 ETH_TEST5 from vault 1 to a one-time address', () => {
  const captured = payment(
    '0.001',
    { evidence: 'none_at_approval', source: { type: 'VAULT', id: '1' }, note: 'a note' },
    { ...oneTime, amountUsd: 2.37203486 },
  );
  assert.equal(answer(captured), 'permitted approve-small-one-time-payments');
});

test('a customer withdrawal is signed with a withdrawal number only', () => {
  const withdrawal = (externalTxId: string | undefined) =>
    payment('0.1', { externalTxId, source: { type: 'VAULT', id: '1' } }, oneTime);
  assert.equal(answer(withdrawal('WD-00000042')), 'permitted sign-customer-withdrawals');
  assert.equal(answer(withdrawal('WD-42')), 'not_permitted');
  assert.equal(answer(withdrawal(undefined)), 'not_permitted');
});

test('a payment to a stranger is not permitted', () => {
  assert.equal(answer(payment('0.01', {}, { address: stranger })), 'not_permitted');
  assert.equal(answer(payment('0.01', {}, oneTime)), 'not_permitted');
});

test('signing without bytes is not permitted', () => {
  assert.equal(answer(payment('0.01', { evidence: 'not_sent', fee: decimal('0.001') })), 'not_permitted');
});

test('what is forbidden stays forbidden, whatever is permitted', () => {
  assert.equal(answer(payment('0.01', { operation: 'CONTRACT_CALL' })), 'forbidden');
  assert.equal(
    answer(payment('0.01', { operation: 'RAW', destinations: [], evidence: 'none_at_approval' })),
    'forbidden',
  );
  assert.equal(answer(payment('0.01', { source: { type: 'VAULT', id: '2' } })), 'forbidden');
  assert.equal(
    answer(payment('0.01', {}, { address: '0x000000000000000000000000000000000000dead' })),
    'forbidden',
  );
  assert.equal(answer(payment('200.1')), 'forbidden');
  const dear = evmFacts({ to: settlement.toLowerCase(), valueWei: 10n ** 16n, maxFeeWei: 6n * 10n ** 16n });
  assert.equal(answer(payment('0.01', { facts: dear })), 'forbidden');
});

test('large payments wait for a person at any time, medium ones outside office hours in Tokyo', () => {
  const tokyoNoon = wednesdayNoon - 9 * 3_600_000;
  assert.equal(answer(payment('50')), 'held');
  assert.equal(answer(payment('50', { now: tokyoNoon })), 'held');
  assert.equal(answer(payment('10')), 'held');
  assert.equal(answer(payment('10', { now: tokyoNoon })), 'permitted sign-to-counterparties');
  assert.equal(answer(payment('5')), 'permitted sign-to-counterparties');
});

test('an address is whitelisted from the book only', () => {
  const whitelist = (address: string) =>
    change({}, { shape: 'address', subType: 'EXTERNAL', asset: 'ETH_TEST5', address });
  assert.equal(answer(whitelist(settlement)), 'permitted whitelist-from-the-book');
  assert.equal(answer(whitelist(stranger)), 'not_permitted');
});

test('changes of control are forbidden, other and unknown changes are not permitted', () => {
  assert.equal(answer(change({ type: 'POLICY_APPROVAL' }, { shape: 'opaque' })), 'forbidden');
  assert.equal(answer(change({ type: 'EXCHANGE' }, { shape: 'account' })), 'not_permitted');
  assert.equal(
    answer(change({ type: 'DISABLE_EVERYTHING', known: false }, { shape: 'opaque' })),
    'not_permitted',
  );
});
