/**
 * Methods that change who controls a contract or what it is: proxies, owners, roles. What an upgrade calls right
 * away runs as the proxy, and is nobody's calldata to judge here: a delegate call.
 */

import type { Act } from '../facts.ts';
import { type Meaning, means } from './meaning.ts';

export const controlMethods: readonly Meaning[] = [
  changes('proxy_upgrade', 'upgradeTo(address implementation)'),
  upgrade('upgradeToAndCall(address implementation,bytes data)', 1),
  changes('proxy_upgrade', 'upgrade(address proxy,address implementation)'),
  upgrade('upgradeAndCall(address proxy,address implementation,bytes data)', 2),
  changes('proxy_upgrade', 'changeAdmin(address admin)'),
  changes('proxy_upgrade', 'changeProxyAdmin(address proxy,address admin)'),
  changes('ownership_transfer', 'transferOwnership(address owner)'),
  changes('ownership_transfer', 'acceptOwnership()'),
  changes('ownership_transfer', 'renounceOwnership()'),
  changes('ownership_transfer', 'setOwner(address owner)'),
  changes('ownership_transfer', 'grantRole(bytes32 role,address account)'),
  changes('ownership_transfer', 'revokeRole(bytes32 role,address account)'),
  changes('ownership_transfer', 'renounceRole(bytes32 role,address account)'),
];

export function changes(act: Act, text: string): Meaning {
  return means(text, (_args, _site, found) => {
    found.acts.add(act);
    return undefined;
  });
}

function upgrade(text: string, dataIndex: number): Meaning {
  return means(text, (args, _site, found) => {
    found.acts.add('proxy_upgrade');
    if (args.bytes(dataIndex).length > 0) found.acts.add('delegatecall');
    return undefined;
  });
}
