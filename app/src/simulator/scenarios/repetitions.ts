/** The same question again, and things that only look like it. A handler decides once (protocol section 6.6). */

import { encodeRequest, postToHandler, questionOf, type Reply } from '../cosigner.ts';
import { unknownAddress } from '../defaults.ts';
import * as sentences from '../handler-sentences.ts';
import { inParallel } from '../in-parallel.ts';
import { ask, claim, type Play, recordMany, send } from '../play.ts';
import type { Scenario } from '../scenario.ts';
import { serialise } from '../serialise.ts';
import { buildTransfer } from '../transfer.ts';

export const repetitions: readonly Scenario[] = [
  {
    name: 'retry',
    summary: 'the same token twice: the same answer, byte for byte',
    play: async (play) => {
      const request = buildTransfer({ requestId: play.newId(), signerId: play.cosigner.signerId });
      const body = encodeRequest(play.cosigner, serialise(request));
      const first = await send(play, body, questionOf(request), {
        sent: 'sign 0.01 ETH_TEST5',
        expect: { outcome: 'APPROVE' },
      });
      const second = await send(play, body, questionOf(request), {
        sent: 'the same token again',
        expect: { outcome: 'APPROVE' },
      });
      claim(play, 'compare both answers', 'equal', answerText(play, first) === answerText(play, second));
    },
  },
  {
    name: 'replay-cross-stage',
    summary:
      'an approval token replayed after signing gets the approval answer, and never counts for signing',
    play: async (play) => {
      const both = { requestId: play.newId(), signerId: play.cosigner.signerId };
      const approval = buildTransfer({ ...both, stage: 'approval' });
      const token = encodeRequest(play.cosigner, serialise(approval));
      await send(play, token, questionOf(approval), {
        sent: 'approve 0.01 ETH_TEST5',
        expect: { outcome: 'APPROVE' },
      });
      // Same id, other content, and the bytes pay a stranger: an approval given before must not help.
      await ask(play, buildTransfer({ ...both, bytes: { to: unknownAddress } }), {
        sent: 'sign it with bytes that pay somebody else',
        expect: { outcome: 'REJECT', because: sentences.bytesDiffer },
      });
      await send(play, token, questionOf(approval), {
        sent: 'the approval token again',
        expect: { outcome: 'APPROVE' },
      });
    },
  },
  {
    name: 'parameter-swap',
    summary: 'the same id with another amount: refused, whatever the first answer was',
    play: async (play) => {
      const both = { requestId: play.newId(), signerId: play.cosigner.signerId };
      await ask(play, buildTransfer(both), { sent: 'sign 0.01 ETH_TEST5', expect: { outcome: 'APPROVE' } });
      await ask(play, buildTransfer({ ...both, amountWei: 20_000_000_000_000_000n }), {
        sent: 'the same id with 0.02 ETH_TEST5',
        expect: { outcome: 'REJECT', because: sentences.idReused },
      });
    },
  },
  {
    name: 'concurrent-copies',
    summary: 'many copies of one token at once: one decision, equal answers',
    play: async (play) => {
      const request = buildTransfer({ requestId: play.newId(), signerId: play.cosigner.signerId });
      const body = encodeRequest(play.cosigner, serialise(request));
      const replies = await inParallel(play.count, play.concurrency, () =>
        postToHandler(play.cosigner, 'transaction', body, questionOf(request)),
      );
      const sent = `${play.count} copies of one token, ${play.concurrency} at once`;
      recordMany(play, { sent, expect: { outcome: 'APPROVE' } }, replies);
      const different = new Set(replies.map((reply) => answerText(play, reply)));
      claim(play, 'compare all answers', 'equal', different.size === 1);
    },
  },
];

/** What must be equal: the bytes; or the claims where the signature scheme is randomised (ES256). */
function answerText(play: Play, reply: Reply): string {
  if (reply.kind === 'none') return 'no answer';
  const { body } = reply.http;
  const randomised = play.cosigner.keys?.answerKey.asymmetricKeyType === 'ec';
  return randomised ? body.slice(0, body.lastIndexOf('.')) : body;
}
