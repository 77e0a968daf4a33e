#!/usr/bin/env node
/**
 * Stands in for docker in the deployment's tests: `build` notes the reference, `login` checks the password that comes by
 * standard input, `push` pushes a tiny image whose configuration is the service's own. Building is another suite.
 */

import { text } from 'node:stream/consumers';
import { serviceImage } from './service-image.ts';
import { pushTinyImage } from './tiny-image.ts';

const [command, ...args] = process.argv.slice(2);
const endpoint = process.env['AWS_ENDPOINT_URL'] ?? '';

if (command === 'login') {
  const password = (await text(process.stdin)).trim();
  if (password === '' || args.join(' ').includes(password)) process.exitCode = 1;
} else if (command === 'push') {
  const [, ...path] = (args[0] ?? '').split('/');
  const [repository = '', tag = ''] = path.join('/').split(':');
  await pushTinyImage(endpoint, repository, tag, serviceImage('built'));
}
