/** The decoders of the border: JSON, numbers, tokens, requests. */

import { generateKeyPairSync, sign } from 'node:crypto';
import { decodeBase64url, encodeBase64url } from '../../src/lib/base64url.ts';
import { formatDecimal, parseDecimal } from '../../src/lib/decimal.ts';
import { parseJson } from '../../src/lib/json.ts';
import { parseRequest } from '../../src/request/parse.ts';
import { verifyToken } from '../../src/token/verify.ts';
import { authentic, ethereumSample, readVector } from '../helpers/requests.ts';
import type { FuzzTarget } from './target.ts';

const request = Buffer.from(JSON.stringify(ethereumSample().payload));
const approval = Buffer.from(String(JSON.parse(readVector('approval-request.json')).text));
const change = Buffer.from(
  '{"requestId":"r","signerId":"s","type":"UNMANAGED_WALLET","extraInfo":{"subType":"EXTERNAL","walletName":"w","walletId":"1","asset":"ETH","address":"0x5dC69B1Fbb13Bafd09af88a782F0F285772Ad5f8","tag":""}}',
);

export const jsonTarget: FuzzTarget = {
  name: 'json',
  seeds: [request, approval, change],
  run(input) {
    const parsed = parseJson(input);
    if (!parsed.ok) return;
    // What is accepted is what the platform reads, too.
    const again = JSON.stringify(JSON.parse(Buffer.from(input).toString('utf8')));
    if (JSON.stringify(parsed.value) !== again) throw new Error('another reading');
  },
};

export const requestTarget: FuzzTarget = {
  name: 'request',
  seeds: [request, approval, change],
  run(input) {
    for (const path of ['transaction', 'configuration_change'] as const) {
      const parsed = parseRequest(path, authentic(input));
      if (parsed.ok && parsed.value.requestId === '') throw new Error('a request without an id');
    }
  },
};

const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
const signingInput = `${encodeBase64url('{"typ":"JWT","alg":"RS256"}')}.${encodeBase64url('{"requestId":"r"}')}`;
const signature = sign('sha256', Buffer.from(signingInput), keys.privateKey);
const token = Buffer.from(`${signingInput}.${signature.toString('base64url')}`);
const pinned = [{ cosigner: 'c', name: 'k', publicKey: keys.publicKey, signatureBytes: 256 }];

export const tokenTarget: FuzzTarget = {
  name: 'token',
  seeds: [token],
  run(input) {
    const verified = verifyToken(Buffer.from(input), pinned);
    if (verified.ok && !token.equals(input)) throw new Error('authenticated what nobody signed');
  },
};

export const textTarget: FuzzTarget = {
  name: 'text',
  seeds: ['0.010000000000000000', '1', '123456789.00000001', 'eyJ0eXAiOiJKV1Qi', 'AA', 'AAA'].map((text) =>
    Buffer.from(text),
  ),
  run(input) {
    const text = Buffer.from(input).toString('latin1');
    const bytes = decodeBase64url(text);
    if (bytes.ok && encodeBase64url(bytes.value) !== text) throw new Error('a second spelling of base64url');
    const amount = parseDecimal(text);
    if (!amount.ok) return;
    const again = parseDecimal(formatDecimal(amount.value));
    if (!again.ok || again.value.units !== amount.value.units || again.value.scale !== amount.value.scale)
      throw new Error('a number that does not come back');
  },
};
