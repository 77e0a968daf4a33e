/** The profile economy from nothing to what stays of it, by `deploy.sh` alone: one task, its table and its bucket. */

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  type Environment,
  type Finished,
  hostName,
  initArguments,
  makeEnvironment,
  stack,
} from './environment.ts';

let world: Environment;

function succeeded(finished: Finished): Finished {
  assert.equal(finished.code, 0, `${finished.out}\n${finished.err}`);
  return finished;
}

before(async () => {
  world = await makeEnvironment();
  await world.makeKey('callback');
  await world.makeKey('cosigner');
});

after(() => world.close());

describe('a deployment in the profile economy', () => {
  it('comes up from a deployment file and key files', async () => {
    const requested = succeeded(await world.command('acm', 'request-certificate', '--domain-name', hostName));
    const certificate = String(JSON.parse(requested.out)['CertificateArn']);
    succeeded(await world.deploy(...initArguments(world.folder, certificate, 'economy')));
    const smoke = ['--smoke-url', world.loadBalancer];
    const { out } = succeeded(await world.deploy('deploy', '--yes', '--allow-uncommitted', ...smoke));
    assert.match(out, /serves https:\/\/callback\.internal/);
  });

  it('runs one task, which approves for a co-signer', async () => {
    const { out } = succeeded(await world.deploy('--json', 'status'));
    assert.match(out, /"desired":1,"running":1/);
    const answerKey = join(world.folder, 'keys/callback_public.pem');
    succeeded(await world.simulate('', answerKey, '--scenario', 'transfer'));
  });

  it('is healthy to the doctor', async () => {
    succeeded(await world.deploy('doctor'));
  });

  it('leaves no stack but the table with its decisions when it is destroyed', async () => {
    const all = ['--force', '--delete-parameters', '--delete-logs', '--delete-images'];
    succeeded(await world.deploy('destroy', '--yes', ...all));
    const described = ['cloudformation', 'describe-stacks', '--stack-name', stack];
    assert.equal((await world.command(...described)).code, 255);
    assert.ok((await world.decisions()) > 0);
  });
});
