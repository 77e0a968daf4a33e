/**
 * The pipeline in order: authenticate, read the question, settle it, tell. A reader of this file knows what the service
 * does; each station is its own file. Knows nothing of sockets.
 *
 *   bytes -> authenticate -> read question -> ( recall -> match -> evaluate -> sign -> record ) -> answer
 *
 * What leaves: a stranger gets a bare 401; an authentic caller gets a signed answer with its own request id; a fault
 * of ours is a signed RETRY; a defect of ours is a signed REJECT; and where even signing fails, 500 and nothing.
 */

import { bugEvent } from '../audit/events.ts';
import { authenticate } from './authenticate.ts';
import {
  type Call,
  type CallbackContext,
  deadlineMs,
  maxQuestionsInWork,
  type Reply,
  signingDeadlineMs,
} from './call.ts';
import { withinDeadline } from './deadline.ts';
import { type Asked, readQuestion } from './read-question.ts';
import { type Inquiry, postpone, type Settled, settle } from './settle.ts';
import { SingleFlight } from './single-flight.ts';
import { CannotSign, speakerFor } from './speaker.ts';

export type Handle = (call: Call) => Promise<Reply>;

const notAuthentic: Reply = { status: 401, contentType: 'text/plain; charset=utf-8', body: 'Unauthorized\n' };
const nothingToSay: Reply = { status: 500, contentType: 'text/plain; charset=utf-8', body: '' };

export function createHandle(context: CallbackContext): Handle {
  const flights = new SingleFlight<Settled>();

  const answer = async (call: Call, arrived: number): Promise<Reply> => {
    const keyring = context.keyring();
    const authentic = authenticate(call, keyring);
    if (!authentic.ok) {
      const { error: failure } = authentic;
      context.report({ event: 'unauthenticated', failure, bodyBytes: call.body.length, suppressed: 0 });
      return notAuthentic;
    }
    const speaker = speakerFor(call, authentic.value.cosigner, keyring);
    const asked = readQuestion(call.operation, authentic.value, keyring.signers);
    const inquiry: Inquiry = { authentic: authentic.value, asked, speaker };
    const authenticated = context.stopwatch();
    const flight = nameFlight(asked, inquiry);
    const joined = flights.has(flight);
    const settled =
      !joined && flights.size >= maxQuestionsInWork
        ? await postpone(inquiry, 'overloaded')
        : await flights.run(flight, () => settleInTime(inquiry, context));
    tell(settled, joined, arrived, authenticated, context);
    return settled.reply;
  };

  return async function handle(call) {
    try {
      return await answer(call, context.stopwatch());
    } catch (error) {
      const cannotSign = error instanceof CannotSign;
      context.report(cannotSign ? { event: 'cannot_sign', problem: error.message } : bugEvent(error));
      return nothingToSay;
    }
  };
}

/** Answers before the co-signer gives up: RETRY at the deadline, and an error if even that cannot be signed. */
function settleInTime(inquiry: Inquiry, context: CallbackContext): Promise<Settled> {
  return withinDeadline(settle(inquiry, context), deadlineMs, () =>
    withinDeadline(postpone(inquiry, 'deadline_near'), signingDeadlineMs, async () => {
      throw new CannotSign('deadline');
    }),
  );
}

/**
 * Same question, same content, same answer key: one piece of work. The question follows from the path, the content and who
 * vouches for it; the stage says whether that one may ask. The parts before the name have no spaces.
 */
function nameFlight({ question }: Asked, { authentic, speaker }: Inquiry): string {
  const { payloadSha256, cosigner } = authentic;
  return `${question.path} ${question.stage} ${payloadSha256} ${speaker.answerKey} ${cosigner}`;
}

function tell(
  settled: Settled,
  joined: boolean,
  arrived: number,
  authenticated: number,
  context: CallbackContext,
): void {
  const how = joined && settled.told.how === 'first' ? 'repeated' : settled.told.how;
  context.report({
    event: 'decided',
    ...settled.told,
    how,
    milliseconds: context.stopwatch() - arrived,
    steps: { authenticate: authenticated - arrived, ...settled.steps },
  });
}
