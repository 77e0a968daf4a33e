import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildArguments, loginArguments, platformOf, toolNames } from '../../src/image/tool.ts';

describe('a container tool', () => {
  for (const tool of toolNames) {
    it(`${tool} never gets the password on its command line`, () => {
      assert.deepEqual(loginArguments(tool, 'AWS', 'registry'), [
        'login',
        '--username',
        'AWS',
        '--password-stdin',
        'registry',
      ]);
    });
    it(`${tool} builds for one platform from the application's folder`, () => {
      const args = buildArguments(tool, { context: '/app', reference: 'r:t', platform: 'linux/arm64' });
      assert.deepEqual([args[0], args.at(-1), args.includes('linux/arm64')], ['build', '/app', true]);
    });
  }

  it('builds for the processors of the stack', () => {
    assert.deepEqual([undefined, 'X86_64', 'ARM64'].map(platformOf), [
      'linux/amd64',
      'linux/amd64',
      'linux/arm64',
    ]);
  });
});
