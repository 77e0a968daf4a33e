import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { repository, templates } from '../helpers/template.ts';
import { checkov } from './checkov.ts';
import { assertAccepted } from './findings.ts';

test('checkov finds in the templates what SECURITY.md accepts, and nothing else', () => {
  assertAccepted('checkov', checkov('cloudformation', templates));
});

test('checkov finds in the Dockerfile what SECURITY.md accepts, and nothing else', () => {
  const dockerfile = join(repository, 'app/Dockerfile');
  assert.ok(existsSync(dockerfile), 'app/Dockerfile is there to be scanned');
  assertAccepted('checkov (Dockerfile)', checkov('dockerfile', [dockerfile]));
});
