/**
 * In the document's `vaults`, the accounts of chains whose transactions name their sender (SOL, TRX): the addresses of
 * which one has to be it.
 */

import './jitless.ts';
import { z } from 'zod';
import { err, ok, type Result } from '../lib/result.ts';
import type { Asset } from '../transaction/asset.ts';
import { isSolanaAddress } from '../transaction/solana/address.ts';
import { isTronAddress } from '../transaction/tron/address.ts';
import { listOf } from './choice.ts';
import { describeIssues, type Issue, issue, type Path } from './problem.ts';

/** A vault account has one address of each of these coins; a second is there while it moves. */
export const maxSenders = 20;

const senderShape = z.strictObject(
  { addresses: listOf(z.string('must be text')).max(maxSenders, `are more than ${maxSenders}`) },
  'must be a map of addresses',
);

/** How the addresses of a coin are told whose transactions name their sender. */
export function senderAddresses(asset: Asset | undefined): ((text: string) => boolean) | undefined {
  if (asset?.family === 'solana_native') return isSolanaAddress;
  return asset?.family === 'tron_native' ? isTronAddress : undefined;
}

export function parseSender(
  raw: unknown,
  isAddress: (text: string) => boolean,
  assetId: string,
  at: Path,
): Result<readonly string[], readonly Issue[]> {
  const shape = senderShape.safeParse(raw);
  if (!shape.success) return err(describeIssues(shape.error, raw, at));
  const { addresses } = shape.data;
  const issues = addresses.flatMap((address, i) =>
    isAddress(address)
      ? []
      : [issue([...at, 'addresses', i], `\`${address.slice(0, 80)}\` is no address of ${assetId}`)],
  );
  return issues.length === 0 ? ok(addresses) : err(issues);
}
