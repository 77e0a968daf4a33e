import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseProfile } from '../../src/simulator/profile.ts';

test('files are found beside the profile, other options stay as they are', () => {
  const text = '{"url":"http://127.0.0.1:3000","cosignerKey":"key.pem","tlsCa":"/etc/root.pem"}';
  assert.deepEqual(parseProfile(Buffer.from(text), '/keys/simulate.json'), {
    ok: true,
    value: { url: 'http://127.0.0.1:3000', cosignerKey: '/keys/key.pem', tlsCa: '/etc/root.pem' },
  });
});

test('what is no option is refused by name', () => {
  const refusals = [
    ['{"port":"1"}', '/p: "port" is not an option of simulate'],
    ['{"url":1}', '/p: "url" must be text'],
    ['[]', '/p: not a JSON object'],
    ['{', '/p: not a JSON object'],
  ] as const;
  for (const [text, error] of refusals)
    assert.deepEqual(parseProfile(Buffer.from(text), '/p'), { ok: false, error });
});
