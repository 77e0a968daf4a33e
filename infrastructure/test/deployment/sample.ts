/** A deployment for tests. */

import type { Deployment } from '../../src/deployment/deployment.ts';

export const sample: Deployment = {
  account: '123456789012',
  region: 'ap-northeast-1',
  stack: 'handler',
  bootstrapStack: 'foundations',
  policy: '/etc/handler/policy.yaml',
  answerKeys: [{ name: 'callback-private-key', basePath: '/', file: '/etc/handler/callback.pem' }],
  cosigners: [
    {
      name: 'tokyo',
      signerIds: ['signer'],
      publicKeys: [{ name: 'cosigner-public-key', file: '/etc/handler/cosigner.pem' }],
    },
  ],
  parameters: { Profile: 'ha', HostName: 'callback.example.internal' },
};
