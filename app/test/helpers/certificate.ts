/**
 * X.509 certificates for tests of TLS: made on the spot, so that none expires in the repository and nothing but Node is
 * needed. Just enough of RFC 5280: version 3, P-256, names of one part, optionally a certificate authority.
 */

import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';

export interface Certificate {
  readonly cert: string;
  readonly key: string;
  readonly name: string;
  readonly privateKey: KeyObject;
}

export interface CertificateOptions {
  readonly name: string;
  /** Self-signed when absent. */
  readonly issuer?: Certificate;
  readonly authority?: boolean;
  /** Host names and IPv4 addresses it is good for. */
  readonly hosts?: readonly string[];
}

export function makeCertificate({
  name,
  issuer,
  authority = false,
  hosts = [],
}: CertificateOptions): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const algorithm = sequence(oid(ecdsaWithSha256));
  const extensions = [
    sequence(oid(basicConstraints), octets(sequence(...(authority ? [tag(0x01, Buffer.of(0xff))] : [])))),
    ...(hosts.length === 0
      ? []
      : [sequence(oid(subjectAltName), octets(sequence(...hosts.map(generalName))))]),
  ];
  const certified = sequence(
    tag(0xa0, tag(0x02, Buffer.of(2))),
    tag(0x02, Buffer.of(1)),
    algorithm,
    commonName(issuer?.name ?? name),
    sequence(tag(0x18, Buffer.from('20200101000000Z')), tag(0x18, Buffer.from('29991231235959Z'))),
    commonName(name),
    publicKey.export({ type: 'spki', format: 'der' }),
    tag(0xa3, sequence(...extensions)),
  );
  const signature = sign('sha256', certified, issuer?.privateKey ?? privateKey);
  const der = sequence(certified, algorithm, tag(0x03, Buffer.concat([Buffer.of(0), signature])));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    name,
    privateKey,
  };
}

const ecdsaWithSha256 = '2a8648ce3d040302';
const commonNameAttribute = '550403';
const basicConstraints = '551d13';
const subjectAltName = '551d11';

function commonName(name: string): Buffer {
  return sequence(tag(0x31, sequence(oid(commonNameAttribute), tag(0x0c, Buffer.from(name)))));
}

function generalName(host: string): Buffer {
  const isAddress = /^[0-9.]+$/.test(host);
  return isAddress ? tag(0x87, Buffer.from(host.split('.').map(Number))) : tag(0x82, Buffer.from(host));
}

function oid(hex: string): Buffer {
  return tag(0x06, Buffer.from(hex, 'hex'));
}

function octets(content: Buffer): Buffer {
  return tag(0x04, content);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tag(0x30, Buffer.concat(parts));
}

function tag(type: number, content: Buffer): Buffer {
  if (content.length < 128) return Buffer.concat([Buffer.of(type, content.length), content]);
  const length = Buffer.from(content.length.toString(16).padStart(4, '0'), 'hex');
  return Buffer.concat([Buffer.of(type, 0x82), length, content]);
}
