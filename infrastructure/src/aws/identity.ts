/** Who is calling: the account that would be changed. */

import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { clientOptions, type Session } from './session.ts';

export interface Identity {
  readonly account: string;
  readonly principal: string;
}

export async function readIdentity(session: Session): Promise<Identity> {
  const { Account = '', Arn = '' } = await new STSClient(clientOptions(session)).send(
    new GetCallerIdentityCommand({}),
  );
  return { account: Account, principal: Arn };
}
