/**
 * The Stake program. What it withdraws is a payment out of the stake account; who may use the stake is authority. Lockups
 * and the seldom instructions are not decoded.
 */

import type { Method, Program } from '../layout.ts';

const methods: readonly (readonly [number, Method])[] = [
  [
    0,
    {
      name: 'stake.initialize',
      fields: [
        ['staker', 'address'],
        ['withdrawer', 'address'],
        ['lockupUnixTime', 'i64'],
        ['lockupEpoch', 'u64'],
        ['lockupCustodian', 'address'],
      ],
      accounts: ['stake'],
      acts: ['stake'],
    },
  ],
  [
    1,
    {
      name: 'stake.authorize',
      fields: [
        ['newAuthority', 'address'],
        ['authorityType', 'u32'],
      ],
      accounts: ['stake', 'authority'],
      optional: ['custodian'],
      acts: ['stake', 'set_authority'],
    },
  ],
  [
    2,
    {
      name: 'stake.delegate',
      fields: [],
      accounts: ['stake', 'vote', 'authority'],
      acts: ['stake'],
    },
  ],
  [
    3,
    {
      name: 'stake.split',
      fields: [['lamports', 'u64']],
      accounts: ['stake', 'split', 'authority'],
      acts: ['stake'],
    },
  ],
  [
    4,
    {
      name: 'stake.withdraw',
      fields: [['lamports', 'amount']],
      accounts: ['stake', 'to', 'authority'],
      optional: ['custodian'],
      acts: ['stake'],
      effect: ([from = '', to = ''], { amount }) => ({ kind: 'sol', from, to, units: amount }),
    },
  ],
  [5, { name: 'stake.deactivate', fields: [], accounts: ['stake', 'authority'], acts: ['stake'] }],
  [
    7,
    {
      name: 'stake.merge',
      fields: [],
      accounts: ['destination', 'source', 'authority'],
      acts: ['stake'],
    },
  ],
  [
    9,
    {
      name: 'stake.initializeChecked',
      fields: [],
      accounts: ['stake', 'staker', 'withdrawer'],
      acts: ['stake'],
    },
  ],
  [
    10,
    {
      name: 'stake.authorizeChecked',
      fields: [['authorityType', 'u32']],
      accounts: ['stake', 'authority', 'newAuthority'],
      optional: ['custodian'],
      acts: ['stake', 'set_authority'],
    },
  ],
];

/**
 * The chain's own tables, which older wallets hand over and newer ones do not. Nobody can be paid there, so leaving them
 * out cannot hide anybody.
 */
const tables: ReadonlySet<string> = new Set([
  'SysvarC1ock11111111111111111111111111111111',
  'SysvarRent111111111111111111111111111111111',
  'SysvarStakeHistory1111111111111111111111111',
  'StakeConfig11111111111111111111111111111111',
]);

export const stake: Program = { selectorBytes: 4, methods: new Map(methods), skipped: tables };
