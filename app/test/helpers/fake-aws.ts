/**
 * A few operations of SSM and KMS as AWS JSON 1.1 says them, and S3's GET, on loopback, with real keys: enough for the
 * clients in `src/aws`. The SDK finds it through its own environment variables.
 */

import assert from 'node:assert/strict';
import { type KeyObject, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { isJsonObject, type JsonObject, parseJson } from '../../src/lib/json.ts';
import type { Pair } from './keys.ts';

export interface FakeAws {
  /** `AWS_ENDPOINT_URL` and credentials that mean nothing. */
  readonly environment: Readonly<Record<string, string>>;
  readonly parameters: Map<string, string>;
  readonly keys: Map<string, Pair>;
  /** By `bucket/key`. */
  readonly objects: Map<string, string>;
  /** What the next calls get instead of an answer, in order. */
  readonly faults: Fault[];
  /** Names of the operations that were called. */
  readonly calls: string[];
}

export type Fault =
  | { readonly status: number; readonly type: string; readonly message: string }
  | 'silence'
  | JsonObject;

export async function startFakeAws(cleanUp: (work: () => void) => void): Promise<FakeAws> {
  const aws: Omit<FakeAws, 'environment'> = {
    parameters: new Map(),
    keys: new Map(),
    objects: new Map(),
    faults: [],
    calls: [],
  };
  const server = createServer(async (request, response) => {
    if (request.method === 'GET') return sendObject(request.url ?? '', response, aws);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const input = parseJson(Buffer.concat(chunks));
    assert.ok(input.ok && isJsonObject(input.value));
    const operation = String(request.headers['x-amz-target']);
    aws.calls.push(operation);
    const fault = aws.faults.shift();
    if (fault === 'silence') return;
    const isError = fault !== undefined && 'status' in fault;
    const output = isError
      ? { __type: fault['type'], message: fault['message'] }
      : (fault ?? perform(operation, input.value, aws));
    const status = isError ? Number(fault['status']) : '__type' in output ? 400 : 200;
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' }).end(JSON.stringify(output));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  cleanUp(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  const environment = {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${address.port}`,
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  };
  return { ...aws, environment };
}

function sendObject(url: string, response: ServerResponse, aws: Omit<FakeAws, 'environment'>): void {
  aws.calls.push('GetObject');
  const content = aws.objects.get(new URL(url, 'http://s3').pathname.slice(1));
  if (content === undefined) {
    response.writeHead(404).end('<Error><Code>NoSuchKey</Code><Message>no such key</Message></Error>');
  } else if (content === 'endless') {
    response.writeHead(200, { 'content-length': 128 * 1024 * 1024 + 1 }).flushHeaders();
  } else response.end(content);
}

function perform(operation: string, input: JsonObject, aws: Omit<FakeAws, 'environment'>): JsonObject {
  const key = aws.keys.get(String(input['KeyId']));
  switch (operation) {
    case 'AmazonSSM.GetParameter': {
      const value = aws.parameters.get(String(input['Name']));
      assert.equal(input['WithDecryption'], true);
      return value === undefined
        ? { __type: 'ParameterNotFound', message: '' }
        : { Parameter: { Name: String(input['Name']), Type: 'SecureString', Value: value } };
    }
    case 'TrentService.GetPublicKey':
      if (key === undefined) return { __type: 'NotFoundException', message: 'no such key' };
      return { PublicKey: key.publicKey.export({ format: 'der', type: 'spki' }).toString('base64') };
    case 'TrentService.Sign': {
      if (key === undefined) return { __type: 'NotFoundException', message: 'no such key' };
      return { Signature: signLike(input, key.privateKey).toString('base64') };
    }
    default:
      return { __type: 'UnknownOperationException', message: operation };
  }
}

/** KMS signs ECDSA as DER. It refuses an algorithm that is not the key's. */
function signLike(input: JsonObject, key: KeyObject): Buffer {
  const wanted = key.asymmetricKeyType === 'rsa' ? 'RSASSA_PKCS1_V1_5_SHA_256' : 'ECDSA_SHA_256';
  assert.equal(input['SigningAlgorithm'], wanted);
  assert.equal(input['MessageType'], 'RAW');
  const message = Buffer.from(String(input['Message']), 'base64');
  assert.ok(message.length <= 4_096);
  return sign('sha256', message, key);
}
