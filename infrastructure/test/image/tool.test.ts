import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildArguments, loginArguments, platformOf, pushArguments } from '../../src/image/tool.ts';

describe('a container tool', () => {
  it('never gets the password on its command line', () => {
    const args = loginArguments('AWS', 'registry');
    assert.deepEqual(args, ['login', '--username', 'AWS', '--password-stdin', 'registry']);
  });

  it("builds for one platform from the application's folder", () => {
    const args = buildArguments({ context: '/app', reference: 'r:t', platform: 'linux/arm64' });
    assert.deepEqual([args[0], args.at(-1), args.includes('linux/arm64')], ['build', '/app', true]);
  });

  it('pushes the one reference', () => assert.deepEqual(pushArguments('r:t'), ['push', 'r:t']));

  it('builds for the processors of the stack', () => {
    const platforms = ['linux/amd64', 'linux/amd64', 'linux/arm64'];
    assert.deepEqual([undefined, 'X86_64', 'ARM64'].map(platformOf), platforms);
  });
});
