/**
 * Third station: match the bytes, evaluate the policy, and make the decision. Pure. The only way to APPROVE leads through
 * evidence and a permit about this very request.
 */

import { approve, type Decision, ignore, reject, retry } from '../decision/decision.ts';
import { type Denial, deny } from '../decision/denial.ts';
import type { Policy, Subject } from '../policy/policy.ts';
import type { Trace, Verdict } from '../policy/verdict.ts';
import type { Request } from '../request/request.ts';
import type { Evidence } from '../transaction/evidence.ts';
import { matchBytes } from '../transaction/match.ts';

export interface Judgement {
  readonly decision: Decision;
  readonly evidence?: Evidence;
  readonly trace?: Trace;
  /** Only an exception made this possible; it is used up with the decision. */
  readonly excepted?: true;
}

/** What operators have set that bears on the request. */
export type Circumstances = Pick<Subject, 'controls' | 'excepted'>;

export function decide(
  request: Request,
  cosigner: string,
  policy: Policy,
  now: number,
  circumstances: Circumstances = {},
): Judgement {
  const matched = matchBytes(request, policy.knowledge);
  if (!matched.ok) return { decision: reject(matched.error) };
  const evidence = matched.value;
  const subject: Subject = { request, evidence, cosigner, now, ...circumstances };
  const verdict = policy.evaluate(subject);
  return { decision: conclude(subject, verdict, policy), evidence, trace: verdict.trace };
}

function conclude({ request, evidence }: Subject, verdict: Verdict, policy: Policy): Decision {
  switch (verdict.outcome) {
    case 'permitted':
      return approve(request, evidence, verdict.permit);
    case 'held':
      return retry('policy_hold');
    case 'forbidden':
      return reject(deny('policy_forbidden'));
    case 'unevaluable':
      return reject(deny('policy_unevaluable'));
    case 'paused':
      return verdict.pause.answer === 'RETRY'
        ? retry('pause_hold')
        : reject(deny('paused', { subject: verdict.pause.subject }));
    case 'unmeasured':
      return verdict.exceeding === 'hold' ? retry('limit_hold') : reject(deny('limit_unmeasured'));
    case 'look_alike':
      return reject(deny('destination_look_alike', { found: verdict.found, resembles: verdict.resembles }));
    case 'not_permitted':
      return otherwise(request, policy);
  }
}

/** Nothing permitted it. Only here may the policy choose to step aside, and never for signing. */
function otherwise(request: Request, policy: Policy): Decision {
  if (request.kind === 'configuration_change') {
    const denial: Denial = deny(request.known ? 'policy_no_permit' : 'configuration_type_unknown', {
      type: request.type,
    });
    return policy.otherwise.configuration === 'IGNORE' ? ignore(request, denial) : reject(denial);
  }
  const denial = deny('policy_no_permit');
  if (isApproval(request) && policy.otherwise.approval === 'IGNORE') return ignore(request, denial);
  return reject(denial);
}

function isApproval<R extends Request>(request: R): request is R & { readonly stage: 'approval' } {
  return request.stage === 'approval';
}
