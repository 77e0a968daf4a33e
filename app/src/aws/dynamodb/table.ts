/**
 * The table as the ledger uses it: strong reads of many items in one round trip, pages of a partition, and transactions
 * whose failure says which item was in the way. Errors come out as the few names an operator can act on.
 */

import { setTimeout as pause } from 'node:timers/promises';
import {
  BatchGetItemCommand,
  DynamoDBClient,
  QueryCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { LedgerError } from '../../ledger/ledger-error.ts';
import { clientDefaults } from '../client.ts';
import { type Item, type Key, nameOf, text } from './items.ts';

/** What stood in the way of a transaction. */
export interface Cancelled {
  /** Positions of the items whose condition did not hold, with the item that was found instead. */
  readonly failed: ReadonlyMap<number, Item | undefined>;
  /** Somebody else was writing the same items: the same transaction may succeed in a moment. */
  readonly conflict: boolean;
}

/** `BatchGetItem` takes this many. */
const maxKeysPerRead = 100;
/** Rounds for what a read left out because of its size or of throttling. */
const maxReadRounds = 4;

export class Table {
  readonly #client: DynamoDBClient;
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
    this.#client = new DynamoDBClient(clientDefaults);
  }

  /** The items that are there, by `nameOf` their key. */
  async read(keys: readonly Key[]): Promise<ReadonlyMap<string, Item>> {
    const found = new Map<string, Item>();
    const parts: Key[][] = [];
    for (let i = 0; i < keys.length; i += maxKeysPerRead) parts.push(keys.slice(i, i + maxKeysPerRead));
    await Promise.all(parts.map((part) => this.#readPart(part, found)));
    return found;
  }

  async #readPart(keys: readonly Key[], found: Map<string, Item>): Promise<void> {
    let missing: readonly Record<string, Item[string]>[] = keys.map(({ pk, sk }) => ({ pk, sk }));
    for (let round = 0; missing.length > 0; round += 1) {
      if (round === maxReadRounds) throw new LedgerError('throttled', 'the table does not give all items');
      if (round > 0) await pause(Math.random() * 50 * 2 ** round);
      const { Responses, UnprocessedKeys } = await this.#send(() =>
        this.#client.send(
          new BatchGetItemCommand({
            RequestItems: { [this.#name]: { Keys: [...missing], ConsistentRead: true } },
          }),
        ),
      );
      for (const item of Responses?.[this.#name] ?? []) found.set(nameOf(item), item);
      missing = UnprocessedKeys?.[this.#name]?.Keys ?? [];
    }
  }

  /** A whole partition in the order of `sk`, page by page. */
  async *partition(pk: string): AsyncGenerator<Item> {
    let from: Item | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await this.#send(() =>
        this.#client.send(
          new QueryCommand({
            TableName: this.#name,
            ConsistentRead: true,
            KeyConditionExpression: 'pk = :pk',
            ExpressionAttributeValues: { ':pk': text(pk) },
            ...(from && { ExclusiveStartKey: from }),
          }),
        ),
      );
      yield* Items;
      from = LastEvaluatedKey;
    } while (from !== undefined);
  }

  /** All of it or nothing. `token` makes a repetition of the same transaction harmless for ten minutes. */
  async write(items: readonly TransactWriteItem[], token: string): Promise<'written' | Cancelled> {
    const named = items.map((item) => nameTable(item, this.#name));
    try {
      await this.#client.send(
        new TransactWriteItemsCommand({ TransactItems: named, ClientRequestToken: token }),
      );
      return 'written';
    } catch (error) {
      if (error instanceof TransactionCanceledException) return readCancellation(error);
      throw toLedgerError(error);
    }
  }

  close(): void {
    this.#client.destroy();
  }

  async #send<T>(call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      throw toLedgerError(error);
    }
  }
}

/** Items are made without the table's name, which only this file knows. */
function nameTable(item: TransactWriteItem, TableName: string): TransactWriteItem {
  const { Put, Update, Delete } = item;
  return {
    ...(Put && { Put: { ...Put, TableName } }),
    ...(Update && { Update: { ...Update, TableName } }),
    ...(Delete && { Delete: { ...Delete, TableName } }),
  };
}

function readCancellation(error: TransactionCanceledException): Cancelled {
  const failed = new Map<number, Item | undefined>();
  let conflict = false;
  for (const [i, { Code, Item }] of (error.CancellationReasons ?? []).entries()) {
    if (Code === 'ConditionalCheckFailed') failed.set(i, Item);
    else if (Code === 'TransactionConflict') conflict = true;
    else if (Code === 'ThrottlingError' || Code === 'ProvisionedThroughputExceeded') {
      throw new LedgerError('throttled', 'the table is asked too much', { cause: error });
    } else if (Code !== undefined && Code !== 'None') {
      throw new LedgerError('table_refuses', `${Code}`, { cause: error });
    }
  }
  return { failed, conflict };
}

const throttling: ReadonlySet<string> = new Set([
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
]);

function toLedgerError(error: unknown): LedgerError {
  if (error instanceof LedgerError) return error;
  const name = error instanceof Error ? error.name : 'unknown';
  if (throttling.has(name)) return new LedgerError('throttled', name, { cause: error });
  if (name === 'ResourceNotFoundException') return new LedgerError('table_missing', name, { cause: error });
  if (name === 'ValidationException' || name === 'AccessDeniedException') {
    return new LedgerError('table_refuses', `${name}: ${String(error)}`, { cause: error });
  }
  return new LedgerError('table_unreachable', name, { cause: error });
}
