/**
 * `typed_data_domain`: the domain of the EIP-712 message that is signed and its primary type. A domain in the list is the
 * message's when both state the same members with the same values; what the list leaves out, the message may not state.
 */

import '../jitless.ts';
import { z } from 'zod';
import { err, ok } from '../../lib/result.ts';
import type { TypedDataFact } from '../../transaction/facts.ts';
import { parseBookAddress } from '../address.ts';
import { identifier, listOf } from '../choice.ts';
import { defineCriterion } from '../criterion.ts';
import { describeFound, judgeEach } from '../judge-facts.ts';
import { type Issue, issue } from '../problem.ts';
import type { TransactionView } from '../view.ts';

const text = z.string('must be text').max(200, 'is longer than 200 characters');
const domainShape = z.strictObject(
  {
    name: text.optional(),
    version: text.optional(),
    chain_id: z
      .string('must be a number')
      .regex(/^[1-9][0-9]{0,18}$/, 'must be a whole number from 1')
      .optional(),
    verifying_contract: text.optional(),
    salt: z
      .string('must be text')
      .regex(/^0x[0-9a-f]{64}$/, 'must be 0x and 64 lower case hexadecimal digits')
      .optional(),
    primary_types: listOf(identifier),
  },
  'must be a map',
);
const shape = z
  .array(domainShape, 'must be a list of domains')
  .min(1, 'is empty: name at least one domain, or remove the criterion');

export const typedDataDomain = defineCriterion('typed_data_domain', shape, (list, { effect }) => {
  const named = new Set<string>();
  const issues: Issue[] = [];
  for (const [i, { verifying_contract: contract, chain_id, primary_types, ...rest }] of list.entries()) {
    const address = contract === undefined ? undefined : parseBookAddress(contract);
    if (address?.ok === false) issues.push(issue([i, 'verifying_contract'], address.error));
    const verifyingContract = address?.ok ? address.value : undefined;
    for (const primaryType of primary_types)
      named.add(spell({ ...rest, chainId: chain_id, verifyingContract }, primaryType));
  }
  if (issues.length > 0) return err(issues);
  const found = ({ typedData }: { readonly typedData?: TypedDataFact }) =>
    typedData === undefined ? [] : [typedData];
  return ok({
    judge: (view: TransactionView) =>
      judgeEach(effect, view, found, ({ domain, primaryType }) =>
        named.has(spell({ ...domain, chainId: domain.chainId?.toString() }, primaryType)) ? 'pass' : 'fail',
      ),
    explain: (view: TransactionView) => {
      const described = describeFound(view, (facts) =>
        found(facts).map(
          ({ domain, primaryType }) =>
            `${primaryType} of ${domain.name ?? 'no name'} at ${domain.verifyingContract ?? 'no contract'}`,
        ),
      );
      return `wants one of the listed domains; found ${described}`;
    },
  });
});

type DomainTexts = Readonly<Record<'name' | 'version' | 'chainId' | 'verifyingContract' | 'salt', unknown>>;

/** Equal for equal domains; a member that is not stated differs from every text. */
function spell(
  { name, version, chainId, verifyingContract, salt }: Partial<DomainTexts>,
  primaryType: string,
): string {
  const members = [name, version, chainId, verifyingContract, salt].map((member) => member ?? null);
  return JSON.stringify([...members, primaryType]);
}
