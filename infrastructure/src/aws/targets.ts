/** The load balancer's view of the tasks, and the certificate its listener shows. */

import {
  DescribeListenersCommand,
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
  certificate(listener: string): Promise<string | undefined>;
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
    async certificate(listener) {
      const found = await client.send(new DescribeListenersCommand({ ListenerArns: [listener] }));
      return found.Listeners?.[0]?.Certificates?.[0]?.CertificateArn;
    },
  };
}
