import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Route, route } from '../../src/http/route.ts';

const paths = new Set(['', '/k2', '/fireblocks/handler']);
const callback = (operation: 'transaction' | 'configuration_change', basePath: string): Route => ({
  kind: 'callback',
  operation,
  basePath,
});
const notFound: Route = { kind: 'not_found' };

describe('the JWT listener', () => {
  it('knows the two operations under /v2 of every base path', () => {
    assert.deepEqual(route('jwt', 'POST', '/v2/tx_sign_request', paths), callback('transaction', ''));
    assert.deepEqual(route('jwt', 'POST', '/k2/v2/tx_sign_request', paths), callback('transaction', '/k2'));
    assert.deepEqual(
      route('jwt', 'POST', '/fireblocks/handler/v2/config_change_sign_request', paths),
      callback('configuration_change', '/fireblocks/handler'),
    );
  });

  for (const url of [
    '/tx_sign_request',
    '/config_change_sign_request',
    '/v2/tx_approval_request',
    '/v2/config_change_approval_request',
    '/v2/tx_sign_request/',
    '/v2/tx_sign_request?x=1',
    '/v2/TX_SIGN_REQUEST',
    '//v2/tx_sign_request',
    '/k3/v2/tx_sign_request',
    '/v2/v2/tx_sign_request',
    '/k2/../v2/tx_sign_request',
    '/%76%32/tx_sign_request',
    'http://127.0.0.1/v2/tx_sign_request',
    '/',
    '/metrics',
    '/health/',
    undefined,
  ]) {
    it(`does not know ${url}`, () => assert.deepEqual(route('jwt', 'POST', url, paths), notFound));
  }
});

describe('the JSON listener', () => {
  const json = new Set(['']);
  it('knows the two operations without /v2, and nothing of the JWT listener', () => {
    assert.deepEqual(route('json', 'POST', '/tx_sign_request', json), callback('transaction', ''));
    assert.deepEqual(
      route('json', 'POST', '/config_change_sign_request', json),
      callback('configuration_change', ''),
    );
    assert.deepEqual(route('json', 'POST', '/v2/tx_sign_request', json), notFound);
  });
});

describe('methods', () => {
  for (const method of ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'post', undefined]) {
    it(`${method} on an operation is not allowed`, () => {
      assert.deepEqual(route('jwt', method, '/v2/tx_sign_request', paths), {
        kind: 'method_not_allowed',
        allow: 'POST',
      });
    });
  }
  it('health is read, not posted', () => {
    assert.deepEqual(route('jwt', 'GET', '/health', paths), { kind: 'health' });
    assert.deepEqual(route('json', 'HEAD', '/health', paths), { kind: 'health' });
    assert.deepEqual(route('jwt', 'POST', '/health', paths), {
      kind: 'method_not_allowed',
      allow: 'GET, HEAD',
    });
  });
});
