/** A row of the chain as items: the row itself with as much of its body as fits, and the rest in parts beside it. */

import type { ChainedRow } from '../../audit/row.ts';
import { type BodyKeeping, sealBody } from '../../ledger/sqlite/body.ts';
import { bodyPartItem, type Item, number, rowItem, text } from './items.ts';

/** An item takes 400 KB. */
const maxBodyPart = 300 * 1024;

export function rowAttributes({ seq, text: content, previous, hash }: ChainedRow): Item {
  return { seq: number(seq), text: text(content), previous: text(previous), hash: text(hash) };
}

/** The row's own item comes first. */
export function bodyItems(
  writer: string,
  row: ChainedRow,
  body: Uint8Array | undefined,
  bodySha256: string,
  bodies: BodyKeeping,
): Item[] {
  const sealed = body && sealBody(bodies, body, bodySha256);
  const [first, ...others] = sealed ? partsOf(sealed) : [];
  const kept = first && { body: { B: first }, parts: number(others.length), kept: text(bodies.mode) };
  return [
    { ...rowItem(writer, row.seq), ...rowAttributes(row), ...kept },
    ...others.map((part, i) => ({ ...bodyPartItem(writer, row.seq, i), body: { B: part } })),
  ];
}

function partsOf(body: Uint8Array): readonly Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (let at = 0; at === 0 || at < body.length; at += maxBodyPart) {
    parts.push(body.subarray(at, at + maxBodyPart));
  }
  return parts;
}
