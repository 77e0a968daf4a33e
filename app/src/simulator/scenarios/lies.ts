/**
 * Requests of the real co-signer that must not be approved: bytes that are not what the fields say, fields that cannot be
 * read without doubt, operations and signers that nobody allowed.
 */

import type { JsonObject } from '../../lib/json.ts';
import { encodeRequest, questionOf } from '../cosigner.ts';
import { unknownAddress } from '../defaults.ts';
import * as sentences from '../handler-sentences.ts';
import { ask, type Play, send } from '../play.ts';
import type { Scenario } from '../scenario.ts';
import { serialise } from '../serialise.ts';
import { buildTransfer, type Transfer } from '../transfer.ts';

type Lie = (honest: Transfer) => JsonObject;

/** Each tells one lie about an otherwise permitted transfer; the handler must refuse for that very reason. */
const lies: readonly {
  readonly name: string;
  readonly sent: string;
  readonly because: string;
  readonly tell: Lie;
}[] = [
  {
    name: 'tampered-amount',
    sent: 'declared 0.01 ETH_TEST5, the bytes pay 0.02',
    because: sentences.bytesDiffer,
    tell: (honest) => buildTransfer({ ...honest, bytes: { valueWei: 20_000_000_000_000_000n } }),
  },
  {
    name: 'tampered-destination',
    sent: 'declared a known address, the bytes pay another',
    because: sentences.bytesDiffer,
    tell: (honest) => buildTransfer({ ...honest, bytes: { to: unknownAddress } }),
  },
  {
    name: 'tampered-chain',
    sent: 'declared ETH_TEST5, the bytes are for main net',
    because: sentences.bytesDiffer,
    tell: (honest) => buildTransfer({ ...honest, bytes: { chainId: 1n } }),
  },
  {
    name: 'tampered-fee',
    sent: 'the bytes allow ten times the declared fee',
    because: sentences.bytesDiffer,
    tell: (honest) => buildTransfer({ ...honest, bytes: { maxFeePerGasWei: 280_000_000_000n } }),
  },
  {
    name: 'tampered-data',
    sent: 'declared a plain transfer, the bytes call a contract',
    because: sentences.bytesDiffer,
    tell: (honest) => buildTransfer({ ...honest, bytes: { data: '0xa9059cbb' } }),
  },
  {
    name: 'tampered-digest',
    sent: 'right bytes, but another digest is to be signed',
    because: sentences.bytesDiffer,
    tell: (honest) => buildTransfer({ ...honest, rawEntry: { payload: 'ab'.repeat(32) } }),
  },
  {
    name: 'tampered-path',
    sent: "declared vault 0, the derivation path is another vault's",
    because: sentences.bytesDiffer,
    tell: (honest) => buildTransfer({ ...honest, rawEntry: { keyDerivationPath: '[ 44, 1, 9, 0, 0 ]' } }),
  },
  {
    name: 'missing-rawtx',
    sent: 'sign 0.01 ETH_TEST5 without the bytes',
    because: sentences.notPermitted,
    tell: (honest) => without(buildTransfer(honest), 'rawTx'),
  },
  {
    name: 'forbidden-operation',
    sent: 'sign a RAW message: any 32 bytes',
    because: sentences.notSupported,
    tell: (honest) => ({
      ...without(buildTransfer(honest), 'rawTx'),
      operation: 'RAW',
      extraParameters: {
        rawMessageData: {
          algorithm: 'MPC_ECDSA_SECP256K1',
          messages: [{ content: 'cd'.repeat(32) }],
        },
      },
    }),
  },
  {
    name: 'unknown-operation',
    sent: 'sign a TELEPORT, an operation nobody knows',
    because: sentences.notUnderstood,
    tell: (honest) => ({ ...buildTransfer(honest), operation: 'TELEPORT' }),
  },
  {
    name: 'unknown-signer',
    sent: 'a signer id that no co-signer has',
    because: sentences.signerNotAllowed,
    tell: (honest) => buildTransfer({ ...honest, signerId: '00000000-0000-4000-8000-000000000000' }),
  },
];

export const dishonesties: readonly Scenario[] = [
  ...lies.map(({ name, sent, because, tell }) => ({
    name,
    summary: sent,
    play: async (play: Play) => {
      const honest = { requestId: play.newId(), signerId: play.cosigner.signerId };
      await ask(play, tell(honest), { sent, expect: { outcome: 'REJECT', because } });
    },
  })),
  {
    name: 'duplicate-keys',
    summary: 'the amount is declared twice, with two values',
    play: async (play) => {
      const request = buildTransfer({ requestId: play.newId(), signerId: play.cosigner.signerId });
      const text = `${serialise(request).slice(0, -1)},"amountStr":"50"}`;
      await send(play, encodeRequest(play.cosigner, text), questionOf(request), {
        sent: 'the amount declared twice, with two values',
        expect: { outcome: 'REJECT', because: sentences.notUnderstood },
      });
    },
  },
  {
    name: 'signer-of-other-cosigner',
    summary: 'a signer that belongs to another co-signer',
    needs: 'other_signer',
    play: async (play) => {
      const { otherSignerId } = play.cosigner;
      if (otherSignerId === undefined) return;
      await ask(play, buildTransfer({ requestId: play.newId(), signerId: otherSignerId }), {
        sent: "another co-signer's signer id",
        expect: { outcome: 'REJECT', because: sentences.signerNotAllowed },
      });
    },
  },
];

function without(request: JsonObject, name: string): JsonObject {
  return Object.fromEntries(Object.entries(request).filter(([member]) => member !== name));
}
