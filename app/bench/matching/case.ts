/** One request whose matching is measured: what it is called, what it may cost, and how it has to end. */

import type { Knowledge } from '../../src/transaction/knowledge.ts';
import { matchBytes } from '../../src/transaction/match.ts';
import { builtInKnowledge } from '../../test/helpers/knowledge.ts';
import { mustParseTransaction, type Wire } from '../../test/helpers/requests.ts';

export interface MatchingCase {
  readonly name: string;
  readonly wanted: Wanted;
  /** Matches once; throws where it ends otherwise than it should, since then it would measure something else. */
  readonly match: () => void;
}

/** Milliseconds, or a share of what one signature takes. */
export type Wanted = { readonly milliseconds: number } | { readonly ofSignature: number };

/** What any request may cost, whoever wrote it. */
export const hostile: Wanted = { milliseconds: 50 };

interface Outcome {
  /** Without one the bytes have to match. */
  readonly refusal?: string;
  readonly knowledge?: Knowledge;
}

export function caseOf(
  name: string,
  wanted: Wanted,
  body: Wire,
  { refusal = 'bytes_matched', knowledge = builtInKnowledge }: Outcome = {},
): MatchingCase {
  const request = mustParseTransaction(body);
  return {
    name,
    wanted,
    match: () => {
      const matched = matchBytes(request, knowledge);
      const ended = matched.ok ? matched.value.kind : matched.error.reason;
      if (ended !== refusal) throw new Error(`${name} ended with ${ended}`);
    },
  };
}
