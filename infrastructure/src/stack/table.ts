/** A change set as a table. What will be replaced or deleted is red, and the stateful among it is said to be so. */

import type { StackChange } from '../aws/stacks.ts';

/** Their replacement loses data or the address that co-signers call. */
const stateful: ReadonlySet<string> = new Set([
  'AWS::DynamoDB::Table',
  'AWS::KMS::Key',
  'AWS::Logs::LogGroup',
  'AWS::S3::Bucket',
  'AWS::ECR::Repository',
  'AWS::ElasticLoadBalancingV2::LoadBalancer',
  'AWS::ElasticLoadBalancingV2::Listener',
  'AWS::Route53::HostedZone',
  'AWS::EC2::VPC',
]);

export function isDestructive({ action, replacement }: StackChange): boolean {
  return action === 'Remove' || (action === 'Modify' && replacement !== 'False');
}

/** Destroys something that cannot be made again from the template alone. */
export function losesState(change: StackChange): boolean {
  const certain = change.action === 'Remove' || change.replacement === 'True';
  return certain && stateful.has(change.type);
}

export function formatChanges(changes: readonly StackChange[], colour: boolean): readonly string[] {
  const rows = changes.map((change) => ({
    change,
    cells: [
      change.action,
      change.replacement === 'False' ? '' : change.replacement,
      change.resource,
      change.type,
    ],
  }));
  const head = ['Action', 'Replace', 'Resource', 'Type'];
  const widths = head.map((title, at) =>
    Math.max(title.length, ...rows.map(({ cells }) => cells[at]?.length ?? 0)),
  );
  const align = (cells: readonly string[]): string =>
    cells
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join('  ')
      .trimEnd();
  return [
    align(head),
    ...rows.map(({ change, cells }) => {
      const properties = change.properties.length > 0 ? `  (${change.properties.join(', ')})` : '';
      const mark = losesState(change) ? '  !' : '';
      const line = `${align(cells)}${properties}${mark}`;
      return colour && isDestructive(change) ? `\u001b[31m${line}\u001b[0m` : line;
    }),
  ];
}
