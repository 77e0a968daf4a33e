/** The System program: SOL, new accounts, durable nonces. The order of fields and accounts is that of its own enum. */

import type { Effect } from '../effect.ts';
import type { Method, Numbers, Program } from '../layout.ts';

const sysvars = { blockhashes: 'recentBlockhashes', rent: 'rent' } as const;

const methods: readonly (readonly [number, Method])[] = [
  [
    0,
    {
      name: 'system.createAccount',
      fields: [
        ['lamports', 'amount'],
        ['space', 'u64'],
        ['owner', 'address'],
      ],
      accounts: ['from', 'newAccount'],
      acts: ['create_account'],
      effect: fromFirstToSecond,
    },
  ],
  [
    1,
    {
      name: 'system.assign',
      fields: [['owner', 'address']],
      accounts: ['account'],
      // The program named here may do with the account what it likes.
      acts: ['set_authority'],
    },
  ],
  [
    2,
    {
      name: 'system.transfer',
      fields: [['lamports', 'amount']],
      accounts: ['from', 'to'],
      acts: [],
      effect: fromFirstToSecond,
    },
  ],
  [
    3,
    {
      name: 'system.createAccountWithSeed',
      fields: [
        ['base', 'address'],
        ['seed', 'text'],
        ['lamports', 'amount'],
        ['space', 'u64'],
        ['owner', 'address'],
      ],
      accounts: ['from', 'newAccount'],
      optional: ['baseAccount'],
      acts: ['create_account'],
      effect: fromFirstToSecond,
    },
  ],
  [
    4,
    {
      name: 'system.advanceNonceAccount',
      fields: [],
      accounts: ['nonceAccount', sysvars.blockhashes, 'authority'],
      acts: ['durable_nonce'],
    },
  ],
  [
    5,
    {
      name: 'system.withdrawNonceAccount',
      fields: [['lamports', 'amount']],
      accounts: ['nonceAccount', 'to', sysvars.blockhashes, sysvars.rent, 'authority'],
      acts: ['durable_nonce'],
      effect: fromFirstToSecond,
    },
  ],
  [
    6,
    {
      name: 'system.initializeNonceAccount',
      fields: [['authority', 'address']],
      accounts: ['nonceAccount', sysvars.blockhashes, sysvars.rent],
      acts: ['durable_nonce'],
    },
  ],
  [
    7,
    {
      name: 'system.authorizeNonceAccount',
      fields: [['newAuthority', 'address']],
      accounts: ['nonceAccount', 'authority'],
      acts: ['durable_nonce', 'set_authority'],
    },
  ],
  [
    8,
    {
      name: 'system.allocate',
      fields: [['space', 'u64']],
      accounts: ['account'],
      acts: ['create_account'],
    },
  ],
  [
    9,
    {
      name: 'system.allocateWithSeed',
      fields: [
        ['base', 'address'],
        ['seed', 'text'],
        ['space', 'u64'],
        ['owner', 'address'],
      ],
      accounts: ['account', 'baseAccount'],
      acts: ['create_account', 'set_authority'],
    },
  ],
  [
    10,
    {
      name: 'system.assignWithSeed',
      fields: [
        ['base', 'address'],
        ['seed', 'text'],
        ['owner', 'address'],
      ],
      accounts: ['account', 'baseAccount'],
      acts: ['set_authority'],
    },
  ],
  [
    11,
    {
      name: 'system.transferWithSeed',
      fields: [
        ['lamports', 'amount'],
        ['fromSeed', 'text'],
        ['fromOwner', 'address'],
      ],
      accounts: ['from', 'baseAccount', 'to'],
      acts: [],
      effect: ([from = '', , to = ''], { amount }) => ({ kind: 'sol', from, to, units: amount }),
    },
  ],
  [
    12,
    {
      name: 'system.upgradeNonceAccount',
      fields: [],
      accounts: ['nonceAccount'],
      acts: ['durable_nonce'],
    },
  ],
];

function fromFirstToSecond([from = '', to = '']: readonly string[], { amount }: Numbers): Effect {
  return { kind: 'sol', from, to, units: amount };
}

export const system: Program = { selectorBytes: 4, methods: new Map(methods) };
