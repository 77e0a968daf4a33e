/** Changes of the workspace that an administrator's API user is asked to approve (protocol section 5). */

import { buildConfigurationChange, buildWhitelisting } from '../configuration-change.ts';
import { unknownAddress } from '../defaults.ts';
import * as sentences from '../handler-sentences.ts';
import { ask } from '../play.ts';
import type { Scenario } from '../scenario.ts';

export const configurationChanges: readonly Scenario[] = [
  {
    name: 'whitelist-known-address',
    summary: 'whitelist an address that is in the address book',
    play: async (play) => {
      const { signerId } = play.cosigner;
      await ask(play, buildWhitelisting({ requestId: play.newId(), signerId }), {
        sent: 'whitelist a known address',
        operation: 'configuration_change',
        expect: { outcome: 'APPROVE' },
      });
    },
  },
  {
    name: 'whitelist-unknown-address',
    summary: 'whitelist an address that is in no address book',
    play: async (play) => {
      const { signerId } = play.cosigner;
      await ask(play, buildWhitelisting({ requestId: play.newId(), signerId, address: unknownAddress }), {
        sent: 'whitelist an unknown address',
        operation: 'configuration_change',
        expect: { outcome: 'REJECT', because: sentences.notPermitted },
      });
    },
  },
  {
    name: 'unknown-configuration-type',
    summary: 'a kind of configuration change that nobody knows',
    play: async (play) => {
      const change = {
        requestId: play.newId(),
        signerId: play.cosigner.signerId,
        type: 'DISABLE_EVERYTHING',
        extraInfo: {},
      };
      await ask(play, buildConfigurationChange(change), {
        sent: 'change DISABLE_EVERYTHING, a type nobody knows',
        operation: 'configuration_change',
        expect: { outcome: 'REJECT', because: sentences.notPermitted },
      });
    },
  },
];
