/**
 * The document's own `assets`: what an asset id means that is not built in. A built-in asset cannot be redefined.
 */

import './jitless.ts';
import { z } from 'zod';
import type { Asset, AssetTable } from '../transaction/asset.ts';
import { bitcoinAsset } from '../transaction/assets/bitcoin.ts';
import { isSolanaAddress } from '../transaction/solana/address.ts';
import { isTronAddress } from '../transaction/tron/address.ts';
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
/** Decimals and coin type are the network's. */
const bitcoinNetwork = z.enum(['bitcoin', 'bitcoin_testnet', 'litecoin', 'litecoin_testnet', 'dogecoin']);

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
    z.strictObject({ family: z.literal('bitcoin'), network: bitcoinNetwork }),
    z.strictObject({
      family: z.literal('solana_token'),
      native: identifier,
      mint: z.string('must be text').refine(isSolanaAddress, 'must be the address of a mint in base58'),
      program: z.enum(['token', 'token_2022']),
      decimals,
    }),
    z.strictObject({
      family: z.literal('tron_token'),
      native: identifier,
      contract: z
        .string('must be text')
        .refine(isTronAddress, 'must be the address of a contract in base58check'),
      decimals,
    }),
    z.strictObject({ family: z.literal('undecoded'), decimals }),
  ],
  'must be a map whose family is evm_native, evm_token, bitcoin, solana_token, tron_token or undecoded',
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
    const native = nativeProblem(asset.data, builtIn);
    if (native !== undefined) issues.push(issue([...path, 'native'], native));
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

/** A token's fee is paid in a coin of its own chain; those of Solana and Tron are all built in. */
function nativeProblem(
  shape: z.output<typeof assetShape> | undefined,
  builtIn: AssetTable,
): string | undefined {
  if (shape?.family !== 'solana_token' && shape?.family !== 'tron_token') return undefined;
  const wanted = shape.family === 'solana_token' ? 'solana_native' : 'tron_native';
  if (builtIn.get(shape.native)?.family === wanted) return undefined;
  const coins = [...builtIn.values()].filter(({ family }) => family === wanted).map(({ id }) => id);
  return `must be one of ${coins.join(', ')}`;
}

function toAsset(id: string, shape: z.output<typeof assetShape>): Asset {
  if (shape.family === 'bitcoin') return bitcoinAsset(id, shape.network);
  if (shape.family !== 'evm_native') return { ...shape, id };
  const { chain_id, decimals, coin_types } = shape;
  return { family: 'evm_native', id, chainId: chain_id, decimals, coinTypes: coin_types };
}
