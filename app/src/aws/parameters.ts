/** Reads SecureString parameters from SSM Parameter Store. Knows nothing of what they hold. */

import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { awsFault, clientDefaults } from './client.ts';

export async function readParameter(name: string): Promise<string> {
  const client = new SSMClient(clientDefaults);
  try {
    const { Parameter } = await client.send(new GetParameterCommand({ Name: name, WithDecryption: true }));
    if (Parameter?.Value === undefined) throw new Error('it has no value');
    return Parameter.Value;
  } catch (error) {
    throw new Error(`SSM parameter ${name} cannot be read: ${awsFault(error)}`, { cause: error });
  } finally {
    client.destroy();
  }
}
