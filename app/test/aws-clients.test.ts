/** The clients of SSM, S3 and KMS against something that talks like them, faults included. */

import assert from 'node:assert/strict';
import { verify } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { after, beforeEach, describe, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { openCheckpointBucket } from '../src/aws/checkpoint-bucket.ts';
import { openKmsSigner } from '../src/aws/kms-signer.ts';
import { maxObjectBytes, readObject } from '../src/aws/objects.ts';
import { readParameter } from '../src/aws/parameters.ts';
import { fingerprintOf } from '../src/token/fingerprint.ts';
import { signerHolds } from '../src/token/prove-signer.ts';
import { startFakeAws } from './helpers/fake-aws.ts';
import { ecPair, rsaPair } from './helpers/keys.ts';

const aws = await startFakeAws(after);
Object.assign(process.env, aws.environment);
const denied = { status: 400, type: 'AccessDeniedException', message: 'not yours' };
const throttled = { status: 400, type: 'ThrottlingException', message: 'slower' };
const rsa = rsaPair('kms');
const curve = ecPair('kms');

beforeEach(() => {
  aws.faults.length = 0;
  aws.calls.length = 0;
  aws.parameters.set('/stack/callback-private-key', 'a secret\nof two lines');
  aws.keys.set('alias/answers', rsa).set('alias/curve', curve).set('alias/small', rsaPair('kms', 3072));
});

describe('an object', () => {
  test('is read whole, byte for byte', async () => {
    aws.objects.set('policies/policy/p.yaml', 'version: 1\n\u{1f512}');
    const bytes = await readObject('policies', 'policy/p.yaml');
    assert.equal(Buffer.from(bytes).toString(), 'version: 1\n\u{1f512}');
    assert.deepEqual(aws.calls, ['GetObject']);
  });

  test('that is not there is told by bucket and key', async () => {
    await assert.rejects(readObject('policies', 'none.yaml'), {
      message: 'S3 object policies/none.yaml cannot be read: NoSuchKey: no such key',
    });
  });

  test('that is too large is refused by its length, before it is read', async () => {
    aws.objects.set('policies/book.txt', 'endless');
    await assert.rejects(readObject('policies', 'book.txt'), {
      message: `S3 object policies/book.txt cannot be read: Error: it is larger than ${maxObjectBytes} bytes`,
    });
  });
});

describe('a parameter', () => {
  test('is read in clear, as it is', async () => {
    assert.equal(await readParameter('/stack/callback-private-key'), 'a secret\nof two lines');
    assert.deepEqual(aws.calls, ['AmazonSSM.GetParameter']);
  });

  test('that is not there is told by its name', async () => {
    await assert.rejects(readParameter('/stack/other'), {
      message: 'SSM parameter /stack/other cannot be read: ParameterNotFound: UnknownError',
    });
  });

  test('that has no value is told so', async () => {
    aws.faults.push({ Parameter: { Name: '/stack/empty' } });
    await assert.rejects(readParameter('/stack/empty'), {
      message: 'SSM parameter /stack/empty cannot be read: Error: it has no value',
    });
  });

  test('that is not ours is asked for once', async () => {
    aws.faults.push(denied);
    await assert.rejects(readParameter('/stack/callback-private-key'), {
      message: 'SSM parameter /stack/callback-private-key cannot be read: AccessDeniedException: not yours',
    });
    assert.equal(aws.calls.length, 1);
  });

  test('is asked for again when the service is busy, three times in all', async () => {
    aws.faults.push(throttled, throttled);
    assert.equal(await readParameter('/stack/callback-private-key'), 'a secret\nof two lines');
    assert.equal(aws.calls.length, 3);
    aws.faults.push(throttled, throttled, throttled);
    await assert.rejects(readParameter('/stack/callback-private-key'), /ThrottlingException: slower$/);
    assert.equal(aws.calls.length, 6);
  });

  test('that nobody answers about is given up within 20 s', async (t) => {
    aws.faults.push('silence', 'silence', 'silence');
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const outcome = readParameter('/stack/callback-private-key').then(
      () => 'an answer',
      (error: Error) => error.message,
    );
    let settled: string | undefined;
    void outcome.then((message) => {
      settled = message;
    });
    for (let milliseconds = 0; settled === undefined && milliseconds < 20_000; ) {
      const called = aws.calls.length;
      // The clock stands while a call is on its way.
      for (let turns = 0; turns < 200 && aws.calls.length === called && settled === undefined; turns += 1)
        await turn();
      t.mock.timers.tick(100);
      milliseconds += 100;
    }
    assert.match(
      String(settled),
      /^SSM parameter \/stack\/callback-private-key cannot be read: TimeoutError: /,
    );
    assert.equal(aws.calls.length, 3);
  });
});

describe('a signer in KMS', () => {
  for (const [algorithm, keyId, pair] of [
    ['RS256', 'alias/answers', rsa],
    ['ES256', 'alias/curve', curve],
  ] as const) {
    test(`makes ${algorithm} signatures that the public key verifies`, async () => {
      const signer = await openKmsSigner('kms', keyId);
      assert.deepEqual(
        [signer.name, signer.algorithm, signer.fingerprint],
        ['kms', algorithm, fingerprintOf(pair.publicKey)],
      );
      assert.ok(await signerHolds(signer));
      const message = Buffer.from('header.payload');
      const signature = await signer.sign(message);
      const key = { key: pair.publicKey, dsaEncoding: 'ieee-p1363' } as const;
      assert.ok(verify('sha256', message, key, signature));
      assert.equal(signature.length, algorithm === 'RS256' ? 256 : 64);
    });
  }

  test('that is no key for answers is refused', async () => {
    await assert.rejects(openKmsSigner('kms', 'alias/small'), {
      message: 'KMS key alias/small cannot be used: Error: key_must_have_exactly_2048_bits',
    });
  });

  test('that is not there, not ours, or has no public key is told by its name', async () => {
    await assert.rejects(openKmsSigner('kms', 'alias/gone'), {
      message: 'KMS key alias/gone cannot be used: NotFoundException: no such key',
    });
    aws.faults.push(denied);
    await assert.rejects(openKmsSigner('kms', 'alias/answers'), {
      message: 'KMS key alias/answers cannot be used: AccessDeniedException: not yours',
    });
    aws.faults.push({ KeyId: 'alias/answers' });
    await assert.rejects(openKmsSigner('kms', 'alias/answers'), {
      message: 'KMS key alias/answers cannot be used: Error: KMS returned no public key',
    });
  });

  test('that is busy is asked again', async () => {
    const signer = await openKmsSigner('kms', 'alias/answers');
    aws.faults.push(throttled);
    assert.ok(await signerHolds(signer));
  });

  test('that stops signing rejects, and signs again when it can', async () => {
    const signer = await openKmsSigner('kms', 'alias/answers');
    aws.faults.push({ status: 400, type: 'DisabledException', message: 'disabled' });
    await assert.rejects(signer.sign(Buffer.from('x')), { name: 'DisabledException' });
    aws.faults.push({ KeyId: 'alias/answers' });
    await assert.rejects(signer.sign(Buffer.from('x')), { message: 'KMS returned no signature' });
    assert.ok(await signerHolds(signer));
  });
});

describe('the bucket of checkpoints', () => {
  test('gets each one under its name, and is told not to replace any', async () => {
    const puts: unknown[] = [];
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      puts.push([
        request.method,
        request.url?.split('?')[0],
        request.headers['if-none-match'],
        Buffer.concat(chunks).toString(),
      ]);
      response.end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    assert.ok(typeof address === 'object' && address !== null);
    process.env['AWS_ENDPOINT_URL_S3'] = `http://127.0.0.1:${address.port}`;
    const checkpoint = { statement: '{}', signedBy: 'f', algorithm: 'RS256', signature: 's' };
    for (const prefix of ['', 'audit/tokyo'])
      await openCheckpointBucket('bucket', prefix)('2026-03-01/a-1.json', checkpoint);
    server.closeAllConnections();
    server.close();
    const body = `${JSON.stringify(checkpoint)}\n`;
    assert.equal(puts.length, 2);
    for (const [i, key] of ['2026-03-01/a-1.json', 'audit/tokyo/2026-03-01/a-1.json'].entries()) {
      const [method, path, condition, content] = [puts[i]].flat();
      assert.deepEqual([method, condition], ['PUT', '*']);
      assert.ok(String(path).endsWith(`/${key}`), String(path));
      assert.ok(String(content).includes(body.trim()));
    }
  });
});
