/**
 * The document's `vaults`: addresses and extended public keys of vault accounts, by account id and asset. They prove that
 * change comes back to where the inputs are from (Bitcoin and its kin), and that the sender is the source (SOL, TRX);
 * nothing is permitted by them.
 */

import './jitless.ts';
import { z } from 'zod';
import { err, ok, type Result } from '../lib/result.ts';
import type { AssetTable, BitcoinAsset } from '../transaction/asset.ts';
import { type AccountKey, parseAccountKey } from '../transaction/bitcoin/account-key.ts';
import { decodeAddress } from '../transaction/bitcoin/address.ts';
import { networks } from '../transaction/bitcoin/networks.ts';
import { writeScript } from '../transaction/bitcoin/script.ts';
import type { Vault, Vaults } from '../transaction/bitcoin/vault.ts';
import { listOf } from './choice.ts';
import { describeIssues, type Issue, issue, type Path } from './problem.ts';
import { parseSender, senderAddresses } from './vault-senders.ts';

/** Each is hashed with all outputs of a transfer; change has few places, and those with many have an extended key. */
export const maxVaultAddresses = 20;

const text = z.string('must be text');
const vaultShape = z
  .strictObject(
    {
      addresses: listOf(text).max(maxVaultAddresses, `are more than ${maxVaultAddresses}`).optional(),
      account_key: text.optional(),
    },
    'must be a map of addresses and account_key',
  )
  .refine(
    ({ addresses, account_key }) => addresses !== undefined || account_key !== undefined,
    'says nothing: name addresses, or account_key',
  );
const vaultsShape = z.record(text, z.unknown(), 'must be a map from vault account ids to assets');
const assetsShape = z.record(text, z.unknown(), 'must be a map from asset ids to what is known');

const vaultId = /^(?:0|[1-9][0-9]{0,9})$/;

export interface ParsedVaults {
  readonly vaults: Vaults;
  /** Of accounts on chains whose transactions name their sender. */
  readonly addresses: ReadonlyMap<string, ReadonlySet<string>>;
  readonly issues: readonly Issue[];
}

export function parseVaults(raw: unknown, assets: AssetTable, at: Path): ParsedVaults {
  const map = vaultsShape.safeParse(raw);
  if (!map.success) {
    return { vaults: new Map(), addresses: new Map(), issues: describeIssues(map.error, raw, at) };
  }
  const vaults = new Map<string, ReadonlyMap<string, Vault>>();
  const senders = new Map<string, ReadonlySet<string>>();
  const issues: Issue[] = [];
  for (const [id, rawAssets] of Object.entries(map.data)) {
    const path = [...at, id];
    if (!vaultId.test(id)) issues.push(issue(path, 'is not the id of a vault account: a whole number'));
    const byAsset = assetsShape.safeParse(rawAssets);
    if (!byAsset.success) {
      issues.push(...describeIssues(byAsset.error, rawAssets, path));
      continue;
    }
    const known = new Map<string, Vault>();
    const own = new Set<string>();
    for (const [assetId, rawVault] of Object.entries(byAsset.data)) {
      const isAddress = senderAddresses(assets.get(assetId));
      if (isAddress !== undefined) {
        const listed = parseSender(rawVault, isAddress, assetId, [...path, assetId]);
        if (listed.ok) for (const address of listed.value) own.add(address);
        else issues.push(...listed.error);
        continue;
      }
      const vault = parseVault(rawVault, id, assetId, assets, [...path, assetId]);
      if (vault.ok) known.set(assetId, vault.value);
      else issues.push(...vault.error);
    }
    vaults.set(id, known);
    senders.set(id, own);
  }
  return { vaults, addresses: senders, issues };
}

function parseVault(
  raw: unknown,
  id: string,
  assetId: string,
  assets: AssetTable,
  at: Path,
): Result<Vault, readonly Issue[]> {
  const asset = assets.get(assetId);
  if (asset?.family !== 'bitcoin') {
    return err([
      issue(at, 'is not a coin of Bitcoin or its kin, SOL or TRX: of others nothing has to be known'),
    ]);
  }
  const shape = vaultShape.safeParse(raw);
  if (!shape.success) return err(describeIssues(shape.error, raw, at));
  const { addresses = [], account_key } = shape.data;
  const scripts: Uint8Array[] = [];
  const issues: Issue[] = [];
  for (const [i, address] of addresses.entries()) {
    const script = decodeAddress(address, networks[asset.network]);
    if (script === undefined) issues.push(issue([...at, 'addresses', i], notAnAddress(address, asset)));
    else scripts.push(writeScript(script));
  }
  const account = account_key === undefined ? ok(undefined) : parseKey(account_key, id, asset);
  if (!account.ok) issues.push(issue([...at, 'account_key'], account.error));
  return account.ok && issues.length === 0 ? ok({ scripts, account: account.value }) : err(issues);
}

function notAnAddress(text: string, { id, network }: BitcoinAsset): string {
  return `\`${text.slice(0, 80)}\` is no address of ${id} (${network})`;
}

function parseKey(text: string, id: string, { network }: BitcoinAsset): Result<AccountKey, string> {
  const key = parseAccountKey(text, networks[network].publicKeyVersion);
  if (!key.ok || String(key.value.account) === id) return key;
  return err(`is the key of account ${key.value.account}, not of ${id}`);
}
