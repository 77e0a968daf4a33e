/**
 * What is deployed, as far as it costs money, for the layouts that documents speak of. The numbers of our own template
 * are held to it by a test. Usage is small on purpose: one approval costs nothing that shows.
 */

export interface Layout {
  readonly name: string;
  readonly tasks: number;
  readonly architecture: 'x86' | 'arm';
  /** Interface endpoints, each paid for in every zone it stands in. */
  readonly endpoints: number;
  readonly endpointZones: number;
  readonly alarmMetrics: number;
  readonly customMetrics: number;
  readonly containerInsights: boolean;
  readonly keys: number;
  readonly ledger: boolean;
  /** A co-signer's host, its disk, NAT, address, key and zone. */
  readonly cosigner: boolean;
}

/** Each way of deploying our template has these. */
const ours = {
  alarmMetrics: 21,
  customMetrics: 13,
  containerInsights: true,
  keys: 1,
  ledger: true,
  cosigner: false,
} as const;

const plans = {
  tasks: 1,
  architecture: 'x86',
  endpointZones: 1,
  alarmMetrics: 2,
  customMetrics: 0,
  containerInsights: false,
  keys: 0,
  ledger: false,
  cosigner: false,
} as const;

export const layouts = {
  ha: { name: 'ha', tasks: 2, architecture: 'x86', endpoints: 4, endpointZones: 2, ...ours },
  haArm: { name: 'ha on ARM64', tasks: 2, architecture: 'arm', endpoints: 4, endpointZones: 2, ...ours },
  haKms: {
    name: 'ha, answer key in KMS',
    tasks: 2,
    architecture: 'x86',
    endpoints: 5,
    endpointZones: 2,
    ...ours,
    keys: 2,
  },
  economy: { name: 'economy', tasks: 1, architecture: 'x86', endpoints: 4, endpointZones: 1, ...ours },
  economyArm: {
    name: 'economy on ARM64',
    tasks: 1,
    architecture: 'arm',
    endpoints: 4,
    endpointZones: 1,
    ...ours,
  },
  haCosigner: {
    name: 'ha and a co-signer (cosigner.yaml)',
    tasks: 2,
    architecture: 'x86',
    endpoints: 4,
    endpointZones: 2,
    ...ours,
    keys: 2,
    cosigner: true,
  },
  planAsWritten: { name: 'the plan as written (cannot start: no endpoint for keys)', endpoints: 3, ...plans },
  planAsMeant: { name: 'the plan as meant', endpoints: 4, ...plans },
} as const satisfies Readonly<Record<string, Layout>>;

export type LayoutName = keyof typeof layouts;
