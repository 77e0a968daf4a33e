/** Everything AWS that a command may need, loaded when a command needs it: the help text must not wait for SDKs. */

import type { Certificates } from './certificates.ts';
import type { Documents } from './documents.ts';
import type { Identity } from './identity.ts';
import type { Images } from './images.ts';
import type { LogLines } from './log-lines.ts';
import type { Network } from './network.ts';
import type { Parameters } from './parameters.ts';
import type { Services } from './services.ts';
import type { Session } from './session.ts';
import type { Stacks } from './stacks.ts';
import type { Targets } from './targets.ts';

export interface Aws {
  readonly identity: () => Promise<Identity>;
  readonly stacks: Stacks;
  readonly parameters: Parameters;
  readonly documents: Documents;
  readonly images: Images;
  readonly services: Services;
  readonly targets: Targets;
  readonly logLines: LogLines;
  readonly certificates: Certificates;
  readonly network: Network;
}

export async function openAws(session: Session): Promise<Aws> {
  const [
    identity,
    stacks,
    parameters,
    documents,
    images,
    services,
    targets,
    logLines,
    certificates,
    network,
  ] = await Promise.all([
    import('./identity.ts'),
    import('./stacks.ts'),
    import('./parameters.ts'),
    import('./documents.ts'),
    import('./images.ts'),
    import('./services.ts'),
    import('./targets.ts'),
    import('./log-lines.ts'),
    import('./certificates.ts'),
    import('./network.ts'),
  ]);
  return {
    identity: () => identity.readIdentity(session),
    stacks: stacks.openStacks(session),
    parameters: parameters.openParameters(session),
    documents: documents.openDocuments(session),
    images: images.openImages(session),
    services: services.openServices(session),
    targets: targets.openTargets(session),
    logLines: logLines.openLogLines(session),
    certificates: certificates.openCertificates(session),
    network: network.openNetwork(session),
  };
}
