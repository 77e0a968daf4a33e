/**
 * The document's own `assets`: what an asset id means that is not built in. A built-in asset cannot be redefined.
 */

import './jitless.ts';
import { z } from 'zod';
import type { Asset, AssetTable } from '../transaction/asset.ts';
import { identifier, listOf } from './choice.ts';
import { contractAddress } from './contract-address.ts';
import { describeIssues, type Issue, issue, type Path } from './problem.ts';

/** The most that `lib/decimal.ts` reckons with. */
const maxDecimals = 36;

const decimals = z
  .string('must be a number')
  .regex(/^(?:0|[1-9][0-9]?)$/, `must be a whole number from 0 to ${maxDecimals}`)
  .transform(Number)
  .refine((number) => number <= maxDecimals, `must be a whole number from 0 to ${maxDecimals}`);
const chainId = z
  .string('must be a number')
  .regex(/^[1-9][0-9]{0,18}$/, 'must be a whole number from 1')
  .transform(BigInt);
/** SLIP-44: 31 bits. */
const coinType = z
  .string('must be a number')
  .regex(/^(?:0|[1-9][0-9]{0,8})$/, 'must be a whole number below 1000000000');

const assetShape = z.discriminatedUnion(
  'family',
  [
    z.strictObject({
      family: z.literal('evm_native'),
      chain_id: chainId,
      decimals,
      coin_types: listOf(coinType).transform((texts) => texts.map(Number)),
    }),
    z.strictObject({
      family: z.literal('evm_token'),
      native: identifier,
      contract: contractAddress,
      decimals,
    }),
    z.strictObject({ family: z.literal('undecoded'), decimals }),
  ],
  'must be a map whose family is evm_native, evm_token or undecoded',
);
const assetsShape = z.record(z.string(), z.unknown(), 'must be a map from asset ids to assets');

/** Built-in assets and the document's own. An asset with a problem still has a name that rules may mention. */
export function parseAssets(
  raw: unknown,
  builtIn: AssetTable,
  at: Path,
): { readonly assets: AssetTable; readonly issues: readonly Issue[] } {
  const map = assetsShape.safeParse(raw);
  if (!map.success) return { assets: builtIn, issues: describeIssues(map.error, raw, at) };
  const assets = new Map(builtIn);
  const issues: Issue[] = [];
  for (const [id, rawAsset] of Object.entries(map.data)) {
    const path = [...at, id];
    if (builtIn.has(id)) {
      issues.push(issue(path, 'is a built-in asset and cannot be described again: remove it'));
      continue;
    }
    if (!identifier.safeParse(id).success)
      issues.push(issue(path, 'is not an asset id: 1 to 128 visible ASCII characters'));
    const asset = assetShape.safeParse(rawAsset);
    if (!asset.success) issues.push(...describeIssues(asset.error, rawAsset, path));
    assets.set(
      id,
      asset.success ? toAsset(id, asset.data) : { family: 'undecoded', id, decimals: maxDecimals },
    );
  }
  issues.push(...checkTokens(assets, builtIn, at));
  return { assets, issues };
}

/** A token's chain has to be known, and a contract is one token. */
function checkTokens(assets: AssetTable, builtIn: AssetTable, at: Path): readonly Issue[] {
  const issues: Issue[] = [];
  const idByContract = new Map<string, string>();
  for (const asset of assets.values()) {
    if (asset.family !== 'evm_token') continue;
    const { id, native, contract } = asset;
    const other = idByContract.get(`${native} ${contract}`);
    idByContract.set(`${native} ${contract}`, id);
    if (builtIn.has(id)) continue;
    if (assets.get(native)?.family !== 'evm_native')
      issues.push(issue([...at, id, 'native'], `\`${native}\` is not the coin of a known EVM chain`));
    if (other !== undefined)
      issues.push(issue([...at, id, 'contract'], `is the contract of \`${other}\` already`));
  }
  return issues;
}

function toAsset(id: string, shape: z.output<typeof assetShape>): Asset {
  if (shape.family === 'undecoded') return { family: 'undecoded', id, decimals: shape.decimals };
  if (shape.family === 'evm_token') return { id, ...shape };
  const { chain_id, decimals, coin_types } = shape;
  return { family: 'evm_native', id, chainId: chain_id, decimals, coinTypes: coin_types };
}
