/**
 * `expires_within`: the chain stops taking the transaction within this time from now, and has not stopped yet: `30s`,
 * `10m`, `24h`. A signature that stays valid for long can be kept back and used when nobody expects it any more.
 *
 * Known where the bytes say when they expire (Tron). Where they do not, and without bytes, it is unknown.
 */

import '../jitless.ts';
import { z } from 'zod';
import { ok } from '../../lib/result.ts';
import { defineCriterion } from '../criterion.ts';
import { withoutFacts } from '../judge-facts.ts';
import type { TransactionView } from '../view.ts';

const duration = z
  .string('must be text such as 10m')
  .regex(
    /^[1-9][0-9]{0,4}[smh]$/,
    'must be a whole number of seconds, minutes or hours, such as 30s, 10m or 24h',
  );

export const expiresWithin = defineCriterion('expires_within', duration, (text, { effect }) => {
  const longest = milliseconds(text);
  return ok({
    judge: ({ facts, evidence, now }: TransactionView) => {
      if (facts === undefined) return withoutFacts(effect, evidence);
      if (facts.expiresAt === undefined) return 'unknown';
      const left = facts.expiresAt - BigInt(now);
      return left > 0n && left <= longest ? 'pass' : 'fail';
    },
    explain: ({ facts, now }: TransactionView) => {
      const found =
        facts?.expiresAt === undefined
          ? 'no time that can be judged'
          : `${(facts.expiresAt - BigInt(now)) / 1000n} seconds left`;
      return `wants an end within ${text}; found ${found}`;
    },
  });
});

function milliseconds(text: string): bigint {
  const seconds = text.endsWith('h') ? 3600n : text.endsWith('m') ? 60n : 1n;
  return BigInt(text.slice(0, -1)) * seconds * 1000n;
}
