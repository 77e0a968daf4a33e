/**
 * A stand-in for the official slim image, under its name, where no image registry can be reached: Debian 12 as debootstrap
 * lays it, the same Node as everywhere here, and the machine's npm. What the image takes from its base (Node's program and
 * four libraries) is the same upstream build and the same Debian release.
 */

import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Builder, run } from './builder.ts';

export const baseName = 'docker.io/library/node:24-bookworm-slim';

/** Puts it into the builder's storage; an archive of it is kept in `cache` for the next time. */
export function provideBase(builder: Builder, cache: string): void {
  const npmVersion = run('npm', ['--version']);
  const archive = join(cache, `debian-12-node-${process.versions.node}-npm-${npmVersion}.tar`);
  if (!existsSync(archive)) {
    process.stderr.write('Laying a Debian base (once) ...\n');
    const tree = mkdtempSync(join(tmpdir(), 'debian-'));
    run('debootstrap', ['--variant=minbase', 'bookworm', tree]);
    for (const waste of ['usr/share/doc', 'usr/share/locale', 'var/cache/apt', 'var/lib/apt/lists']) {
      rmSync(join(tree, waste), { recursive: true });
    }
    furnish(tree);
    run('tar', ['-C', tree, '-cf', `${archive}.unfinished`, '.']);
    renameSync(`${archive}.unfinished`, archive);
    rmSync(tree, { recursive: true });
  }
  const container = builder.run('from', 'scratch');
  builder.run('add', '--quiet', container, archive, '/');
  builder.run('commit', '--quiet', '--rm', container, baseName);
}

function furnish(tree: string): void {
  const local = join(tree, 'usr/local');
  copyFileSync(process.execPath, join(local, 'bin/node'));
  // Not by asking npm where it is: inside `npm --prefix … run` it would look there.
  const npm = dirname(dirname(realpathSync(run('which', ['npm']))));
  cpSync(npm, join(local, 'lib/node_modules/npm'), { recursive: true, verbatimSymlinks: true });
  symlinkSync('../lib/node_modules/npm/bin/npm-cli.js', join(local, 'bin/npm'));
  // How this machine reaches its package registry.
  const roots = '/etc/ssl/certs/ca-certificates.crt';
  mkdirSync(join(local, 'etc'), { recursive: true });
  const settings = [`registry=${run('npm', ['config', 'get', 'registry'])}`];
  if (existsSync(roots)) {
    mkdirSync(join(tree, 'etc/ssl/certs'), { recursive: true });
    copyFileSync(roots, join(tree, roots));
    settings.push(`cafile=${roots}`);
  }
  writeFileSync(join(local, 'etc/npmrc'), `${settings.join('\n')}\n`);
}
