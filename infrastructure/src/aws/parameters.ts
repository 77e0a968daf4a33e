/**
 * Parameter Store. A parameter carries the fingerprint of its content as a tag, so that "unchanged" is known without
 * reading a secret back. Values travel in the request body, never on a command line.
 */

import {
  AddTagsToResourceCommand,
  DeleteParameterCommand,
  DescribeParametersCommand,
  GetParameterCommand,
  ListTagsForResourceCommand,
  ParameterNotFound,
  ParameterType,
  PutParameterCommand,
  SSMClient,
} from '@aws-sdk/client-ssm';
import { clientOptions, type Session } from './session.ts';

export interface StoredParameter {
  readonly name: string;
  readonly value: string;
  readonly secret: boolean;
  readonly fingerprint: string;
}

export interface Parameters {
  /** The fingerprint that the parameter was written with; undefined when there is no such parameter. */
  fingerprint(name: string): Promise<string | undefined>;
  put(parameter: StoredParameter, kmsKey: string): Promise<void>;
  /** Only for parameters that are no secrets. */
  read(name: string): Promise<string | undefined>;
  list(prefix: string): Promise<readonly string[]>;
  delete(names: readonly string[]): Promise<void>;
}

const tag = 'fingerprint';

export function openParameters(session: Session): Parameters {
  const client = new SSMClient(clientOptions(session));
  const find = async (prefix: string) => {
    const found: { readonly name: string; readonly type: string }[] = [];
    let token: string | undefined;
    do {
      const page = await client.send(
        new DescribeParametersCommand({
          ParameterFilters: [{ Key: 'Name', Option: 'BeginsWith', Values: [prefix] }],
          NextToken: token,
        }),
      );
      found.push(...(page.Parameters ?? []).map(({ Name = '', Type = '' }) => ({ name: Name, type: Type })));
      token = page.NextToken;
    } while (token !== undefined);
    return found;
  };
  return {
    async fingerprint(name) {
      if (!(await find(name)).some((one) => one.name === name)) return undefined;
      const { TagList = [] } = await client.send(
        new ListTagsForResourceCommand({ ResourceType: 'Parameter', ResourceId: name }),
      );
      return TagList.find(({ Key }) => Key === tag)?.Value ?? '';
    },
    async put({ name, value, secret, fingerprint }, kmsKey) {
      const kind = secret
        ? { Type: ParameterType.SECURE_STRING, KeyId: kmsKey }
        : { Type: ParameterType.STRING };
      await client.send(new PutParameterCommand({ Name: name, Value: value, Overwrite: true, ...kind }));
      // After the value: when this fails, the next run writes the same value again.
      await client.send(
        new AddTagsToResourceCommand({
          ResourceType: 'Parameter',
          ResourceId: name,
          Tags: [{ Key: tag, Value: fingerprint }],
        }),
      );
    },
    async read(name) {
      try {
        return (await client.send(new GetParameterCommand({ Name: name }))).Parameter?.Value;
      } catch (error) {
        if (error instanceof ParameterNotFound) return undefined;
        throw error;
      }
    },
    async list(prefix) {
      return (await find(prefix)).map(({ name }) => name);
    },
    async delete(names) {
      for (const name of names) await client.send(new DeleteParameterCommand({ Name: name }));
    },
  };
}
