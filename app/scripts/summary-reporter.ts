/** A test reporter that says only what failed, why, and how many ran. */

import type { TestEvent } from 'node:test/reporters';

export default async function* summarise(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const failures: string[] = [];
  let passed = 0;
  let skipped = 0;
  for await (const event of events) {
    if (event.type === 'test:pass' && event.data.details.type !== 'suite') {
      if (event.data.skip === undefined && event.data.todo === undefined) passed += 1;
      else skipped += 1;
    }
    if (event.type === 'test:fail') {
      const { name, file, line, details } = event.data;
      const { error } = details;
      // A suite fails because a test in it did; only that test is told.
      if ('failureType' in error && error.failureType === 'subtestsFailed') continue;
      const cause: unknown = error.cause ?? error;
      const why = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
      failures.push(`${file}:${line}\n  ${name}\n${indent(why)}`);
    }
  }
  yield '\n';
  for (const failure of failures) yield `failed: ${failure}\n\n`;
  yield `${passed} passed, ${failures.length} failed, ${skipped} skipped\n`;
}

function indent(text: string): string {
  return text.replace(/^/gm, '    ');
}
