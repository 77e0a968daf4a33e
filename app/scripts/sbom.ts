/**
 * The image's bill of materials: what `npm sbom` says (CycloneDX, from the lockfile), and the Node it runs on. The
 * random serial number and the time are taken out: the same sources are the same bill.
 *
 *   npm sbom --sbom-format cyclonedx --package-lock-only --omit dev --omit optional | node scripts/sbom.ts
 */

import { text } from 'node:stream/consumers';
import { isJsonObject, parseJson } from '../src/lib/json.ts';

const bill = parseJson(Buffer.from(await text(process.stdin)));
if (!bill.ok || !isJsonObject(bill.value)) throw new Error('npm sbom printed no JSON object');
const { serialNumber: _random, metadata, components, ...rest } = bill.value;
if (!isJsonObject(metadata) || !Array.isArray(components)) throw new Error('npm sbom printed no CycloneDX');
const { timestamp: _now, ...kept } = metadata;
const version = process.versions.node;
const node = {
  'bom-ref': `node@${version}`,
  type: 'platform',
  name: 'node',
  version,
  cpe: `cpe:2.3:a:nodejs:node.js:${version}:*:*:*:*:*:*:*`,
};
process.stdout.write(
  `${JSON.stringify({ ...rest, metadata: kept, components: [...components, node] }, undefined, 2)}\n`,
);
