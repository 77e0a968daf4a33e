/**
 * A one-layer OCI image pushed by hand over the registry's own protocol: real manifest, real digest. The local AWS reads
 * its configuration to know what to run; building the service's image is another suite.
 */

import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';

export interface ImageConfiguration {
  readonly Entrypoint: readonly string[];
  readonly Cmd?: readonly string[];
  readonly Env?: readonly string[];
  readonly WorkingDir?: string;
  readonly ExposedPorts?: Readonly<Record<string, object>>;
}

/** Returns the digest of the pushed manifest. */
export async function pushTinyImage(
  endpoint: string,
  repository: string,
  tag: string,
  config: ImageConfiguration,
): Promise<string> {
  const empty = Buffer.alloc(1024);
  const layer = gzipSync(empty);
  const configuration = Buffer.from(
    JSON.stringify({
      architecture: 'amd64',
      os: 'linux',
      config,
      rootfs: { type: 'layers', diff_ids: [digestOf(empty)] },
    }),
  );
  await pushBlob(endpoint, repository, layer);
  await pushBlob(endpoint, repository, configuration);
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: descriptor('application/vnd.oci.image.config.v1+json', configuration),
    layers: [descriptor('application/vnd.oci.image.layer.v1.tar+gzip', layer)],
  });
  await put(
    `${endpoint}/v2/${repository}/manifests/${tag}`,
    manifest,
    'application/vnd.oci.image.manifest.v1+json',
  );
  return digestOf(Buffer.from(manifest));
}

function descriptor(mediaType: string, blob: Buffer): object {
  return { mediaType, size: blob.length, digest: digestOf(blob) };
}

async function pushBlob(endpoint: string, repository: string, blob: Buffer): Promise<void> {
  const started = await fetch(`${endpoint}/v2/${repository}/blobs/uploads/`, { method: 'POST' });
  const location = started.headers.get('location');
  if (location === null) throw new Error(`no upload location: ${started.status}`);
  const place = new URL(location, endpoint);
  place.searchParams.set('digest', digestOf(blob));
  await put(place.href, blob, 'application/octet-stream');
}

async function put(address: string, body: string | Buffer, type: string): Promise<void> {
  const answer = await fetch(address, {
    method: 'PUT',
    body: Buffer.from(body),
    headers: { 'content-type': type },
  });
  if (!answer.ok) throw new Error(`${address}: ${answer.status} ${await answer.text()}`);
}

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
