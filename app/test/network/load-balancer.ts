/**
 * haproxy in the place of the load balancer, on loopback: TLS 1.2 and 1.3 with the ciphers of a modern policy, health checks,
 * the co-signer's 30 s as the longest wait, targets that are taken out before they are stopped (its control socket is
 * what deregistration is on AWS). Intervals are shorter than the template's, so that nobody waits for them.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

export interface Target {
  readonly name: string;
  readonly port: number;
}

export interface LoadBalancerOptions {
  readonly folder: string;
  readonly port: number;
  /** PEM of certificate and key, in one. */
  readonly certificate: string;
  readonly targets: readonly Target[];
  /** TLS to the targets, whose certificates nobody verifies: as the load balancer of AWS does it. */
  readonly tlsToTargets: boolean;
  /** A port that takes connections and says nothing, behind the path /silent. */
  readonly silentPort: number;
}

export interface LoadBalancer {
  readonly process: ChildProcess;
  /** One line for its control socket; resolves to what it says. */
  readonly command: (line: string) => Promise<string>;
}

export const deadlineSeconds = 30;

const ciphers = [
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
].join(':');

export function startLoadBalancer(options: LoadBalancerOptions): LoadBalancer {
  const { folder, port, targets, tlsToTargets } = options;
  const socket = join(folder, `balancer-${port}.sock`);
  const pem = join(folder, `balancer-${port}.pem`);
  const file = join(folder, `balancer-${port}.cfg`);
  writeFileSync(pem, options.certificate, { mode: 0o600 });
  const tls = tlsToTargets ? ' ssl verify none check-ssl' : '';
  const servers = targets.map(
    ({ name, port: at }) => `  server ${name} 127.0.0.1:${at} check inter 250ms fall 2 rise 1${tls}`,
  );
  writeFileSync(
    file,
    `global
  stats socket ${socket} mode 600 level admin
  ssl-default-bind-options ssl-min-ver TLSv1.2
  ssl-default-bind-ciphers ${ciphers}
defaults
  mode http
  timeout connect 5s
  timeout client 60s
  timeout server ${deadlineSeconds}s
frontend https
  bind 127.0.0.1:${port} ssl crt ${pem}
  use_backend silent if { path /silent }
  default_backend handlers
backend handlers
  option httpchk GET /health
  http-check expect status 200
${servers.join('\n')}
backend silent
  server silent 127.0.0.1:${options.silentPort}
`,
  );
  const child = spawn('haproxy', ['-f', file, '-db'], { stdio: 'ignore' });
  return {
    process: child,
    command: async (line) => {
      const control = connect(socket);
      await once(control, 'connect');
      control.end(`${line}\n`);
      return (await text(control)).trim();
    },
  };
}
