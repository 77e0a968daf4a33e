/** The Associated Token Account program: it makes the token account of an owner and a mint, for whoever pays. */

import type { Effect } from '../effect.ts';
import type { Method, Program } from '../layout.ts';

const accounts = ['payer', 'account', 'owner', 'mint', 'systemProgram', 'tokenProgram'];

function method(name: string): Method {
  const acts: Method['acts'] = ['create_token_account'];
  return { name, fields: [], accounts, optional: ['rent'], acts, effect: tokenAccount };
}

function tokenAccount([, account = '', owner = '', mint = '', , program = '']: readonly string[]): Effect {
  return { kind: 'token_account', account, owner, mint, program };
}

const create = method('associated_token.create');

export const associatedToken: Program = {
  selectorBytes: 1,
  methods: new Map([
    [0, create],
    [1, method('associated_token.createIdempotent')],
  ]),
  whenEmpty: create,
};
