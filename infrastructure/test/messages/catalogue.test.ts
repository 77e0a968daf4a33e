import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { catalogue } from '../../src/messages/catalogue.ts';
import { languageOf, messagesIn } from '../../src/messages/messages.ts';

describe('the catalogue of messages', () => {
  const values = (text: string): readonly string[] => [...new Set(text.match(/\{\d\}/g))].sort();

  for (const [key, { en, ja }] of Object.entries(catalogue)) {
    it(`says ${key} in both languages with the same values`, () => assert.deepEqual(values(en), values(ja)));
  }

  it('puts values in', () => {
    assert.equal(
      messagesIn('en')('stack_is_busy', 'handler', 'UPDATE_IN_PROGRESS'),
      'stack handler is being changed (UPDATE_IN_PROGRESS); try again later',
    );
    assert.match(messagesIn('ja')('stack_is_busy', 'handler', 'X'), /^スタック handler は変更中です/);
  });

  it('follows the locale', () => {
    assert.deepEqual(['ja_JP.UTF-8', 'ja', 'en_GB.UTF-8', 'C', undefined].map(languageOf), [
      'ja',
      'ja',
      'en',
      'en',
      'en',
    ]);
  });
});
