import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { runCommand } from '../helpers/process.ts';

describe('wrong usage is 64, help is 0', () => {
  const commands = [
    'serve',
    'check',
    'simulate',
    'explain',
    'keys',
    'keys generate',
    'keys inspect',
    'audit',
    'audit verify',
    'audit export',
  ];

  test('--help on every level', async () => {
    const top = await runCommand(['--help']);
    assert.equal(top.code, 0);
    for (const command of commands) {
      const name = command.split(' ', 1).join('');
      assert.match(top.stdout, new RegExp(`^ {2}${name} `, 'm'));
    }
    const helps = await Promise.all(commands.map((command) => runCommand([...command.split(' '), '--help'])));
    for (const [at, { code, stdout, stderr }] of helps.entries()) {
      assert.deepEqual([code, stderr], [0, ''], commands[at]);
      assert.match(stdout, new RegExp(`^Usage: callback-handler ${commands[at]} `));
    }
  });

  test('nothing, an unknown command and unknown options', async () => {
    const wrong = [
      [],
      ['bake'],
      ['serve', '--fast'],
      ['check', 'everything'],
      ['explain'],
      ['audit', 'verify'],
      ['audit', 'burn'],
      ['audit', 'verify', 'x', '--expect-head', '7'],
      ['explain', 'x', '--policy', 'y', '--at', 'yesterday'],
      ['explain', 'x', '--policy', 'y', '--operation', 'other'],
    ];
    const results = await Promise.all(wrong.map((args) => runCommand(args)));
    for (const [at, { code, stdout, stderr }] of results.entries()) {
      assert.deepEqual([code, stdout], [64, ''], String(wrong[at]));
      assert.match(stderr, /^(error: |Usage: )/);
    }
  });
});
