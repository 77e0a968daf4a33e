/**
 * `npm run test:network`: the handler behind a load balancer that ends TLS, and on a host whose only routes lead to the
 * "endpoints". What this cannot show: the load balancer of AWS itself, endpoint policies, private DNS.
 */

import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as requestHttps } from 'node:https';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { connect as connectTls, type SecureVersion } from 'node:tls';
import { installPrograms } from '../../scripts/debian.ts';
import { signerId } from '../../scripts/development-files.ts';
import { processFlags } from '../../scripts/process-flags.ts';
import { installPython } from '../../scripts/python.ts';
import { authenticationOptions } from '../../src/simulator/connection.ts';
import { askHandler, type Cosigner } from '../../src/simulator/cosigner.ts';
import { buildTransfer } from '../../src/simulator/transfer.ts';
import { makeCertificate } from '../helpers/certificate.ts';
import { eventually } from '../helpers/eventually.ts';
import {
  app,
  callerOf,
  examplePolicy,
  type HandlerProcess,
  openWorkplace,
  pairs,
  runCommand,
  writePair,
} from '../helpers/process.ts';
import { deadlineSeconds, type LoadBalancer, startLoadBalancer, type Target } from './load-balancer.ts';
import { connectHosts, createHost, type Host } from './namespaces.ts';

/** Free choices: nothing else of this project listens there. */
const targets: readonly [Target, Target] = [
  { name: 'one', port: 45_681 },
  { name: 'two', port: 45_682 },
];
const [balancerPort, tlsBalancerPort, tlsTargetPort, silentPort] = [45_683, 45_684, 45_685, 45_686];

const root = makeCertificate({ name: 'test-root', authority: true });
const stranger = makeCertificate({ name: 'other-root', authority: true });
const shown = makeCertificate({ name: 'callback', issuer: root, hosts: ['127.0.0.1', 'localhost'] });
const place = await openWorkplace(after);
const folder = mkdtempSync(join(tmpdir(), 'network-'));
const rootFile = join(folder, 'root.pem');

before(() => {
  installPrograms('npm run test:network', { haproxy: 'haproxy', ip: 'iproute2', python3: 'python3' });
  writeFileSync(rootFile, root.cert);
});

after(() => rmSync(folder, { recursive: true }));

/** Each has a ledger of its own: enough to lose a request, not to ask one twice. That needs a shared ledger. */
describe('behind a load balancer', () => {
  const silent = createServer();
  const held: Socket[] = [];
  silent.on('connection', (socket) => held.push(socket.resume().on('error', () => undefined)));
  const url = new URL(`https://127.0.0.1:${balancerPort}`);
  let balancer: LoadBalancer;
  let handlers: Record<string, HandlerProcess>;
  let cosigner: Cosigner;
  let patience: Promise<{ readonly status: number; readonly seconds: number }>;

  const start = ({ name, port }: Target): Promise<HandlerProcess> =>
    place.start({ PORT: String(port), CALLBACK_LEDGER: `sqlite:${join(place.folder, `${name}.sqlite`)}` });

  before(async () => {
    silent.listen(silentPort, '127.0.0.1');
    handlers = { one: await start(targets[0]), two: await start(targets[1]) };
    const certificate = `${shown.cert}${shown.key}`;
    balancer = startLoadBalancer({
      folder,
      port: balancerPort,
      certificate,
      targets,
      tlsToTargets: false,
      silentPort,
    });
    cosigner = callerOf(url, { authentication: authenticationOptions[5], certificate: root.cert });
    await eventually(
      'the load balancer finds both targets',
      async () => (await stateOf('one')) === 'UP' && (await stateOf('two')) === 'UP',
    );
    patience = askSilent();
  });

  after(async () => {
    cosigner.connection.close();
    await endOf(balancer.process);
    for (const socket of held) socket.destroy();
    silent.close();
  });

  const stateOf = async (target: string): Promise<string> => {
    const table = await balancer.command('show stat').catch(() => '');
    return (
      table
        .split('\n')
        .find((line) => line.startsWith(`handlers,${target},`))
        ?.split(',')[17] ?? ''
    );
  };

  const ask = async (): Promise<string> => {
    const reply = await askHandler(
      cosigner,
      'transaction',
      buildTransfer({ requestId: randomUUID(), signerId }),
    );
    return reply.kind === 'answer' ? reply.action : reply.kind;
  };

  const askSilent = async () => {
    const started = performance.now();
    const outgoing = requestHttps({
      host: '127.0.0.1',
      port: balancerPort,
      path: '/silent',
      ca: root.cert,
      agent: false,
    }).end();
    const [incoming] = await once(outgoing, 'response');
    incoming.resume();
    return { status: Number(incoming.statusCode), seconds: (performance.now() - started) / 1000 };
  };

  it('a co-signer that verifies the chain gets a signed answer', async () => {
    assert.equal(await ask(), 'APPROVE');
  });

  it('TLS 1.2 and 1.3 with modern ciphers, and nothing older', async () => {
    const lax = 'DEFAULT:@SECLEVEL=0';
    assert.equal(await handshake(balancerPort, 'TLSv1.3'), 'TLSv1.3');
    assert.equal(await handshake(balancerPort, 'TLSv1.2'), 'TLSv1.2');
    assert.match(await handshake(balancerPort, 'TLSv1.1', lax), /refused/);
    assert.match(await handshake(balancerPort, 'TLSv1', lax), /refused/);
    assert.match(await handshake(balancerPort, 'TLSv1.2', 'ECDHE-ECDSA-AES128-SHA:@SECLEVEL=0'), /refused/);
  });

  it('a chain to another root, and another name, are refused by the co-signer', async () => {
    for (const [at, certificate] of [
      [url, stranger.cert],
      [new URL(`https://127.0.0.2:${balancerPort}`), root.cert],
    ] as const) {
      const wary = callerOf(at, { authentication: authenticationOptions[5], certificate });
      await assert.rejects(wary.connection.post('transaction', ''));
      wary.connection.close();
    }
  });

  it('the smoke test passes with the root, and fails without it', async () => {
    const good = await runCommand(['smoke', url.href, '--tls-ca', rootFile]);
    assert.equal(good.code, 0, good.stdout);
    const bad = await runCommand(['smoke', url.href, '--json']);
    assert.equal(bad.code, 1);
    assert.match(bad.stdout, /unable to verify|self-signed|unable to get/);
  });

  it('no request is lost while both handlers are replaced, one after the other, under load', async () => {
    const answers: string[] = [];
    let going = true;
    const load = Array.from({ length: 4 }, async () => {
      while (going) answers.push(await ask());
    });
    for (const target of targets) {
      const before = answers.length;
      // As ECS does it: out of the target group, a while for what is under way, SIGTERM, a new task, into the group.
      await balancer.command(`set server handlers/${target.name} state drain`);
      await eventually('it has nothing under way', async () => (await currentOf(target.name)) === 0);
      assert.equal((await handlers[target.name]?.stop())?.code, 0);
      handlers[target.name] = await start(target);
      await balancer.command(`set server handlers/${target.name} state ready`);
      await eventually('it is back', async () => (await stateOf(target.name)) === 'UP');
      assert.ok(answers.length > before);
    }
    going = false;
    await Promise.all(load);
    assert.deepEqual([...new Set(answers)], ['APPROVE']);
  });

  const currentOf = async (target: string): Promise<number> => {
    const table = await balancer.command('show stat');
    return Number(
      table
        .split('\n')
        .find((line) => line.startsWith(`handlers,${target},`))
        ?.split(',')[4],
    );
  };

  it('a handler that drains is found by the health check, and the other one answers', async () => {
    await handlers['one']?.stop();
    await eventually('it is out', async () => (await stateOf('one')) === 'DOWN');
    for (let i = 0; i < 10; i += 1) assert.equal(await ask(), 'APPROVE');
  });

  it(`a target that says nothing costs the caller ${deadlineSeconds} s and no more`, async () => {
    const { status, seconds } = await patience;
    assert.equal(status, 504);
    assert.ok(seconds < deadlineSeconds + 2);
  });
});

describe('with TLS to the target', () => {
  let handler: HandlerProcess;
  let balancer: LoadBalancer;

  before(async () => {
    const own = makeCertificate({ name: 'task', hosts: ['task.example.internal'] });
    handler = await place.start({
      PORT: String(tlsTargetPort),
      CALLBACK_TLS_CERTIFICATE: `file:${await place.write('task.pem', own.cert)}`,
      CALLBACK_TLS_KEY: `file:${await place.write('task.key', own.key)}`,
    });
    balancer = startLoadBalancer({
      folder,
      port: tlsBalancerPort,
      certificate: `${shown.cert}${shown.key}`,
      targets: [{ name: 'only', port: tlsTargetPort }],
      tlsToTargets: true,
      silentPort,
    });
  });

  after(() => endOf(balancer.process));

  it('the way is closed to its end: answers come through, and plain HTTP gets none', async () => {
    const url = new URL(`https://127.0.0.1:${tlsBalancerPort}`);
    const cosigner = callerOf(url, { authentication: authenticationOptions[5], certificate: root.cert });
    const request = () => buildTransfer({ requestId: randomUUID(), signerId });
    await eventually('the health check over TLS is good', async () => {
      const reply = await askHandler(cosigner, 'transaction', request());
      return reply.kind === 'answer' && reply.action === 'APPROVE';
    });
    cosigner.connection.close();
    await assert.rejects(fetch(`http://127.0.0.1:${tlsTargetPort}/health`));
    assert.equal(await handshake(tlsTargetPort, 'TLSv1.3'), 'TLSv1.3');
    assert.equal(await handshake(tlsTargetPort, 'TLSv1.2'), 'TLSv1.2');
    assert.match(await handshake(tlsTargetPort, 'TLSv1.1', 'DEFAULT:@SECLEVEL=0'), /refused/);
  });

  it('strangers, liars and repetitions are answered as without it', async () => {
    const { code, stdout, stderr } = await runCommand([
      ...[
        'simulate',
        '--profile',
        place.files.profile,
        '--url',
        `https://127.0.0.1:${tlsBalancerPort}`,
        '--authentication',
        '5',
        '--tls-ca',
        rootFile,
      ],
      ...['--scenario', 'all', '--count', '20'],
    ]);
    assert.equal(code, 0, stdout + stderr);
  });

  it('the container’s own health check needs no certificate', async () => {
    const { port } = handler.adminUrl;
    const environment = place.environment({ CALLBACK_ADMIN_PORT: port });
    assert.equal((await runCommand(['health'], environment)).code, 0);
  });
});

describe('without any way out but to the endpoints', () => {
  const [taskAddress, endpointAddress] = ['10.97.0.1', '10.97.0.2'];
  const [taskFront, cosignerAddress] = ['10.97.0.5', '10.97.0.6'];
  const awsPort = '5000';
  const callbackPort = '3000';
  const hosts: Host[] = [];
  let task: Host | undefined;
  let cosigner: Host | undefined;
  let aws: ChildProcess;

  before(async () => {
    const programs = installPython(join(app, '.venv/aws'), join(app, 'test/aws/requirements.txt'));
    writePair(folder, 'callback', pairs.answer);
    writePair(folder, 'cosigner', pairs.cosigner);
    const add = (role: string): Host => {
      const host = createHost(role);
      hosts.push(host);
      return host;
    };
    task = add('task');
    cosigner = add('cosigner');
    const endpoints = add('endpoints');
    connectHosts([task, taskAddress], [endpoints, endpointAddress]);
    connectHosts([task, taskFront], [cosigner, cosignerAddress]);
    endpoints.ip('address', 'add', '169.254.170.2/32', 'dev', 'lo');
    task.ip('route', 'add', '169.254.170.2/32', 'via', endpointAddress);
    const program = join(app, 'test/network/endpoints.ts');
    const args = [program, join(programs, 'moto_server'), awsPort, folder, examplePolicy, signerId];
    aws = endpoints.start(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    assert.ok(aws.stdout);
    await once(aws.stdout, 'data');
  });

  after(async () => {
    if (aws) await endOf(aws);
    for (const host of hosts) host.remove();
  });

  const startHandler = async (): Promise<ChildProcess> => {
    const { stdout } = await runCommand(['check'], {
      CALLBACK_COSIGNERS: `file:${place.files.cosigners}`,
      CALLBACK_POLICY: `file:${examplePolicy}`,
      CALLBACK_LEDGER: 'memory',
    });
    const [, sha256 = ''] = /sha256 ([0-9a-f]{64})/.exec(stdout) ?? [];
    const flags = processFlags({ readable: [app, folder], writable: [folder] });
    assert.ok(task);
    return task.start(process.execPath, [...flags, 'src/main.ts', 'serve'], {
      cwd: app,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PORT: callbackPort,
        CALLBACK_HOST: '0.0.0.0',
        CALLBACK_COSIGNERS: 'ssm:/stack/cosigners',
        CALLBACK_POLICY: 's3:policies/policy/policy.yaml',
        CALLBACK_POLICY_SHA256: sha256,
        CALLBACK_LEDGER: `sqlite:${join(folder, 'task.sqlite')}`,
        AWS_ENDPOINT_URL: `http://${endpointAddress}:${awsPort}`,
        AWS_REGION: 'ap-northeast-1',
        AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/credentials',
      },
    });
  };

  it('there is none: no default route, and the world is unreachable', async () => {
    for (const host of hosts) assert.equal(host.ip('route', 'show', 'default'), '');
    assert.ok(task);
    // An address of documentation (RFC 5737); no packet leaves.
    const script = "require('net').connect(443, '192.0.2.1').on('error', (e) => console.log(e.code))";
    const probe = task.start(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    assert.equal(await outputOf(probe), 'ENETUNREACH\n');
  });

  it('it starts with keys, policy and credentials from the endpoints, and answers under both keys', async () => {
    const handler = await startHandler();
    const said = collect(handler);
    await eventually('it has started', async () => {
      assert.equal(handler.exitCode, null, said());
      return said().includes('"event":"started"');
    });
    assert.ok(cosigner);
    const base = `http://${taskFront}:${callbackPort}`;
    const commands = [
      ['smoke', base],
      ['smoke', `${base}/k2`],
      ['simulate', '--profile', place.files.profile, '--url', base, '--scenario', 'transfer'],
      [
        ...['simulate', '--profile', place.files.profile, '--url', `${base}/k2`],
        ...['--answer-key', join(folder, 'kms_public.pem'), '--scenario', 'transfer'],
      ],
    ];
    for (const args of commands) {
      const child = cosigner.start(process.execPath, ['src/main.ts', ...args], {
        cwd: app,
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const output = outputOf(child);
      await once(child, 'close');
      assert.equal(child.exitCode, 0, await output);
    }
    await endOf(handler);
    assert.equal(handler.exitCode, 0, said());
  });

  it('without a way to the endpoints it does not start, and says what it could not read', async () => {
    assert.ok(task);
    task.ip('link', 'set', 'to-endp', 'down');
    const handler = await startHandler();
    const said = collect(handler);
    await once(handler, 'close');
    assert.equal(handler.exitCode, 78);
    assert.match(said(), /CALLBACK_COSIGNERS: SSM parameter \/stack\/cosigners cannot be read/);
    assert.match(said(), /S3 object policies\/policy\/policy.yaml cannot be read/);
  });
});

/** The version agreed on, or `refused` and why. */
function handshake(port: number, version: SecureVersion, ciphers?: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connectTls({
      host: '127.0.0.1',
      port,
      minVersion: version,
      maxVersion: version,
      rejectUnauthorized: false,
      ...(ciphers && { ciphers }),
    });
    socket.on('secureConnect', () => {
      resolve(socket.getProtocol() ?? '');
      socket.destroy();
    });
    socket.on('error', (error) => resolve(`refused: ${error.message}`));
  });
}

function collect(child: ChildProcess): () => string {
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (piece) => (said += piece));
  return () => said;
}

async function outputOf(child: ChildProcess): Promise<string> {
  const said = collect(child);
  await once(child, 'close');
  return said();
}

async function endOf(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'close');
  child.kill('SIGTERM');
  await gone;
}
