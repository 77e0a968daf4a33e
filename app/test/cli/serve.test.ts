import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { examplePolicy, openWorkplace } from '../helpers/process.ts';

const place = await openWorkplace(after);

test('--check-config checks, says the policy that was checked, and starts nothing', async () => {
  const { code, stdout, stderr } = await place.run(['serve', '--check-config'], place.environment());
  assert.deepEqual([code, stderr], [0, '']);
  assert.match(stdout, /^configuration and policy are good; policy sha256 [0-9a-f]{64}\n$/);
});

test('a policy that is not the released one is refused, the released one is taken', async () => {
  const { stdout } = await place.run(['serve', '--check-config'], place.environment());
  const [, sha256 = ''] = /sha256 ([0-9a-f]+)/.exec(stdout) ?? [];
  const released = await place.run(
    ['serve', '--check-config'],
    place.environment({ CALLBACK_POLICY_SHA256: sha256 }),
  );
  assert.equal(released.code, 0);
  const other = await place.run(
    ['serve', '--check-config'],
    place.environment({ CALLBACK_POLICY_SHA256: '0'.repeat(64) }),
  );
  assert.equal(other.code, 78);
  assert.match(other.stderr, new RegExp(`CALLBACK_POLICY_SHA256: the policy has SHA-256 ${sha256}`));
});

test('a signal the moment it says that it has started is obeyed', async () => {
  for (let round = 0; round < 3; round += 1) {
    const handler = await place.start({
      CALLBACK_LEDGER: 'memory',
      CALLBACK_POLICY: `file:${examplePolicy}`,
    });
    handler.signal('SIGHUP');
    handler.signal('SIGTERM');
    assert.deepEqual(await handler.ended, { code: 0, stderr: '' });
    assert.equal(handler.events('stopped').length, 1);
  }
});
