/** Senders that are not the co-signer: a bare 401 for each of them, whatever they try, however often. */

import { postToHandler, questionOf } from '../cosigner.ts';
import { forgeries, strangerKey } from '../forgeries.ts';
import { inParallel } from '../in-parallel.ts';
import { ask, recordMany, send } from '../play.ts';
import type { Scenario } from '../scenario.ts';
import { serialise } from '../serialise.ts';
import { signRequest } from '../sign-request.ts';
import { buildTransfer } from '../transfer.ts';

/** The handler's limit on a request body is 1 MiB. */
const maxBodyBytes = 1_048_576;

const forged: readonly Scenario[] = forgeries.map(({ name, sent, forge }) => ({
  name,
  summary: sent,
  needs: 'token',
  play: async (play) => {
    const { keys, publicKeyPem, signerId } = play.cosigner;
    if (keys === undefined) return;
    const request = buildTransfer({ requestId: play.newId(), signerId });
    const body = forge({ payloadText: serialise(request), privateKey: keys.privateKey, publicKeyPem });
    await send(play, body, questionOf(request), { sent, expect: { outcome: '401' } });
  },
}));

export const strangers: readonly Scenario[] = [
  ...forged,
  {
    name: 'too-large',
    summary: 'a body of 1 MiB and one byte',
    play: async (play) => {
      const question = { requestId: '', stage: 'signing' } as const;
      await send(play, 'a'.repeat(maxBodyBytes + 1), question, {
        sent: 'a body of 1 MiB and one byte',
        expect: { outcome: '413' },
      });
    },
  },
  {
    name: 'flood-of-strangers',
    summary: 'many tokens of an unknown key at once; the real co-signer is still served',
    needs: 'token',
    play: async (play) => {
      const { signerId } = play.cosigner;
      const replies = await inParallel(play.count, play.concurrency, () => {
        const request = buildTransfer({ requestId: play.newId(), signerId });
        const body = signRequest(serialise(request), strangerKey());
        return postToHandler(play.cosigner, 'transaction', body, questionOf(request));
      });
      const sent = `${play.count} tokens of strangers, ${play.concurrency} at once`;
      recordMany(play, { sent, expect: { outcome: '401' } }, replies);
      await ask(play, buildTransfer({ requestId: play.newId(), signerId }), {
        sent: 'then 0.01 ETH_TEST5 by the real co-signer',
        expect: { outcome: 'APPROVE' },
      });
    },
  },
];
