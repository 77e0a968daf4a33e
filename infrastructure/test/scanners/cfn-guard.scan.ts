import { test } from 'node:test';
import { deployed, deploymentNames } from '../helpers/deployments.ts';
import { guard } from './cfn-guard.ts';
import { assertAccepted } from './findings.ts';

test('cfn-guard with Control Tower’s rules finds what SECURITY.md accepts, and nothing else', () => {
  assertAccepted(
    'cfn-guard',
    deploymentNames.flatMap((name) => guard(deployed(name))),
  );
});
