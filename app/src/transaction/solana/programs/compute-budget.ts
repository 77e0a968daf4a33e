/** The Compute Budget program: what the transaction may use up and what it offers for it (fee.ts). It acts on nothing. */

import type { Method, Program } from '../layout.ts';

export const unitLimitMethod = 'compute_budget.setComputeUnitLimit';
export const unitPriceMethod = 'compute_budget.setComputeUnitPrice';

const methods: readonly (readonly [number, Method])[] = [
  [1, { name: 'compute_budget.requestHeapFrame', fields: [['bytes', 'u32']], accounts: [], acts: [] }],
  [2, { name: unitLimitMethod, fields: [['units', 'u32']], accounts: [], acts: [] }],
  [3, { name: unitPriceMethod, fields: [['microLamports', 'u64']], accounts: [], acts: [] }],
  [
    4,
    {
      name: 'compute_budget.setLoadedAccountsDataSizeLimit',
      fields: [['bytes', 'u32']],
      accounts: [],
      acts: [],
    },
  ],
];

export const computeBudget: Program = { selectorBytes: 1, methods: new Map(methods) };
