/**
 * `npm run test:image`: the image built twice from its Dockerfile, looked into, run as a container would run it, and pushed
 * to a registry. Builds on a stand-in base (see `stand-in-base.ts`). What this cannot show: the official base's own digest,
 * an arm64 build, and a container engine's or Fargate's own ways.
 */

import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import {
  chownSync,
  cpSync,
  existsSync,
  globSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, describe, it } from 'node:test';
import { installPrograms } from '../../scripts/debian.ts';
import { processFlags } from '../../scripts/process-flags.ts';
import { encodeRequest } from '../../src/simulator/cosigner.ts';
import { serialise } from '../../src/simulator/serialise.ts';
import { buildTransfer } from '../../src/simulator/transfer.ts';
import { eventually } from '../helpers/eventually.ts';
import { privatePem } from '../helpers/keys.ts';
import { app, callerOf, examplePolicy, pairs, writePair } from '../helpers/process.ts';
import { createBuilder } from './builder.ts';
import { type ImageConfig, startContainer } from './container.ts';
import { startRegistry } from './registry.ts';
import { provideBase } from './stand-in-base.ts';

/** Free choices: nothing else of this project listens there. */
const [port, adminPort, registryPort] = [45_671, 45_672, 45_673];
const user = 10_001;
const maxCompressedBytes = 90_000_000;
const cache = join(app, '.image');
const image = 'fireblocks-callback';
const folder = mkdtempSync(join(tmpdir(), 'image-'));
const builder = createBuilder(join(folder, 'storage'));
const url = new URL(`http://127.0.0.1:${port}`);

let root: string;
let config: ImageConfig;
let registry: ChildProcess;
let pushed: { readonly digest: string; readonly manifest: Manifest };

interface Manifest {
  readonly layers: readonly { readonly digest: string; readonly size: number }[];
}

before(async () => {
  installPrograms('npm run test:image', {
    buildah: 'buildah',
    debootstrap: 'debootstrap',
    'docker-registry': 'docker-registry',
    npm: 'npm',
  });
  mkdirSync(cache, { recursive: true });
  provideBase(builder, cache);
  build(app, image);
  root = builder.run('mount', builder.run('from', image));
  config = JSON.parse(builder.run('inspect', '--type', 'image', image)).Docker.config;
  registry = startRegistry(folder, registryPort);
  await eventually(
    'the registry answers',
    async () => (await fetch(`http://127.0.0.1:${registryPort}/v2/`)).ok,
  );
  const digest = push(image);
  const found = await fetch(`http://127.0.0.1:${registryPort}/v2/${image}/manifests/${digest}`, {
    headers: { accept: 'application/vnd.oci.image.manifest.v1+json' },
  });
  pushed = { digest, manifest: JSON.parse(await found.text()) };
});

after(() => {
  registry?.kill();
  rmSync(folder, { recursive: true });
});

describe('the image', () => {
  it('is the same to the last byte when it is built again, whatever keys lie about in the folder', () => {
    const littered = join(folder, 'littered');
    const left = new Set(['node_modules', basename(cache), '.dev', '.venv', 'coverage']);
    for (const name of readdirSync(app).filter((found) => !left.has(found))) {
      cpSync(join(app, name), join(littered, name), { recursive: true });
    }
    const key = privatePem(pairs.answer);
    for (const name of [
      'certs/callback_private.pem',
      'callback.key',
      'key.txt',
      '.dev/a.pem',
      'src/token/b.pem',
      'src/c.key',
      'policy/d',
    ]) {
      mkdirSync(join(littered, name, '..'), { recursive: true });
      writeFileSync(join(littered, name), key);
    }
    build(littered, 'again');
    assert.equal(push('again'), pushed.digest);
    rmSync(littered, { recursive: true });
  });

  it('is not built from sources among which something else lies', () => {
    const spoiled = join(folder, 'spoiled');
    mkdirSync(join(spoiled, 'src'), { recursive: true });
    for (const name of ['Dockerfile', '.dockerignore', 'package.json', 'package-lock.json', 'scripts']) {
      cpSync(join(app, name), join(spoiled, name), { recursive: true });
    }
    writeFileSync(join(spoiled, 'src/key.txt'), privatePem(pairs.answer));
    assert.throws(() => build(spoiled, 'spoiled'), /find src -type f/);
  });

  it('holds no key, no certificate and no policy', () => {
    const files = globSync('**/*', { cwd: root }).filter((name) => lstatSync(join(root, name)).isFile());
    assert.ok(files.length > 500);
    // Node carries the public roots of the web in its program.
    const searched = files.filter((name) => name !== 'usr/bin/node');
    const found = searched.filter((name) =>
      /-----BEGIN [A-Z0-9 ]+-----[\s\\nr]*[A-Za-z0-9+/]{20}/.test(readFileSync(join(root, name), 'latin1')),
    );
    assert.deepEqual(found, []);
    assert.doesNotMatch(
      readFileSync(join(root, 'usr/bin/node'), 'latin1'),
      /-----BEGIN [A-Z ]*PRIVATE KEY-----\s[A-Za-z0-9+/]{20}/,
    );
    assert.deepEqual(
      files.filter((name) => /\.(pem|key|crt|sqlite|ya?ml)$/.test(name) && !name.includes('node_modules')),
      [],
    );
  });

  it('has no shell, no package manager and no program but Node', () => {
    const programs = globSync('**/*', { cwd: root }).filter((name) => {
      const file = lstatSync(join(root, name));
      return file.isFile() && (file.mode & 0o111) !== 0 && !/\.so(\.|$)|ld-linux/.test(name);
    });
    assert.deepEqual(
      programs.filter((name) => !name.startsWith('app/node_modules/')),
      ['usr/bin/node'],
    );
    assert.ok(
      !existsSync(join(root, 'app/node_modules/.bin')) &&
        !existsSync(join(root, 'app/node_modules/typescript')),
    );
  });

  it('belongs to root, and what the handler’s user may write is the ledger’s folder and /tmp', () => {
    const own = globSync('**/*', { cwd: root }).filter((name) => {
      const file = lstatSync(join(root, name));
      return file.uid !== 0 || ((file.mode & 0o002) !== 0 && !file.isSymbolicLink());
    });
    assert.deepEqual(own.sort(), ['tmp', 'var/lib/callback-handler']);
  });

  it('starts the handler with the flags of production, as a number without a name to look up', () => {
    const expected = processFlags({
      readable: ['/app', '/etc/callback-handler', '/var/lib/callback-handler'],
      writable: ['/var/lib/callback-handler', '/app/.compile-cache'],
    });
    assert.deepEqual(config.Entrypoint, ['node', ...expected, 'src/main.ts']);
    assert.deepEqual([config.Cmd, config.User, config.WorkingDir], [['serve'], `${user}:${user}`, '/app']);
    assert.deepEqual([config.StopSignal, Object.keys(config.ExposedPorts)], ['SIGTERM', ['3000/tcp']]);
    assert.deepEqual(config.Healthcheck.Test, ['CMD', 'node', 'src/main.ts', 'health']);
  });

  it('says what it is', () => {
    const label = (name: string): string | undefined => config.Labels[`org.opencontainers.image.${name}`];
    const { version } = JSON.parse(readFileSync(join(app, 'package.json'), 'utf8'));
    assert.deepEqual([label('title'), label('licenses'), label('version')], [image, 'Apache-2.0', version]);
    assert.match(label('base.name') ?? '', /node:24-bookworm-slim/);
  });

  it('carries its bill of materials: every package that is in it, Node, and the system’s libraries', () => {
    const { bomFormat, components } = JSON.parse(readFileSync(join(root, 'app/sbom.cdx.json'), 'utf8'));
    assert.equal(bomFormat, 'CycloneDX');
    const listed = new Set(
      components.map(({ group, name }: { group?: string; name: string }) =>
        group ? `${group}/${name}` : name,
      ),
    );
    const installed = globSync('app/node_modules/{*,@*/*}/package.json', { cwd: root }).map((path) =>
      path.slice('app/node_modules/'.length, -'/package.json'.length),
    );
    assert.ok(installed.length > 10);
    assert.deepEqual(
      installed.filter((name) => !listed.has(name)),
      [],
    );
    assert.ok(listed.has('node'));
    assert.deepEqual(
      globSync('var/lib/dpkg/status.d/*', { cwd: root })
        .map((path) => basename(path))
        .sort(),
      ['libc6', 'libgcc-s1', 'libstdc++6'],
    );
  });

  it(`is below ${maxCompressedBytes / 1e6} MB compressed in the registry`, (t) => {
    const bytes = pushed.manifest.layers.reduce((sum, { size }) => sum + size, 0);
    t.diagnostic(
      `${(bytes / 1e6).toFixed(1)} MB compressed, Node and system libraries included; nothing of the base comes on top`,
    );
    assert.ok(bytes < maxCompressedBytes, `${bytes} bytes`);
  });
});

describe('the container', () => {
  let container: ReturnType<typeof start>;

  before(async () => {
    const etc = join(folder, 'etc');
    const data = join(folder, 'data');
    for (const made of [etc, data]) mkdirSync(made, { recursive: true });
    writePair(etc, 'callback', pairs.answer);
    writePair(etc, 'cosigner', pairs.cosigner);
    cpSync(examplePolicy, join(etc, 'policy.yaml'));
    writeFileSync(
      join(etc, 'cosigners.yaml'),
      `version: 1
answer_keys: [{ name: answer, base_path: /, private_key: "file:callback_private.pem" }]
cosigners:
  - name: tokyo
    public_keys: [{ name: tokyo-1, key: "file:cosigner_public.pem" }]
    signer_ids: ["${callerOf(url).signerId}"]
`,
    );
    for (const name of ['.', 'callback_private.pem', 'cosigner_public.pem'])
      chownSync(join(etc, name), user, user);
    chownSync(data, user, user);
    container = start();
    await eventually('the handler is healthy', async () => (await fetch(new URL('/health', url))).ok);
  });

  after(() => container?.process.kill('SIGKILL'));

  it('runs as its user, without privileges, on a read-only root, from the compile cache', () => {
    const status = readFileSync(`/proc/${container.process.pid}/status`, 'utf8');
    const field = (name: string): string => new RegExp(`^${name}:[ \\t]*(.*)$`, 'm').exec(status)?.[1] ?? '';
    assert.equal(field('Uid'), Array(4).fill(user).join('\t'));
    assert.equal(field('Groups').trim(), '');
    assert.deepEqual([field('CapEff'), field('NoNewPrivs')], ['0'.repeat(16), '1']);
    const mounts = readFileSync(`/proc/${container.process.pid}/mountinfo`, 'utf8').split('\n');
    assert.ok(
      mounts.some((line) => line.includes(` ${root} ro,`) || line.includes(' / ro,')),
      mounts.join('\n'),
    );
  });

  it('gets its code from the cache that the build filled', async () => {
    const { stdout, stderr, code } = await runIn(['src/main.ts', '--help'], {
      NODE_DEBUG_NATIVE: 'COMPILE_CACHE',
    });
    assert.equal(code, 0, stderr);
    assert.ok(/was accepted/.test(stdout + stderr));
    assert.doesNotMatch(stdout + stderr, /Skipping compile cache|was rejected/);
  });

  it('answers its own health check without curl', async () => {
    const [, , ...command] = config.Healthcheck.Test;
    const { code, stdout } = await runIn(command);
    assert.equal(code, 0);
    assert.equal(JSON.parse(stdout).status, 'ok');
    assert.equal((await runIn(command, { CALLBACK_ADMIN_PORT: '1' })).code, 69);
  });

  it('gives a co-signer a signed answer, and passes the smoke test from inside', async (t) => {
    const caller = callerOf(url);
    t.after(() => caller.connection.close());
    const request = buildTransfer({ requestId: randomUUID(), signerId: caller.signerId });
    const { status } = await caller.connection.post('transaction', encodeRequest(caller, serialise(request)));
    assert.equal(status, 200);
    assert.ok(container.lines.some((line) => line.includes('"decided"')));
    const { code, stdout } = await runIn(['src/main.ts', 'smoke', url.href]);
    assert.equal(code, 0, stdout);
  });

  it('on SIGTERM finishes what is open and ends with 0', async () => {
    const caller = callerOf(url);
    const request = buildTransfer({ requestId: randomUUID(), signerId: caller.signerId });
    const token = encodeRequest(caller, serialise(request));
    caller.connection.close();
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.write(
      `POST /v2/tx_sign_request HTTP/1.1\r\nhost: h\r\ncontent-length: ${token.length}\r\n\r\n${token.slice(0, 50)}`,
    );
    // A later request that was answered shows that the open one has been accepted.
    assert.ok((await fetch(new URL('/health', url))).ok);
    container.process.kill('SIGTERM');
    await eventually('it says that it drains', async () =>
      container.lines.some((line) => line.includes('"draining"')),
    );
    socket.write(token.slice(50));
    let answer = '';
    for await (const piece of socket) answer += piece;
    assert.match(answer, /^HTTP\/1\.1 200 OK/);
    assert.equal(await container.ended, 0);
  });
});

function start() {
  const child = startContainer({ root, config, ...surroundings() });
  const lines: string[] = [];
  assert.ok(child.stdout && child.stderr);
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => lines.push(line));
  return { process: child, lines, ended: once(child, 'close').then(([code]): unknown => code) };
}

async function runIn(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const around = surroundings();
  const child = startContainer({
    root,
    config,
    mounts: around.mounts,
    environment: { ...around.environment, ...environment },
    command: args[0] === 'node' ? args : ['node', ...args],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (piece) => (stdout += piece));
  child.stderr?.on('data', (piece) => (stderr += piece));
  const [code]: unknown[] = await once(child, 'close');
  return { code, stdout, stderr };
}

function surroundings() {
  return {
    mounts: {
      '/etc/callback-handler': join(folder, 'etc'),
      '/var/lib/callback-handler': join(folder, 'data'),
    },
    environment: {
      PORT: String(port),
      CALLBACK_HOST: '127.0.0.1',
      CALLBACK_ADMIN_PORT: String(adminPort),
      CALLBACK_COSIGNERS: 'file:/etc/callback-handler/cosigners.yaml',
      CALLBACK_POLICY: 'file:/etc/callback-handler/policy.yaml',
      CALLBACK_LEDGER: 'sqlite:/var/lib/callback-handler/ledger.sqlite',
    },
  };
}

/** The plan's own command, with the engine at hand. */
function build(context: string, name: string): void {
  builder.run(
    'build',
    '--pull-never',
    '--timestamp',
    '0',
    '--format',
    'docker',
    '-f',
    join(context, 'Dockerfile'),
    '-t',
    name,
    context,
  );
}

/** Returns the digest under which the registry has it. */
function push(name: string): string {
  const file = join(folder, 'digest');
  builder.run(
    'push',
    '--quiet',
    '--tls-verify=false',
    '--format',
    'oci',
    '--digestfile',
    file,
    name,
    `docker://127.0.0.1:${registryPort}/${image}:${name}`,
  );
  return readFileSync(file, 'utf8').trim();
}
