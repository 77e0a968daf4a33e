/** Reading configured files, with sentences an operator can act on in place of error codes. */

import { open } from 'node:fs/promises';

/** Read, write or execute by group or others. */
const sharedModeBits = 0o077;

export async function readTextFile(path: string): Promise<string> {
  return (await readWithMode(path)).text;
}

export async function readSecretTextFile(path: string): Promise<string> {
  const { text, mode } = await readWithMode(path);
  if ((mode & sharedModeBits) !== 0) {
    throw new Error(`${path} can be read by other users (mode ${octal(mode)}): run chmod 600 on it`);
  }
  return text;
}

async function readWithMode(path: string): Promise<{ readonly text: string; readonly mode: number }> {
  try {
    await using file = await open(path, 'r');
    return { text: await file.readFile('utf8'), mode: (await file.stat()).mode & 0o777 };
  } catch (cause) {
    throw new Error(`${path} cannot be read: ${describeFileError(cause)}`, { cause });
  }
}

/** Why a file cannot be read, in words. */
export function describeFileError(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  switch (code) {
    case 'ENOENT':
      return 'no such file';
    case 'EACCES':
      return 'permission denied';
    case 'ERR_ACCESS_DENIED':
      return 'outside what the process was granted with --allow-fs-read';
    case 'EEXIST':
      return 'it exists already';
    case 'EISDIR':
      return 'it is a directory';
    default:
      return String(cause);
  }
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}
