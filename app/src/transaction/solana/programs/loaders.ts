/** The loaders, which hold the code of programs: all that they do changes, or prepares to change, what a program does. */

import type { Method, Program } from '../layout.ts';

function method(name: string, acts: Method['acts'] = ['program_upgrade']): Method {
  return { name, fields: [['data', 'rest']], accounts: [], more: true, acts };
}

const withAuthority: Method['acts'] = ['program_upgrade', 'set_authority'];

export const upgradeable: Program = {
  selectorBytes: 4,
  methods: new Map([
    [0, method('loader.initializeBuffer')],
    [1, method('loader.write')],
    [2, method('loader.deploy')],
    [3, method('loader.upgrade')],
    [4, method('loader.setAuthority', withAuthority)],
    [5, method('loader.close')],
    [6, method('loader.extend')],
    [7, method('loader.setAuthorityChecked', withAuthority)],
  ]),
};

export const version4: Program = {
  selectorBytes: 4,
  methods: new Map([
    [0, method('loader_v4.write')],
    [1, method('loader_v4.copy')],
    [2, method('loader_v4.setProgramLength')],
    [3, method('loader_v4.deploy')],
    [4, method('loader_v4.retract')],
    [5, method('loader_v4.transferAuthority', withAuthority)],
    [6, method('loader_v4.finalize')],
  ]),
};
