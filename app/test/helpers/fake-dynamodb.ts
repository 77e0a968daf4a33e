/**
 * As much of DynamoDB as the ledger uses, in this process, on loopback: strong reads, pages of a partition, transactions
 * that are atomic and repeatable by their token, conditions and updates in the few forms that the adapter writes. It
 * stands in where a real engine is too far away; `npm run test:aws` holds the same suite against another engine.
 */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';

interface Value {
  readonly S?: string;
  readonly N?: string;
  readonly B?: string;
}
type Item = Readonly<Record<string, Value>>;

interface Operation {
  readonly Item?: Item;
  readonly Key?: Item;
  readonly ConditionExpression?: string;
  readonly UpdateExpression?: string;
  readonly ReturnValuesOnConditionCheckFailure?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Item;
}

interface Request {
  readonly TableName?: string;
  readonly RequestItems?: Readonly<Record<string, { readonly Keys: readonly Item[] }>>;
  readonly ExpressionAttributeValues?: Item;
  readonly ExclusiveStartKey?: Item;
  readonly TransactItems?: readonly Readonly<Partial<Record<'Put' | 'Update' | 'Delete', Operation>>>[];
  readonly ClientRequestToken?: string;
}

export interface Trouble {
  /** An error of this type, and nothing is done. */
  readonly error?: string;
  /** These codes as the reasons of a cancelled transaction. */
  readonly cancel?: readonly string[];
  /** The connection is cut instead of an answer: before the work or after it. */
  readonly cut?: 'before' | 'after';
  /** The work is done twice, and the second answer is given. */
  readonly twice?: true;
  /** A read gives only this many items, and names the others as not processed. */
  readonly only?: number;
  readonly delayMs?: number;
}

export interface FakeDynamo {
  readonly port: number;
  readonly environment: Readonly<Record<string, string>>;
  readonly items: Map<string, Item>;
  /** Operations that were called. */
  readonly calls: string[];
  /** What happens to a call; nothing where it gives nothing. */
  trouble: (operation: string) => Trouble | undefined;
  readonly close: () => void;
}

const pageItems = 3;

export async function startFakeDynamo(): Promise<FakeDynamo> {
  const items = new Map<string, Item>();
  const calls: string[] = [];
  const done = new Map<string, Reply>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
    calls.push(operation);
    const input: Request = JSON.parse(Buffer.concat(chunks).toString());
    const trouble = fake.trouble(operation) ?? {};
    if (trouble.delayMs !== undefined) await new Promise((resolve) => setTimeout(resolve, trouble.delayMs));
    if (trouble.cut === 'before') {
      request.socket.destroy();
      return;
    }
    const work = (): Reply => perform(operation, input, items, done, trouble);
    if (trouble.twice) work();
    const reply = work();
    if (trouble.cut === 'after') {
      request.socket.destroy();
      return;
    }
    response
      .writeHead(reply.error === undefined ? 200 : 400, { 'content-type': 'application/x-amz-json-1.0' })
      .end(
        JSON.stringify(reply.error === undefined ? reply.output : { __type: reply.error, ...reply.output }),
      );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  const fake: FakeDynamo = {
    port: address.port,
    environment: {
      AWS_ENDPOINT_URL_DYNAMODB: `http://127.0.0.1:${address.port}`,
      AWS_REGION: 'ap-northeast-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
    },
    items,
    calls,
    trouble: () => undefined,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  return fake;
}

interface Reply {
  readonly error?: string;
  readonly output: object;
}

function perform(
  operation: string,
  input: Request,
  items: Map<string, Item>,
  done: Map<string, Reply>,
  { error, cancel, only }: Trouble,
): Reply {
  if (error !== undefined) return { error, output: { message: error } };
  if (cancel !== undefined) return cancelled(cancel.map((Code) => ({ Code })));
  switch (operation) {
    case 'BatchGetItem': {
      const [[table, asked] = assert.fail()] = Object.entries(input.RequestItems ?? {});
      assert.ok(asked.Keys.length <= 100);
      const keys = asked.Keys.slice(0, only);
      const found = keys.flatMap((key) => items.get(nameOf(key)) ?? []);
      const rest = only === undefined ? [] : asked.Keys.slice(only);
      const unprocessed = rest.length > 0 ? { [table]: { Keys: rest, ConsistentRead: true } } : {};
      return { output: { Responses: { [table]: found }, UnprocessedKeys: unprocessed } };
    }
    case 'Query': {
      const pk = input.ExpressionAttributeValues?.[':pk']?.S;
      const after = input.ExclusiveStartKey?.['sk']?.S ?? '';
      const all = [...items.values()].filter((item) => item['pk']?.S === pk && String(item['sk']?.S) > after);
      all.sort((a, b) => (String(a['sk']?.S) < String(b['sk']?.S) ? -1 : 1));
      const page = all.slice(0, pageItems);
      const last = all.length > pageItems ? page.at(-1) : undefined;
      const { pk: lastPk, sk: lastSk } = last ?? {};
      return { output: { Items: page, ...(last && { LastEvaluatedKey: { pk: lastPk, sk: lastSk } }) } };
    }
    case 'TransactWriteItems': {
      const token = String(input.ClientRequestToken);
      const before = done.get(token);
      if (before !== undefined) return before;
      const reply = transact(input.TransactItems ?? [], items);
      if (reply.error === undefined) done.set(token, reply);
      return reply;
    }
    default:
      return { error: 'UnknownOperationException', output: {} };
  }
}

function transact(all: NonNullable<Request['TransactItems']>, items: Map<string, Item>): Reply {
  assert.ok(all.length <= 100);
  const operations = all.map((one) => Object.entries(one)[0] ?? assert.fail());
  const keys = operations.map(([, { Key, Item }]) => nameOf(Key ?? Item ?? assert.fail()));
  assert.equal(new Set(keys).size, keys.length, 'an item comes twice in a transaction');
  const holds = operations.map(([, operation], i) => judge(operation, items.get(keys[i] ?? '') ?? {}));
  if (holds.includes(false)) {
    const reasons = holds.map((held, i) => {
      const wanted = operations[i]?.[1].ReturnValuesOnConditionCheckFailure === 'ALL_OLD';
      const old = wanted ? items.get(keys[i] ?? '') : undefined;
      return held ? { Code: 'None' } : { Code: 'ConditionalCheckFailed', ...(old && { Item: old }) };
    });
    return cancelled(reasons);
  }
  for (const [i, [kind, operation]] of operations.entries()) {
    const key = keys[i] ?? '';
    if (kind === 'Delete') items.delete(key);
    else if (kind === 'Put') items.set(key, operation.Item ?? assert.fail());
    else items.set(key, update({ ...operation.Key, ...items.get(key) }, operation));
  }
  return { output: {} };
}

function cancelled(reasons: readonly { readonly Code: string }[]): Reply {
  return {
    error: 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException',
    output: { message: 'cancelled', CancellationReasons: reasons },
  };
}

function nameOf(item: Item): string {
  return `${item['pk']?.S} ${item['sk']?.S}`;
}

function judge(operation: Operation, item: Item): boolean {
  const { ConditionExpression: condition } = operation;
  if (condition === undefined) return true;
  return condition.split(' AND ').every((all) =>
    all
      .replace(/^\((.*)\)$/, '$1')
      .split(' OR ')
      .some((one) => judgeOne(one, operation, item)),
  );
}

function judgeOne(text: string, operation: Operation, item: Item): boolean {
  const absent = /^attribute_not_exists\((#?\w+)\)$/.exec(text)?.[1];
  if (absent !== undefined) return item[resolve(absent, operation)] === undefined;
  const [, name = assert.fail(text), comparison, value = ''] =
    /^(#?\w+) (=|<|<=|>=) (:\w+)$/.exec(text) ?? [];
  const found = item[resolve(name, operation)];
  const wanted = operation.ExpressionAttributeValues?.[value] ?? assert.fail(text);
  if (found === undefined) return false;
  if (wanted.S !== undefined) return comparison === '=' && found.S === wanted.S;
  const [a, b] = [BigInt(found.N ?? assert.fail()), BigInt(wanted.N ?? assert.fail())];
  return comparison === '=' ? a === b : comparison === '<' ? a < b : comparison === '<=' ? a <= b : a >= b;
}

function update(item: Record<string, Value>, operation: Operation): Item {
  const text = operation.UpdateExpression ?? assert.fail();
  const clauses = text.split(/ ?\b(ADD|SET|REMOVE) /).slice(1);
  const value = (name: string): Value => operation.ExpressionAttributeValues?.[name] ?? assert.fail(name);
  for (let i = 0; i < clauses.length; i += 2) {
    for (const part of String(clauses[i + 1]).split(', ')) {
      const [name = '', ...rest] = part.trim().split(' ');
      const attribute = resolve(name, operation);
      if (clauses[i] === 'REMOVE') delete item[attribute];
      else if (clauses[i] === 'SET') item[attribute] = value(rest[1] ?? '');
      else {
        const sum = BigInt(item[attribute]?.N ?? 0) + BigInt(value(rest[0] ?? '').N ?? assert.fail());
        assert.ok(sum.toString().replace('-', '').length <= 38, 'a number of more than 38 digits');
        item[attribute] = { N: sum.toString() };
      }
    }
  }
  return item;
}

function resolve(name: string, { ExpressionAttributeNames: names }: Operation): string {
  return name.startsWith('#') ? (names?.[name] ?? assert.fail(name)) : name;
}
