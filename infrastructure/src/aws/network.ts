/** The few facts about the network that differ between regions, and what scanners want closed. */

import {
  DescribeManagedPrefixListsCommand,
  DescribeSecurityGroupsCommand,
  DescribeVpcEndpointsCommand,
  EC2Client,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from '@aws-sdk/client-ec2';
import { clientOptions, type Session } from './session.ts';

export interface Network {
  /** Id of the prefix list of a gateway service, `s3` or `dynamodb`. */
  prefixList(service: 's3' | 'dynamodb'): Promise<string | undefined>;
  /** Takes every rule from the default security group of a network; false when there was none to take. */
  closeDefaultGroup(vpc: string): Promise<boolean>;
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
    async closeDefaultGroup(vpc) {
      const filters = [
        { Name: 'vpc-id', Values: [vpc] },
        { Name: 'group-name', Values: ['default'] },
      ];
      const { SecurityGroups = [] } = await client.send(
        new DescribeSecurityGroupsCommand({ Filters: filters }),
      );
      const [group] = SecurityGroups;
      const { GroupId, IpPermissions = [], IpPermissionsEgress = [] } = group ?? {};
      if (GroupId === undefined || IpPermissions.length + IpPermissionsEgress.length === 0) return false;
      if (IpPermissions.length > 0) {
        await client.send(new RevokeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
      }
      if (IpPermissionsEgress.length > 0) {
        await client.send(
          new RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions: IpPermissionsEgress }),
        );
      }
      return true;
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
