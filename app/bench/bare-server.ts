/** The yardstick server: verifies one RS256 token, signs one RS256 answer, on node:http and node:crypto, and no more. */

import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const [port = '', cosignerFile = '', answerFile = ''] = process.argv.slice(2);
const cosigner = createPublicKey(readFileSync(cosignerFile));
const answer = createPrivateKey(readFileSync(answerFile));
const header = Buffer.from('{"typ":"JWT","alg":"RS256"}').toString('base64url');

createServer((request, response) => {
  const pieces: Buffer[] = [];
  request.on('data', (piece) => pieces.push(piece));
  request.on('end', () => {
    if (request.method === 'GET') return response.end('ok');
    const [head = '', body = '', signature = ''] = Buffer.concat(pieces).toString('latin1').split('.');
    const holds = verify(
      'sha256',
      Buffer.from(`${head}.${body}`),
      cosigner,
      Buffer.from(signature, 'base64url'),
    );
    if (!holds) return response.writeHead(401).end();
    const { requestId } = JSON.parse(Buffer.from(body, 'base64url').toString());
    const claims = Buffer.from(JSON.stringify({ action: 'APPROVE', requestId })).toString('base64url');
    const input = `${header}.${claims}`;
    return response.end(`${input}.${sign('sha256', Buffer.from(input), answer).toString('base64url')}`);
  });
}).listen(Number(port), '127.0.0.1');
process.on('SIGTERM', () => process.exit(0));
