/**
 * Budgets in the table: which items a claim bears on, how they stand, and the plan of a claim as conditional updates.
 * Whatever was planned with must still hold when it is written; otherwise nothing is written and it is planned anew.
 */

import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { serialiseReservation } from '../../ledger/budget-text.ts';
import type { Claim, First, Reservation, Shard, Standing } from '../../ledger/claim.ts';
import { exceptionKey, isOpenException, parseControlValue } from '../../ledger/control.ts';
import type { Prospect } from '../../ledger/ledger.ts';
import type { Change, Grant } from '../../ledger/plan.ts';
import { emptyShard, expiredIn } from '../../ledger/shard.ts';
import {
  controlItem,
  firstIn,
  firstItem,
  type Item,
  type Key,
  nameOf,
  number,
  reservationIn,
  reservationItem,
  shardIn,
  shardItem,
  slotAttribute,
  text,
  textIn,
} from './items.ts';

/** A standing as it was read, with what a writer must find again. */
export interface ReadStanding extends Standing {
  readonly versions: ReadonlyMap<string, string>;
  readonly exceptionText: string | undefined;
}

export function isReadStanding(standing: Standing | undefined): standing is ReadStanding {
  return standing !== undefined && 'versions' in standing;
}

/** Kept so long after nothing of a reservation counts any more. */
const keepSeconds = 86_400;

export function keysOf({ txId, claim }: Prospect, spread: number): readonly Key[] {
  const shards = (claim?.draws ?? []).flatMap(({ counter }) =>
    Array.from({ length: spread }, (_, i) => shardItem(counter, i)),
  );
  return [
    ...(txId === undefined ? [] : [reservationItem(txId)]),
    ...shards,
    ...(claim?.firsts ?? []).map(({ place }) => firstItem(place)),
    ...(claim?.exception === undefined ? [] : [controlItem(exceptionKey(claim.exception))]),
  ];
}

export function standingIn(
  { txId, claim }: Prospect,
  found: ReadonlyMap<string, Item>,
  spread: number,
): ReadStanding {
  const versions = new Map<string, string>();
  let reservation: Reservation | undefined;
  const reserved = txId === undefined ? undefined : found.get(nameOf(reservationItem(txId)));
  if (txId !== undefined && reserved !== undefined) {
    const { value, version } = reservationIn(reserved);
    reservation = value;
    versions.set(nameOf(reservationItem(txId)), version);
  }
  const counters = new Map<string, readonly Shard[]>();
  for (const { counter } of claim?.draws ?? []) {
    const shards = Array.from({ length: spread }, (_, i) => {
      const item = found.get(nameOf(shardItem(counter, i)));
      return item === undefined ? emptyShard : shardIn(item);
    });
    counters.set(counter, shards);
  }
  const firsts = new Map<string, First>();
  for (const { place } of claim?.firsts ?? []) {
    const item = found.get(nameOf(firstItem(place)));
    if (item === undefined) continue;
    const { value, version } = firstIn(item);
    firsts.set(place, value);
    versions.set(nameOf(firstItem(place)), version);
  }
  const exception = claim?.exception && found.get(nameOf(controlItem(exceptionKey(claim.exception))));
  const exceptionText = exception ? textIn(exception, 'value') : undefined;
  const exceptionOpen =
    claim !== undefined &&
    exceptionText !== undefined &&
    isOpenException(parseControlValue(exceptionText), claim.now);
  return { reservation, counters, firsts, versions, exceptionText, exceptionOpen };
}

/** What a grant changes. `version` is new with every write. */
export function writesOf(
  claim: Claim,
  grant: Grant,
  standing: ReadStanding,
  version: string,
): TransactWriteItem[] {
  const { txId, now, exception } = claim;
  const { holdings, places } = grant.reservation;
  const reserved = holdings.length > 0 || places.length > 0;
  const until = Math.max(now, ...holdings.map((own) => own.until));
  return [
    ...changesOf(grant.changes, now, standing.counters),
    ...(reserved
      ? [
          put(reservationItem(txId), standing, version, {
            state: text(serialiseReservation(grant.reservation)),
            expires: number(Math.ceil(until / 1000) + keepSeconds),
          }),
        ]
      : []),
    ...Array.from(grant.firsts, ([place, first]) =>
      put(firstItem(place), standing, version, { state: text(JSON.stringify(first)) }),
    ),
    ...(exception === undefined ? [] : [useException(exception, txId, standing)]),
  ];
}

/** What a refusal gives back. `places` are those whose first payment was this transaction's. */
export function releasesOf(
  txId: string,
  now: number,
  released: { readonly changes: readonly Change[]; readonly places: readonly string[] },
  standing: ReadStanding,
): TransactWriteItem[] {
  return [
    ...changesOf(released.changes, now, standing.counters),
    remove(reservationItem(txId), standing),
    ...released.places.map((place) => remove(firstItem(place), standing)),
  ];
}

function put(key: Key, { versions }: ReadStanding, version: string, attributes: Item): TransactWriteItem {
  return {
    Put: {
      TableName: '',
      Item: { ...key, ...attributes, version: text(version) },
      ...unchanged(key, versions),
    },
  };
}

function remove(key: Key, { versions }: ReadStanding): TransactWriteItem {
  return { Delete: { TableName: '', Key: { ...key }, ...unchanged(key, versions) } };
}

/** The item is as it was read, or still not there. */
function unchanged(key: Key, versions: ReadonlyMap<string, string>) {
  const version = versions.get(nameOf(key));
  if (version === undefined) return { ConditionExpression: 'attribute_not_exists(pk)' };
  return {
    ConditionExpression: '#version = :version',
    ExpressionAttributeNames: { '#version': 'version' },
    ExpressionAttributeValues: { ':version': text(version) },
  };
}

function useException(
  exception: string,
  txId: string,
  { exceptionText = '' }: ReadStanding,
): TransactWriteItem {
  const used = { ...parseControlValue(exceptionText), usedBy: txId };
  return {
    Put: {
      TableName: '',
      Item: { ...controlItem(exceptionKey(exception)), value: text(JSON.stringify(used)) },
      ConditionExpression: '#value = :was',
      ExpressionAttributeNames: { '#value': 'value' },
      ExpressionAttributeValues: { ':was': text(exceptionText) },
    },
  };
}

function changesOf(
  changes: readonly Change[],
  now: number,
  counters: ReadonlyMap<string, readonly Shard[]>,
): TransactWriteItem[] {
  return changes.map((change) =>
    updateOf(change, now, counters.get(change.counter)?.[change.shard] ?? emptyShard),
  );
}

/**
 * One shard's change. `used` is the sum of all amounts that are there, so that room is one comparison; amounts that have
 * passed are removed on the way, each on the condition that it is as it was read.
 */
function updateOf({ counter, shard, deltas, share }: Change, now: number, before: Shard): TransactWriteItem {
  const names: Record<string, string> = { '#used': 'used' };
  const values: Record<string, Item[string]> = {};
  const conditions: string[] = [];
  const added: string[] = [];
  const removed: string[] = [];
  let change = 0n;
  let i = 0;
  for (const [until, delta] of deltas) {
    i += 1;
    names[`#d${i}`] = slotAttribute(until);
    values[`:d${i}`] = number(delta);
    added.push(`#d${i} :d${i}`);
    change += delta;
    if (delta > 0n) continue;
    values[`:h${i}`] = number(-delta);
    conditions.push(`#d${i} >= :h${i}`);
  }
  let passed = 0n;
  for (const until of expiredIn(before, now)) {
    i += 1;
    const amount = before.slots.get(until) ?? 0n;
    names[`#d${i}`] = slotAttribute(until);
    values[`:d${i}`] = number(amount);
    conditions.push(`#d${i} = :d${i}`);
    removed.push(`#d${i}`);
    passed += amount;
  }
  const soonest = Math.min(...deltas.keys());
  if (share !== undefined) {
    values[':room'] = number(share - change + passed);
    conditions.push('(attribute_not_exists(#used) OR #used <= :room)');
    // Whoever forgot amounts up to a later time must not find new ones before it.
    names['#floor'] = 'floor';
    values[':soonest'] = number(soonest);
    conditions.push('(attribute_not_exists(#floor) OR #floor < :soonest)');
  }
  values[':used'] = number(change - passed);
  const forgets = removed.length > 0 ? ` SET #floor = :now REMOVE ${removed.join(', ')}` : '';
  if (removed.length > 0) {
    names['#floor'] = 'floor';
    values[':now'] = number(now);
  }
  return {
    Update: {
      TableName: '',
      Key: { ...shardItem(counter, shard) },
      UpdateExpression: `ADD #used :used, ${added.join(', ')}${forgets}`,
      ...(conditions.length > 0 && { ConditionExpression: conditions.join(' AND ') }),
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: values,
    },
  };
}
