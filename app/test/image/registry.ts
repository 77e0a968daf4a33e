/** Debian's image registry on loopback, with a configuration of its own: no password, storage in a folder of the test. */

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export function startRegistry(folder: string, port: number): ChildProcess {
  const file = join(folder, 'registry.yaml');
  mkdirSync(join(folder, 'blobs'), { recursive: true });
  writeFileSync(
    file,
    `version: 0.1
log: { level: error }
storage: { filesystem: { rootdirectory: ${join(folder, 'blobs')} } }
http: { addr: "127.0.0.1:${port}" }
`,
  );
  return spawn('docker-registry', ['serve', file], { stdio: 'ignore' });
}
