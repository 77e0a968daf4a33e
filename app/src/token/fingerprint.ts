/** How a key is named in logs, audit rows and health: never by its material. */

import { hash, type KeyObject } from 'node:crypto';

/** SHA-256 of the public key's SubjectPublicKeyInfo DER (RFC 5280 section 4.1.2.7), lower-case hex. */
export function fingerprintOf(publicKey: KeyObject): string {
  return hash('sha256', publicKey.export({ format: 'der', type: 'spki' }), 'hex');
}
