/** The few facts about the network that differ between regions, and what scanners want closed. */

import {
  DescribeManagedPrefixListsCommand,
  DescribeVpcEndpointsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { clientOptions, type Session } from './session.ts';

export interface Network {
  /** Id of the prefix list of a gateway service, `s3` or `dynamodb`. */
  prefixList(service: 's3' | 'dynamodb'): Promise<string | undefined>;
  /** Service names of the endpoints that a network has, like `ecr.api`. */
  endpoints(vpc: string): Promise<readonly { readonly service: string; readonly state: string }[]>;
}

export function openNetwork(session: Session): Network {
  const client = new EC2Client(clientOptions(session));
  return {
    async prefixList(service) {
      const name = `com.amazonaws.${session.region}.${service}`;
      const found = await client.send(
        new DescribeManagedPrefixListsCommand({ Filters: [{ Name: 'prefix-list-name', Values: [name] }] }),
      );
      return (found.PrefixLists ?? []).find(({ PrefixListName }) => PrefixListName === name)?.PrefixListId;
    },
    async endpoints(vpc) {
      const found = await client.send(
        new DescribeVpcEndpointsCommand({ Filters: [{ Name: 'vpc-id', Values: [vpc] }] }),
      );
      return (found.VpcEndpoints ?? []).map(({ ServiceName = '', State = '' }) => ({
        service: ServiceName.replace(`com.amazonaws.${session.region}.`, ''),
        state: String(State),
      }));
    },
  };
}
