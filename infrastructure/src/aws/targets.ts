/** The load balancer's view of the tasks. */

import {
  DescribeTargetHealthCommand,
  ElasticLoadBalancingV2Client,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { clientOptions, type Session } from './session.ts';

export interface Target {
  readonly address: string;
  readonly state: string;
  readonly reason: string;
}

export interface Targets {
  health(targetGroup: string): Promise<readonly Target[]>;
}

export function openTargets(session: Session): Targets {
  const client = new ElasticLoadBalancingV2Client(clientOptions(session));
  return {
    async health(targetGroup) {
      const found = await client.send(new DescribeTargetHealthCommand({ TargetGroupArn: targetGroup }));
      return (found.TargetHealthDescriptions ?? []).map(({ Target, TargetHealth }) => ({
        address: Target?.Id ?? '',
        state: TargetHealth?.State ?? '',
        reason: TargetHealth?.Reason ?? '',
      }));
    },
  };
}
