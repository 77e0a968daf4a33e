/**
 * The Token program and Token-2022, whose first instructions are the same. What only Token-2022 has (extensions, fees,
 * hooks) is not decoded: an instruction with another number is none that is known.
 */

import type { Effect } from '../effect.ts';
import type { FieldType, Method, Numbers, Program } from '../layout.ts';

type Fields = Method['fields'];
const amount: Fields = [['amount', 'amount']];
const checked: Fields = [
  ['amount', 'amount'],
  ['decimals', 'decimals'],
];
const owner: Fields = [['owner', 'address']];
const count: Fields = [['signaturesNeeded', 'u8']];
const mintFields: readonly (readonly [string, FieldType])[] = [
  ['decimals', 'decimals'],
  ['mintAuthority', 'address'],
  ['freezeAuthority', 'optional_address'],
];

/** Signers of a multisig, or accounts of a hook, may follow everywhere. */
function method(
  name: string,
  fields: Fields,
  accounts: readonly string[],
  acts: Method['acts'],
  effect?: (accounts: readonly string[], numbers: Numbers) => Effect,
): Method {
  const described: Method = { name: `token.${name}`, fields, accounts, more: true, acts };
  return effect === undefined ? described : { ...described, effect };
}

const methods: readonly (readonly [number, Method])[] = [
  [0, method('initializeMint', mintFields, ['mint', 'rent'], ['contract_call'])],
  [1, method('initializeAccount', [], ['account', 'mint', 'owner', 'rent'], ['create_token_account'])],
  [2, method('initializeMultisig', count, ['account', 'rent'], ['contract_call'])],
  [
    3,
    method('transfer', amount, ['source', 'destination', 'authority'], [], (accounts, numbers) => {
      const [source = '', destination = '', authority = ''] = accounts;
      return transfer(source, undefined, destination, authority, numbers);
    }),
  ],
  [
    4,
    method('approve', amount, ['source', 'delegate', 'authority'], [], (accounts, numbers) => {
      const [account = '', delegate = ''] = accounts;
      return { kind: 'approval', account, mint: undefined, delegate, units: numbers.amount };
    }),
  ],
  [5, method('revoke', [], ['source', 'authority'], ['contract_call'])],
  [
    6,
    method(
      'setAuthority',
      [
        ['authorityType', 'u8'],
        ['newAuthority', 'optional_address'],
      ],
      ['account', 'authority'],
      ['set_authority'],
    ),
  ],
  [7, method('mintTo', amount, ['mint', 'account', 'authority'], ['contract_call'])],
  [8, method('burn', amount, ['account', 'mint', 'authority'], ['contract_call'])],
  [9, method('closeAccount', [], ['account', 'destination', 'authority'], ['close_account'])],
  [10, method('freezeAccount', [], ['account', 'mint', 'authority'], ['contract_call'])],
  [11, method('thawAccount', [], ['account', 'mint', 'authority'], ['contract_call'])],
  [
    12,
    method(
      'transferChecked',
      checked,
      ['source', 'mint', 'destination', 'authority'],
      [],
      (accounts, numbers) => {
        const [source = '', mint = '', destination = '', authority = ''] = accounts;
        return transfer(source, mint, destination, authority, numbers);
      },
    ),
  ],
  [
    13,
    method(
      'approveChecked',
      checked,
      ['source', 'mint', 'delegate', 'authority'],
      [],
      (accounts, numbers) => {
        const [account = '', mint = '', delegate = ''] = accounts;
        return { kind: 'approval', account, mint, delegate, units: numbers.amount };
      },
    ),
  ],
  [14, method('mintToChecked', checked, ['mint', 'account', 'authority'], ['contract_call'])],
  [15, method('burnChecked', checked, ['account', 'mint', 'authority'], ['contract_call'])],
  [16, method('initializeAccount2', owner, ['account', 'mint', 'rent'], ['create_token_account'])],
  [17, method('syncNative', [], ['account'], ['contract_call'])],
  [18, method('initializeAccount3', owner, ['account', 'mint'], ['create_token_account'])],
  [19, method('initializeMultisig2', count, ['account'], ['contract_call'])],
  [20, method('initializeMint2', mintFields, ['mint'], ['contract_call'])],
  [22, method('initializeImmutableOwner', [], ['account'], ['create_token_account'])],
];

function transfer(
  source: string,
  mint: string | undefined,
  destination: string,
  authority: string,
  { amount: units, decimals }: Numbers,
): Effect {
  return { kind: 'token', source, mint, destination, authority, units, decimals };
}

export const token: Program = { selectorBytes: 1, methods: new Map(methods) };
