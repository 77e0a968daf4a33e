/**
 * The document's `contracts`: EVM contracts by a name for people, with the methods that rules want to judge the arguments
 * of, each as `name(type name, ...)`. Methods whose meaning is built in (transfers, approvals, batches ...) keep it; what
 * is described here beside them is decoded and nothing more.
 */

import './jitless.ts';
import { z } from 'zod';
import { type AbiMethod, parseMethod } from '../transaction/evm/abi.ts';
import { type Contracts, contractKey } from '../transaction/evm/contracts.ts';
import { listOf } from './choice.ts';
import { contractAddress } from './contract-address.ts';
import { describeIssues, type Issue, issue, type Path } from './problem.ts';

const text = z.string('must be text');
const contractShape = z.strictObject(
  {
    chain_id: z
      .string('must be a number')
      .regex(/^[1-9][0-9]{0,18}$/, 'must be a whole number from 1')
      .transform(BigInt),
    address: contractAddress,
    methods: listOf(text),
  },
  'must be a map of chain_id, address and methods',
);
const contractsShape = z.record(text, z.unknown(), 'must be a map from names to contracts');

export function parseContracts(
  raw: unknown,
  at: Path,
): { readonly contracts: Contracts; readonly issues: readonly Issue[] } {
  const contracts = new Map<string, ReadonlyMap<string, AbiMethod>>();
  const map = contractsShape.safeParse(raw);
  if (!map.success) return { contracts, issues: describeIssues(map.error, raw, at) };
  const issues: Issue[] = [];
  for (const [name, rawContract] of Object.entries(map.data)) {
    const path = [...at, name];
    const contract = contractShape.safeParse(rawContract);
    if (!contract.success) {
      issues.push(...describeIssues(contract.error, rawContract, path));
      continue;
    }
    const key = contractKey(contract.data.chain_id, contract.data.address);
    if (contracts.has(key)) issues.push(issue([...path, 'address'], 'is described twice'));
    contracts.set(key, parseMethods(contract.data.methods, [...path, 'methods'], issues));
  }
  return { contracts, issues };
}

function parseMethods(texts: readonly string[], at: Path, issues: Issue[]): ReadonlyMap<string, AbiMethod> {
  const methods = new Map<string, AbiMethod>();
  for (const [i, written] of texts.entries()) {
    const method = parseMethod(written);
    if (!method.ok) issues.push(issue([...at, i], method.error));
    else if (methods.has(method.value.selector))
      issues.push(issue([...at, i], `has the selector ${method.value.selector} of another method`));
    else methods.set(method.value.selector, method.value);
  }
  return methods;
}
