/**
 * An address book as a file: UTF-8 text, one address per line, blank lines and `#` comments ignored. Made for a
 * million lines: no schema, one pass.
 */

import { parseBookAddress } from './address.ts';

/** About three million addresses. */
export const maxBookBytes = 128 * 1024 * 1024;

/** A file that is wrong from end to end needs no longer report. */
export const maxProblemsPerFile = 20;

/**
 * Calls `add` with every address, normalised. Returns what is wrong, one sentence each; then the book is not usable.
 * `content` is undefined when the caller did not supply the file.
 */
export function readBookFile(
  file: string,
  content: Uint8Array | undefined,
  add: (address: string) => void,
): readonly string[] {
  if (content === undefined) return [`the address book file ${file} could not be read`];
  if (content.length > maxBookBytes)
    return [`the address book file ${file} is larger than ${maxBookBytes} bytes`];
  // Addresses are ASCII: any other character survives as something that no address may contain.
  const text = Buffer.from(content.buffer, content.byteOffset, content.length).toString('latin1');
  const problems: string[] = [];
  let entries = 0;
  let line = 0;
  for (let start = 0; start < text.length && problems.length < maxProblemsPerFile; ) {
    const newline = text.indexOf('\n', start);
    const end = newline === -1 ? text.length : newline;
    const entry = withoutComment(text.slice(start, end));
    start = end + 1;
    line += 1;
    if (entry === '') continue;
    entries += 1;
    const address = parseBookAddress(entry);
    if (address.ok) add(address.value);
    else problems.push(`${file} line ${line}: ${address.error}`);
  }
  if (problems.length === maxProblemsPerFile)
    problems.push(`${file} line ${line}: reading stopped after this line`);
  if (entries === 0) problems.push(`the address book file ${file} holds no address`);
  return problems;
}

function withoutComment(line: string): string {
  const hash = line.indexOf('#');
  return (hash === -1 ? line : line.slice(0, hash)).trim();
}
