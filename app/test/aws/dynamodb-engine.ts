/**
 * `npm run test:aws`, second part: the suite of every ledger against a DynamoDB that others wrote (moto, from PyPI, on
 * loopback), so that expressions and shapes are judged by somebody else. It knows no concurrency, throttling or latency;
 * Amazon's own DynamoDB Local is not used, since its licence is not an open-source one.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { installPython } from '../../scripts/python.ts';
import { openDynamoLedger } from '../../src/aws/dynamodb/ledger.ts';
import { readTable } from '../../src/aws/dynamodb/reader.ts';
import { bodyKey } from '../helpers/ledger-entries.ts';
import { ledgerContract } from '../ledger/contract.ts';

const app = fileURLToPath(new URL('../..', import.meta.url));
/** A free choice: nothing else of this project listens there. */
const port = 45_668;
const endpoint = `http://127.0.0.1:${port}`;
Object.assign(process.env, {
  AWS_ENDPOINT_URL_DYNAMODB: endpoint,
  AWS_REGION: 'ap-northeast-1',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
});

let moto: ChildProcess;
let tables = 0;

before(async () => {
  const programs = installPython(join(app, '.venv/aws'), join(app, 'test/aws/requirements.txt'));
  moto = spawn(join(programs, 'moto_server'), ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  for (let tries = 0; ; tries += 1) {
    const up = await fetch(`${endpoint}/moto-api/`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (up) return;
    if (tries === 300) throw new Error('the local AWS did not come up within 30 s');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
});

after(async () => {
  const gone = once(moto, 'exit');
  moto.kill();
  await gone;
});

async function makeTable(): Promise<string> {
  tables += 1;
  const name = `ledger-${tables}`;
  const client = new DynamoDBClient({});
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    }),
  );
  client.destroy();
  return name;
}

for (const spread of [1, 4]) {
  ledgerContract(`dynamodb on moto, counters in ${spread}`, async () => {
    const table = await makeTable();
    const ledger = await openDynamoLedger({ table, lanes: 1, spread });
    return {
      ledger,
      async *rows() {
        const reader = readTable(table, bodyKey);
        for (const writer of [...(await reader.heads()).keys()].sort()) yield* reader.rows(writer);
        reader.close();
      },
    };
  });
}
