/**
 * The image's bill of materials in CycloneDX: what `npm sbom` reads from the lockfile, less what the image leaves out (its
 * own `--omit` also leaves out packages that are needed twice), and the Node that runs it. Serial number and time are
 * taken out: the same sources are the same bill.
 *
 *   npm sbom --sbom-format cyclonedx --package-lock-only | node scripts/sbom.ts
 */

import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '../src/lib/json.ts';

const bill = parseJson(Buffer.from(await text(process.stdin)));
if (!bill.ok || !isJsonObject(bill.value)) throw new Error('npm sbom printed no JSON object');
const { serialNumber: _random, metadata, components, dependencies, ...rest } = bill.value;
if (!isJsonObject(metadata)) throw new Error('npm sbom printed no CycloneDX');
const { timestamp: _now, ...kept } = metadata;
const needed = readNeeded('package-lock.json');
const installed = objectsIn(components).filter((component) => needed.has(component['bom-ref']));
const version = process.versions.node;
const node = {
  'bom-ref': `node@${version}`,
  type: 'platform',
  name: 'node',
  version,
  cpe: `cpe:2.3:a:nodejs:node.js:${version}:*:*:*:*:*:*:*`,
};
const known = new Set(
  [...installed, kept['component']].flatMap((part) => (isJsonObject(part) ? [part['bom-ref']] : [])),
);
const edges = objectsIn(dependencies)
  .filter(({ ref }) => known.has(ref))
  .map((edge) => ({ ...edge, dependsOn: listIn(edge['dependsOn']).filter((ref) => known.has(ref)) }));
const result = { ...rest, metadata: kept, components: [...installed, node], dependencies: edges };
process.stdout.write(`${JSON.stringify(result, undefined, 2)}\n`);

/** `name@version` of every package that neither development nor an option brought. */
function readNeeded(lockfile: string): ReadonlySet<JsonValue | undefined> {
  const lock = parseJson(readFileSync(lockfile));
  const packages = lock.ok && isJsonObject(lock.value) ? lock.value['packages'] : undefined;
  if (!isJsonObject(packages)) throw new Error(`${lockfile} names no packages`);
  const needed = Object.entries(packages).flatMap(([path, entry]) => {
    const name = path.split('node_modules/').at(-1);
    if (!name || !isJsonObject(entry)) return [];
    const left = [entry['dev'], entry['optional'], entry['devOptional']].includes(true);
    return left ? [] : [`${name}@${String(entry['version'])}`];
  });
  return new Set<JsonValue | undefined>(needed);
}

function objectsIn(value: JsonValue | undefined): readonly JsonObject[] {
  return listIn(value).filter(isJsonObject);
}

function listIn(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}
