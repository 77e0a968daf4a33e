/**
 * No key can reach an image: the build context is an allow-list that ends in nothing else, or the build is refused.
 * `.dockerignore` patterns: `*` (or `**`) first leaves everything out, `!` lets a path in again.
 */

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Problems of the context folder `app/`; none means no key file can be sent to the builder. */
export async function findKeysInContext(context: string): Promise<readonly string[]> {
  const text = await readFile(join(context, '.dockerignore'), 'utf8').catch(() => '');
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  if (lines[0] !== '*' && lines[0] !== '**') {
    return [
      `${context}/.dockerignore: must begin with * and name what may enter; keys in certs/ could enter the image`,
    ];
  }
  const admitted = lines
    .filter((line) => line.startsWith('!'))
    .map((line) => line.slice(1).replace(/\/?\**$/, ''));
  const risky = admitted.filter(
    (path) => path === '' || path === '.' || /(^|\/)certs(\/|$)|\.pem$|\.key$/.test(path),
  );
  const found = (await Promise.all(admitted.map((path) => keyFilesUnder(join(context, path))))).flat();
  return [
    ...risky.map((path) => `${context}/.dockerignore: lets ${path || 'everything'} into the image`),
    ...found.map((file) => `${file}: a private key lies where the image would take it along`),
  ];
}

async function keyFilesUnder(path: string): Promise<readonly string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile() && /\.(pem|key)$/.test(entry.name));
  return files.map((entry) => join(entry.parentPath, entry.name));
}
