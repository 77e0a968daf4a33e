/**
 * `npm run bench`: figures of the whole handler, as ratios to what `openssl speed` signs on one core in the same run, so
 * that they mean the same on any machine. The handler runs as in production, pinned to one core; the load generator is
 * pinned to another. Bounded in time and requests. `--long` adds the 200,000-request memory run.
 */

import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { measureFlatness } from './flatness.ts';
import { measureBareServer, measureHandler, measureStart, warmCache, warmUpShare } from './measure.ts';
import { openRig, type Rig } from './rig.ts';
import { signaturesPerSecond } from './signatures.ts';

const { values } = parseArgs({
  options: {
    long: { type: 'boolean', default: false },
    rules: { type: 'string', default: '1000' },
    requests: { type: 'string', default: '50000' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) {
  say('npm run bench -- [--requests 50000] [--rules 1000] [--long]');
  process.exit(0);
}

const folder = join(import.meta.dirname, '..', '.dev', 'bench');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const requests = Number(values.requests);
const total = values.long ? 200_000 : requests;
say(`preparing ${total} signed requests and a policy of ${values.rules} rules ...`);
const rig = await openRig(folder, { requests: total, rules: Number(values.rules) });
try {
  await report(rig);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function report(rig: Rig): Promise<void> {
  const warmUp = Math.floor(requests * warmUpShare);
  const before = await signaturesPerSecond();
  await warmCache(rig);
  const bare = await measureBareServer(rig, requests);
  const rs256 = await measureHandler(rig, { answer: 'RS256', requests, connections: 64, warmUp });
  const after = await signaturesPerSecond();
  const sign = Math.max(before, after);
  say(
    `openssl signs ${sign.toFixed(0)} RSA-2048 per second on one core (${before.toFixed(0)} before, ${after.toFixed(0)} after)`,
  );
  say(
    `bare verify-and-sign server: ${bare.perSecond.toFixed(0)}/s, ratio ${(bare.perSecond / sign).toFixed(3)}`,
  );
  say(
    `handler, 64 connections:     ${rs256.perSecond.toFixed(0)}/s, ratio ${(rs256.perSecond / sign).toFixed(3)} (wanted 0.60), of the bare server ${(rs256.perSecond / bare.perSecond).toFixed(3)}`,
  );
  say(
    `  p50 ${rs256.p50Ms.toFixed(1)} ms, p99 ${rs256.p99Ms.toFixed(1)} ms (wanted under 60), resident ${rs256.residentMb.toFixed(0)} MB`,
  );
  say(
    `  ${rs256.cpuMicrosPerRequest.toFixed(0)} us of CPU per request, of which a signature is ${((100 * 1e6) / sign / rs256.cpuMicrosPerRequest).toFixed(0)} per cent (bare server ${bare.cpuMicrosPerRequest.toFixed(0)} us)`,
  );
  const calm = await measureHandler(rig, {
    answer: 'RS256',
    requests: Math.min(requests, warmUp + 2000),
    connections: 8,
    warmUp,
    perSecond: 100,
  });
  say(
    `handler, 100 per second:     p50 ${calm.p50Ms.toFixed(1)} ms, p99 ${calm.p99Ms.toFixed(1)} ms (wanted under 5)`,
  );
  const es256 = await measureHandler(rig, { answer: 'ES256', requests, connections: 64, warmUp });
  say(
    `ES256 answers: ${es256.perSecond.toFixed(0)}/s, ${(es256.perSecond / rs256.perSecond).toFixed(2)} times RS256 (wanted 1.5)`,
  );
  say(`process start to healthy: ${(await measureStart(rig)).toFixed(0)} ms (wanted under 600)`);
  for (const { what, ratio } of await measureFlatness(folder, values.long ? 5_000_000 : 500_000)) {
    say(`${what}: ${ratio.toFixed(2)} times the decision time (wanted at most 1.3)`);
  }
  if (values.long) {
    const long = await measureHandler(rig, { answer: 'RS256', requests: total, connections: 64, warmUp });
    say(
      `after ${total} requests: resident ${long.residentMb.toFixed(0)} MB (wanted under 160), half way ${long.residentHalfMb.toFixed(0)} MB, ${long.perSecond.toFixed(0)}/s`,
    );
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
