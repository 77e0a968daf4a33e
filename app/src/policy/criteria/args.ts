/**
 * `args`: decoded arguments of the calls, by name, compared exactly: one of some values `["1", "2"]` or none of them,
 * whole numbers within limits `{at_most: "1000"}` or in an asset's units `{at_most: 1000 USDC}`, addresses in a book
 * `{address_book: [routers]}`.
 *
 * Every call that is not a mere envelope of others (a batch, a Safe's execution) is judged. A permit needs all of its
 * named arguments in each; a call whose arguments nobody could decode, or that has no such argument, is unknown.
 */

import '../jitless.ts';
import { z } from 'zod';
import { parseDecimal } from '../../lib/decimal.ts';
import { err, ok, type Result } from '../../lib/result.ts';
import type { AssetTable } from '../../transaction/asset.ts';
import type { Argument, Call, TransactionFacts } from '../../transaction/facts.ts';
import { normaliseAddress } from '../address.ts';
import { parseAssetAmount } from '../asset-limits.ts';
import { boundTexts, judgeRange, parseBounds, type Quantity } from '../bounds.ts';
import { choiceOf, identifier, listOf } from '../choice.ts';
import { defineCriterion, type Outcome } from '../criterion.ts';
import { describeFound, judgeEach } from '../judge-facts.ts';
import { type Issue, issue } from '../problem.ts';
import type { TransactionView } from '../view.ts';

const valueShape = z.union(
  [
    choiceOf(z.string('must be text').max(200, 'is longer than 200 characters')),
    z.strictObject({ address_book: listOf(identifier) }, 'must be a map'),
    z.strictObject(boundTexts, 'must be a map'),
  ],
  'must be values such as ["1", "2"], limits such as {at_most: 1000 USDC}, or {address_book: [routers]}',
);
const shape = z
  .record(z.string(), valueShape, 'must be a map from argument names to what they may be')
  .refine((map) => Object.keys(map).length > 0, 'is empty: name an argument, or remove the criterion');

type Wanted = z.output<typeof valueShape>;
type Judge = (value: Argument['value'], booksOf: TransactionView['booksOf']) => Outcome;

export const args = defineCriterion('args', shape, (wanted, { assets, bookNames, effect }) => {
  const judges = new Map<string, Judge>();
  const issues: Issue[] = [];
  for (const [name, value] of Object.entries(wanted)) {
    const judge = compile(value, assets, bookNames);
    if (judge.ok) judges.set(name, judge.value);
    else issues.push(...judge.error.map(({ path, message }) => issue([name, ...path], message)));
  }
  if (issues.length > 0) return err(issues);
  const judgeCall = (call: Call, booksOf: TransactionView['booksOf']): Outcome => {
    const outcomes = [...judges].map(([name, judge]): Outcome => {
      const argument = call.args?.find((one) => one.name === name);
      return argument === undefined ? 'unknown' : judge(argument.value, booksOf);
    });
    return worstFirst.find((outcome) => outcomes.includes(outcome)) ?? 'pass';
  };
  return ok({
    judge: (view: TransactionView) =>
      judgeEach(effect, view, judgedCalls, (call) => judgeCall(call, view.booksOf)),
    explain: (view: TransactionView) => {
      const found = describeFound(view, (facts) =>
        judgedCalls(facts).flatMap((call) =>
          (call.args ?? [])
            .filter(({ name }) => judges.has(name))
            .map(({ name, value }) => `${name} ${value}`),
        ),
      );
      return `wants ${[...judges.keys()].join(', ')} as listed; found ${found}`;
    },
  });
});

const worstFirst: readonly Outcome[] = ['fail', 'unknown'];

/** An envelope has a method that is known and hands its arguments on as the calls that follow it. */
function judgedCalls({ calls }: TransactionFacts): readonly Call[] {
  return calls.filter((call) => call.args !== undefined || call.method === undefined);
}

function compile(
  wanted: Wanted,
  assets: AssetTable,
  bookNames: ReadonlySet<string>,
): Result<Judge, readonly Issue[]> {
  if ('names' in wanted) {
    const values = new Set(wanted.names.map(normaliseAddress));
    return ok((value) => (values.has(normaliseAddress(String(value))) === wanted.excluded ? 'fail' : 'pass'));
  }
  if ('address_book' in wanted) {
    const unknown = wanted.address_book.filter((name) => !bookNames.has(name));
    if (unknown.length > 0) {
      return err(unknown.map((name) => issue(['address_book'], `\`${name}\` is not an address book`)));
    }
    return ok((value, booksOf) =>
      booksOf(normaliseAddress(String(value))).some((book) => wanted.address_book.includes(book))
        ? 'pass'
        : 'fail',
    );
  }
  const parsed = parseBounds(wanted, (text) => readNumber(text, assets));
  if (!parsed.ok) return parsed;
  return ok((value) => {
    if (typeof value !== 'bigint') return 'unknown';
    const number = { units: value, scale: 0 };
    return judgeRange(parsed.value.bounds, { low: number, high: number });
  });
}

/** A whole number of base units, or an amount of an asset, which is turned into one. */
function readNumber(text: string, assets: AssetTable): Result<Quantity, string> {
  if (text.includes(' ')) {
    const amount = parseAssetAmount(text, assets);
    if (!amount.ok) return amount;
    const { value, unit } = amount.value;
    // The amount has been found to have no more decimals than its asset.
    const missing = Number(assets.get(unit)?.decimals) - value.scale;
    return ok({ value: { units: value.units * 10n ** BigInt(missing), scale: 0 }, unit: 'units' });
  }
  const number = parseDecimal(text);
  if (!number.ok || number.value.scale !== 0) {
    return err(`\`${text.slice(0, 80)}\` is not a whole number, nor an amount such as 1000 USDC`);
  }
  return ok({ value: number.value, unit: 'units' });
}
