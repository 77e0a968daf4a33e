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
      accounts: ['stake', 'rent'],
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
      accounts: ['stake', 'clock', 'authority'],
      optional: ['custodian'],
      acts: ['stake', 'set_authority'],
    },
  ],
  [
    2,
    {
      name: 'stake.delegate',
      fields: [],
      accounts: ['stake', 'vote', 'clock', 'stakeHistory', 'config', 'authority'],
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
      accounts: ['stake', 'to', 'clock', 'stakeHistory', 'authority'],
      optional: ['custodian'],
      acts: ['stake'],
      effect: ([from = '', to = ''], { amount }) => ({ kind: 'sol', from, to, units: amount }),
    },
  ],
  [5, { name: 'stake.deactivate', fields: [], accounts: ['stake', 'clock', 'authority'], acts: ['stake'] }],
  [
    7,
    {
      name: 'stake.merge',
      fields: [],
      accounts: ['destination', 'source', 'clock', 'stakeHistory', 'authority'],
      acts: ['stake'],
    },
  ],
  [
    9,
    {
      name: 'stake.initializeChecked',
      fields: [],
      accounts: ['stake', 'rent', 'staker', 'withdrawer'],
      acts: ['stake'],
    },
  ],
  [
    10,
    {
      name: 'stake.authorizeChecked',
      fields: [['authorityType', 'u32']],
      accounts: ['stake', 'clock', 'authority', 'newAuthority'],
      optional: ['custodian'],
      acts: ['stake', 'set_authority'],
    },
  ],
];

export const stake: Program = { selectorBytes: 4, methods: new Map(methods) };
