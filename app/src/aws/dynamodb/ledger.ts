/**
 * The ledger that many tasks share: one DynamoDB table. A question that was answered costs one round trip, a new one
 * two: a strong read of everything that bears on it, and one transaction that writes answer, audit row and budgets
 * together, on the condition that what was read still holds. What lost a race is read and planned anew.
 */

import { randomBytes, randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { emptyHead, type Head, hashRow, nextRow, serialiseContent } from '../../audit/chain.ts';
import { isNote, type NoteContent, parseRowText, type RowFields } from '../../audit/row.ts';
import { recollect, settle } from '../../ledger/answer.ts';
import { clockBehind } from '../../ledger/budgets.ts';
import type { Claim } from '../../ledger/claim.ts';
import { type ControlState, parseControlValue } from '../../ledger/control.ts';
import type {
  Entry,
  Ledger,
  LedgerStatus,
  Prospect,
  Question,
  Recollection,
  Recorded,
} from '../../ledger/ledger.ts';
import { LedgerError } from '../../ledger/ledger-error.ts';
import { planClaim, planRelease } from '../../ledger/plan.ts';
import { names } from '../../ledger/question-key.ts';
import type { BodyKeeping } from '../../ledger/sqlite/body.ts';
import type { JsonObject } from '../../lib/json.ts';
import { isReadStanding, keysOf, type ReadStanding, releasesOf, standingIn, writesOf } from './budgets.ts';
import {
  controlItem,
  controlPartition,
  headIn,
  headItem,
  headPartition,
  headPartitions,
  type Item,
  type Key,
  nameOf,
  number,
  questionItem,
  rowIn,
  text,
  textIn,
} from './items.ts';
import { type Lane, Lanes } from './lanes.ts';
import { bodyItems, rowAttributes } from './row-items.ts';
import { type Cancelled, Table } from './table.ts';

export interface DynamoLedgerOptions {
  readonly table: string;
  /** Parts of each counter: how far one busy counter is spread over partitions. The same for all tasks of a table. */
  readonly spread?: number;
  /** Chains that this task may write at once. */
  readonly lanes?: number;
  readonly bodies?: BodyKeeping;
}

/** docs/scaling.md has the arithmetic. */
export const defaultSpread = 4;
const defaultLanes = 32;

/** Transactions tried for one entry; the waits between them add up to some seconds, inside the deadline of an answer. */
const maxTries = 12;
const firstPauseMs = 10;
const maxPauseMs = 400;

/** What a note may set at once: the rest of a transaction is for its row and the head. */
export const maxChangesPerNote = 90;

/** Rejects with a `LedgerError` when the table cannot be read. */
export async function openDynamoLedger(options: DynamoLedgerOptions): Promise<Ledger> {
  const ledger = new DynamoLedger(options);
  try {
    await ledger.controls();
    return ledger;
  } catch (error) {
    await ledger.close();
    throw error;
  }
}

class DynamoLedger implements Ledger {
  readonly #table: Table;
  readonly #spread: number;
  readonly #lanes: Lanes;
  readonly #bodies: BodyKeeping;
  #rows = 0;
  #trouble: LedgerError | undefined;
  #closed = false;

  constructor(options: DynamoLedgerOptions) {
    const { table, spread = defaultSpread, lanes = defaultLanes, bodies = { mode: 'plain' } } = options;
    this.#table = new Table(table);
    this.#bodies = bodies;
    this.#spread = spread;
    this.#lanes = new Lanes(randomBytes(8).toString('hex'), lanes);
  }

  async recall(question: Question, payloadSha256: string, prospect?: () => Prospect): Promise<Recollection> {
    this.#assertOpen();
    const asked = prospect?.() ?? {};
    const key = questionItem(question);
    const found = await this.#watch(() => this.#table.read([key, ...keysOf(asked, this.#spread)]));
    const answering = answeringIn(found.get(nameOf(key)), question);
    if (answering !== undefined) return recollect(answering, payloadSha256);
    if (prospect === undefined) return { kind: 'new' };
    return { kind: 'new', standing: standingIn(asked, found, this.#spread) };
  }

  async record(entry: Entry): Promise<Recorded> {
    this.#assertOpen();
    // The caller may do with its buffer what it likes.
    const body = Uint8Array.from(entry.body);
    return this.#watch(() => this.#lanes.use((lane) => this.#record({ ...entry, body }, lane)));
  }

  async note(content: NoteContent): Promise<void> {
    this.#assertOpen();
    const changes = content.kind === 'control' ? content.changes : [];
    if (changes.length > maxChangesPerNote) {
      throw new LedgerError('table_refuses', `a note sets at most ${maxChangesPerNote} things`);
    }
    const sets = changes.map(({ key, value }): TransactWriteItem => {
      if (value === null) return { Delete: { TableName: '', Key: { ...controlItem(key) } } };
      return { Put: { TableName: '', Item: { ...controlItem(key), value: text(JSON.stringify(value)) } } };
    });
    await this.#watch(() =>
      this.#lanes.use((lane) =>
        this.#insist(async () => {
          const { writes, head } = await this.#append(lane, serialiseContent(content));
          const written = await this.#write(lane, head, [...writes, ...sets]);
          return written === 'written' ? 'done' : undefined;
        }),
      ),
    );
  }

  async controls(): Promise<ControlState> {
    this.#assertOpen();
    const state = new Map<string, JsonObject>();
    await this.#watch(async () => {
      for await (const item of this.#table.partition(controlPartition)) {
        const value = parseControlValue(textIn(item, 'value'));
        if (value !== undefined) state.set(textIn(item, 'sk'), value);
      }
    });
    return state;
  }

  async heads(): Promise<ReadonlyMap<string, Head>> {
    this.#assertOpen();
    const heads = new Map<string, Head>();
    const readPartition = async (i: number): Promise<void> => {
      for await (const item of this.#table.partition(headPartition(i)))
        heads.set(textIn(item, 'sk'), headIn(item));
    };
    await this.#watch(() => Promise.all(Array.from({ length: headPartitions }, (_, i) => readPartition(i))));
    return heads;
  }

  status(): LedgerStatus {
    const counts = { rows: this.#rows, pending: this.#lanes.pending };
    if (this.#closed) return { healthy: false, problem: 'closed', ...counts };
    const trouble = this.#trouble;
    return trouble === undefined
      ? { healthy: true, ...counts }
      : { healthy: false, problem: trouble.problem, ...counts };
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await this.#lanes.drain();
    this.#table.close();
  }

  async #record(entry: Entry, lane: Lane): Promise<Recorded> {
    const { row } = entry;
    const question = questionItem(row);
    const content = serialiseContent(row);
    let standing = isReadStanding(entry.standing) ? entry.standing : undefined;
    // A new decision is taken for the first one, and the condition on its question says whether it is.
    let answering = row.kind === 'decision' ? undefined : await this.#answering(row, question);
    return this.#insist(async (): Promise<Recorded | undefined> => {
      const settlement = settle(row.kind, row.payloadSha256, answering?.fields);
      if (typeof settlement === 'object') return settlement;
      if (settlement === 'no_hold_to_replace')
        throw new LedgerError(settlement, 'the question has no answer');
      const budgets = await this.#budgets(entry, standing);
      standing = undefined;
      if (!Array.isArray(budgets)) return budgets;
      const { writes, head, chained } = await this.#append(lane, content, entry);
      const answers =
        settlement === 'answers' ? [answer(question, lane.writer, chained, answering?.hash)] : [];
      const written = await this.#write(lane, head, [...writes, ...answers, ...budgets]);
      if (written === 'written') return { kind: 'recorded' };
      if (answers.length === 0 || !written.failed.has(writes.length)) return undefined;
      // Somebody else was first.
      answering = inFull(written.failed.get(writes.length), row) ?? (await this.#answering(row, question));
      const lost = settle(row.kind, row.payloadSha256, answering?.fields);
      return typeof lost === 'object' ? lost : undefined;
    });
  }

  /** What the entry takes or gives back, as writes; or why it cannot. */
  async #budgets(
    { claim, releases }: Entry,
    known: ReadStanding | undefined,
  ): Promise<TransactWriteItem[] | Extract<Recorded, { kind: 'exceeded' }>> {
    const version = randomUUID();
    if (claim !== undefined) {
      const covers = known !== undefined && claim.exception === undefined && coversDraws(known, claim);
      const standing = covers ? known : await this.#standing({ txId: claim.txId, claim });
      const planned = planClaim(claim, standing, Math.floor(Math.random() * this.#spread));
      if (planned.kind === 'clock_behind') throw clockBehind();
      return planned.kind === 'exceeded' ? planned : writesOf(claim, planned, standing, version);
    }
    if (releases === undefined) return [];
    const { txId, now } = releases;
    const standing = known ?? (await this.#standing({ txId }));
    const released = planRelease(standing, now);
    if (released === undefined) return [];
    const firsts = released.places.map((place) => ({ place, small: true, waitMs: 0 }));
    const places = { txId, claim: { ...noClaim, txId, now, firsts } };
    const found = firsts.length === 0 ? standing : await this.#standing(places);
    const own = released.places.filter((place) => found.firsts.get(place)?.txId === txId);
    return releasesOf(txId, now, { ...released, places: own }, found);
  }

  async #standing(prospect: Prospect): Promise<ReadStanding> {
    return standingIn(prospect, await this.#table.read(keysOf(prospect, this.#spread)), this.#spread);
  }

  async #answering(question: Question, key: Key): Promise<Answering | undefined> {
    return inFull((await this.#table.read([key])).get(nameOf(key)), question);
  }

  /** The next row of the lane's chain with its head. */
  async #append(lane: Lane, content: string, entry?: Entry) {
    lane.head ??= await this.#readHead(lane.writer);
    const before = lane.head;
    const chained = nextRow(before, lane.writer, content);
    const { seq, hash } = chained;
    const [row = {}, ...parts] = bodyItems(
      lane.writer,
      chained,
      entry?.body,
      entry?.row.bodySha256 ?? '',
      this.#bodies,
    );
    const writes: TransactWriteItem[] = [
      { Put: { TableName: '', Item: row, ConditionExpression: 'attribute_not_exists(pk)' } },
      {
        Put: {
          TableName: '',
          Item: { ...headItem(lane.writer), seq: number(seq), hash: text(hash) },
          ...(before.seq === 0
            ? { ConditionExpression: 'attribute_not_exists(pk)' }
            : {
                ConditionExpression: '#hash = :before',
                ExpressionAttributeNames: { '#hash': 'hash' },
                ExpressionAttributeValues: { ':before': text(before.hash) },
              }),
        },
      },
    ];
    writes.push(...parts.map((Item) => ({ Put: { TableName: '', Item } })));
    return { writes, chained, head: { seq, hash } };
  }

  async #readHead(writer: string): Promise<Head> {
    const key = headItem(writer);
    const item = (await this.#table.read([key])).get(nameOf(key));
    return item === undefined ? emptyHead : headIn(item);
  }

  /** While a write is under way nobody knows the lane's head; after a failure of the network neither. */
  async #write(lane: Lane, head: Head, writes: readonly TransactWriteItem[]): Promise<'written' | Cancelled> {
    const before = lane.head;
    lane.head = undefined;
    const written = await this.#table.write(writes, randomUUID());
    if (written === 'written') {
      lane.head = head;
      this.#rows += 1;
    } else if (!written.failed.has(0) && !written.failed.has(1)) {
      lane.head = before;
    }
    return written;
  }

  /** Tries until there is a result, with longer and longer pauses of random length. */
  async #insist<T>(attempt: () => Promise<T | undefined>): Promise<T> {
    for (let tries = 0; tries < maxTries; tries += 1) {
      if (tries > 0) await pause(Math.random() * Math.min(maxPauseMs, firstPauseMs * 2 ** tries));
      const result = await attempt();
      if (result !== undefined) return result;
    }
    throw new LedgerError('contended', 'others are always faster');
  }

  /** The last operation's outcome is the ledger's health. */
  async #watch<T>(work: () => Promise<T>): Promise<T> {
    try {
      const result = await work();
      this.#trouble = undefined;
      return result;
    } catch (error) {
      if (error instanceof LedgerError && error.problem !== 'no_hold_to_replace') this.#trouble = error;
      throw error;
    }
  }

  #assertOpen(): void {
    if (this.#closed) throw new LedgerError('closed', 'the ledger is closed');
  }
}

interface Answering {
  readonly fields: RowFields;
  readonly hash: string;
}

function inFull(item: Item | undefined, question: Question): Answering | undefined {
  const fields = answeringIn(item, question);
  return item === undefined || fields === undefined ? undefined : { fields, hash: textIn(item, 'hash') };
}

function coversDraws({ counters }: ReadStanding, { draws }: Claim): boolean {
  return draws.every(({ counter }) => counters.has(counter));
}

const noClaim = { txId: '', now: 0, confirms: false, releaseAt: 0, draws: [], firsts: [] } as const;

/** The row as what answers its question, in the place of a hold or of nothing. */
function answer(
  question: Key,
  writer: string,
  chained: ReturnType<typeof nextRow>,
  replaces: string | undefined,
): TransactWriteItem {
  return {
    Put: {
      TableName: '',
      Item: { ...question, writer: text(writer), ...rowAttributes(chained) },
      ...(replaces === undefined
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : {
            ConditionExpression: '#hash = :replaces',
            ExpressionAttributeNames: { '#hash': 'hash' },
            ExpressionAttributeValues: { ':replaces': text(replaces) },
          }),
      // Who was faster is told with the refusal, without another round trip.
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    },
  };
}

/** Nothing is answered from a row that is not as it was written or is about something else. */
function answeringIn(item: Item | undefined, question: Question): RowFields | undefined {
  if (item === undefined) return undefined;
  const { text: content, previous, hash, seq } = rowIn(item);
  const fields = parseRowText(content);
  const intact = hashRow(previous, content) === hash;
  if (!intact || !fields.ok || isNote(fields.value) || !names(fields.value, question)) {
    throw new LedgerError('row_corrupt', `row ${seq} of ${textIn(item, 'writer')} is not as it was written`);
  }
  return fields.value;
}
