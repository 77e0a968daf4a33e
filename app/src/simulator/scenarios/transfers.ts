/** Requests of ordinary life: nothing about them is wrong, and the policy alone decides. */

import { highAmountWei, unknownAddress, withdrawalVaultId } from '../defaults.ts';
import * as sentences from '../handler-sentences.ts';
import { ask } from '../play.ts';
import type { Scenario } from '../scenario.ts';
import { buildTransfer } from '../transfer.ts';

export const transfers: readonly Scenario[] = [
  {
    name: 'transfer',
    summary: 'a small transfer to a known address, bytes included (EIP-1559)',
    play: async (play) => {
      const request = buildTransfer({ requestId: play.newId(), signerId: play.cosigner.signerId });
      await ask(play, request, {
        sent: 'sign 0.01 ETH_TEST5 to a known address',
        expect: { outcome: 'APPROVE' },
      });
    },
  },
  {
    name: 'transfer-legacy',
    summary: 'the same with a legacy transaction (EIP-155)',
    play: async (play) => {
      const { signerId } = play.cosigner;
      await ask(play, buildTransfer({ requestId: play.newId(), signerId, format: 'legacy' }), {
        sent: 'sign 0.01 ETH_TEST5 to a known address, legacy format',
        expect: { outcome: 'APPROVE' },
      });
    },
  },
  {
    name: 'approval-then-signing',
    summary: 'both stages of one transaction, same id',
    play: async (play) => {
      const both = { requestId: play.newId(), signerId: play.cosigner.signerId };
      await ask(play, buildTransfer({ ...both, stage: 'approval' }), {
        sent: 'approve 0.01 ETH_TEST5 to a known address',
        expect: { outcome: 'APPROVE' },
      });
      await ask(play, buildTransfer(both), {
        sent: 'sign the transaction just approved',
        expect: { outcome: 'APPROVE' },
      });
    },
  },
  {
    name: 'transfer-between-vaults',
    summary: 'a small transfer to another vault account of our own',
    play: async (play) => {
      const { signerId } = play.cosigner;
      await ask(play, buildTransfer({ requestId: play.newId(), signerId, to: { vaultId: '1' } }), {
        sent: 'sign 0.01 ETH_TEST5 from vault 0 to vault 1',
        expect: { outcome: 'APPROVE' },
      });
    },
  },
  {
    name: 'customer-withdrawal',
    summary: 'a small transfer to a one-time address, with a number from the withdrawal system',
    play: async (play) => {
      const request = buildTransfer({
        requestId: play.newId(),
        signerId: play.cosigner.signerId,
        sourceId: withdrawalVaultId,
        address: unknownAddress,
        to: 'one_time_address',
        externalTxId: 'WD-00000001',
      });
      await ask(play, request, {
        sent: 'sign withdrawal WD-00000001 of 0.01 ETH_TEST5',
        expect: { outcome: 'APPROVE' },
      });
    },
  },
  {
    name: 'high-value',
    summary: 'a transfer above the ceiling: a person has to release it',
    play: async (play) => {
      const { signerId } = play.cosigner;
      await ask(play, buildTransfer({ requestId: play.newId(), signerId, amountWei: highAmountWei }), {
        sent: 'sign 50 ETH_TEST5 to a known address',
        expect: { outcome: 'RETRY', because: sentences.waits },
      });
    },
  },
  {
    name: 'unknown-destination',
    summary: 'a small transfer to an address in no address book',
    play: async (play) => {
      const { signerId } = play.cosigner;
      await ask(play, buildTransfer({ requestId: play.newId(), signerId, address: unknownAddress }), {
        sent: 'sign 0.01 ETH_TEST5 to an unknown address',
        expect: { outcome: 'REJECT', because: sentences.notPermitted },
      });
    },
  },
  {
    name: 'one-time-address',
    summary: 'a small transfer to a one-time address',
    play: async (play) => {
      const request = buildTransfer({
        requestId: play.newId(),
        signerId: play.cosigner.signerId,
        address: unknownAddress,
        to: 'one_time_address',
      });
      await ask(play, request, {
        sent: 'sign 0.01 ETH_TEST5 to a one-time address',
        expect: { outcome: 'REJECT', because: sentences.notPermitted },
      });
    },
  },
];
