/**
 * The load generator, a process of its own so that it can be pinned to the other core: sends pre-signed tokens over
 * keep-alive connections, each connection one request at a time, and reports latencies. Raw sockets, because an HTTP
 * client would cost as much as the handler. Bounded by the number of tokens.
 *
 *   node load.ts '{"port":3000,"path":"/v2/tx_sign_request","file":"tokens.txt","from":0,"count":1000,"connections":64}'
 *
 * With `perSecond` requests start on a fixed schedule and latency counts from the scheduled start, so that a stalled
 * handler cannot hide its own queue.
 */

import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';

interface Job {
  readonly port: number;
  readonly path: string;
  readonly file: string;
  readonly from: number;
  readonly count: number;
  readonly connections: number;
  readonly perSecond?: number;
}

export interface LoadReport {
  readonly requests: number;
  readonly notOk: number;
  readonly seconds: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

const job: Job = JSON.parse(process.argv[2] ?? '{}');
const tokens = readFileSync(job.file, 'latin1')
  .split('\n')
  .slice(job.from, job.from + job.count);
const requests = tokens.map((token) =>
  Buffer.from(
    `POST ${job.path} HTTP/1.1\r\nhost: handler\r\ncontent-type: text/plain\r\ncontent-length: ${token.length}\r\n\r\n${token}`,
    'latin1',
  ),
);
const latencies = new Float64Array(requests.length);
let next = 0;
let done = 0;
let notOk = 0;
const began = performance.now();

const sockets = await Promise.all(Array.from({ length: job.connections }, () => open(job.port)));
await Promise.all(sockets.map(work));
const seconds = (performance.now() - began) / 1000;
for (const socket of sockets) socket.destroy();

const sorted = latencies.subarray(0, done).sort();
const quantile = (q: number): number => sorted[Math.min(done - 1, Math.floor(done * q))] ?? 0;
const report: LoadReport = {
  requests: done,
  notOk,
  seconds,
  perSecond: done / seconds,
  p50Ms: quantile(0.5),
  p99Ms: quantile(0.99),
  maxMs: quantile(1),
};
process.stdout.write(`${JSON.stringify(report)}\n`);

async function work(socket: Socket): Promise<void> {
  for (;;) {
    const index = next;
    next += 1;
    const request = requests[index];
    if (request === undefined) return;
    const start = await startOf(index);
    const status = await exchange(socket, request);
    latencies[done] = performance.now() - start;
    done += 1;
    if (status !== '200') notOk += 1;
  }
}

/** When the request is due: at once, or at its place in the schedule. */
async function startOf(index: number): Promise<number> {
  if (job.perSecond === undefined) return performance.now();
  const due = began + (index * 1000) / job.perSecond;
  while (performance.now() < due)
    await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
  return due;
}

/** Sends one request and waits for the whole answer; returns its status. */
function exchange(socket: Socket, request: Buffer): Promise<string> {
  return new Promise((resolve, reject) => {
    let received: Buffer = Buffer.alloc(0);
    const onData = (piece: Buffer): void => {
      received = received.length === 0 ? piece : Buffer.concat([received, piece]);
      const head = received.indexOf('\r\n\r\n');
      if (head < 0) return;
      const text = received.toString('latin1', 0, head);
      const length = Number(/content-length: (\d+)/i.exec(text)?.[1]);
      if (received.length < head + 4 + length) return;
      socket.off('data', onData);
      resolve(text.slice(9, 12));
    };
    socket.on('data', onData);
    socket.once('error', reject);
    socket.write(request);
  });
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true });
    socket.setMaxListeners(0);
    socket.once('connect', () => resolve(socket));
    socket.once('error', reject);
  });
}
