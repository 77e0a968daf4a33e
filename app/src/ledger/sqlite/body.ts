/**
 * How request bodies are kept: plain, encrypted or not at all. Encrypted is AES-256-GCM (NIST SP 800-38D) stored as
 *
 *   nonce (12 random bytes) || ciphertext || tag (16 bytes)         additional data: the body's SHA-256
 *
 * The additional data is in the row's hashed text, so a ciphertext cannot be moved to another row. With random nonces one
 * key must not see more than 2^32 bodies (section 8.3), which is centuries at the rates of a co-signer.
 */

import { createCipheriv, createDecipheriv, createHmac, type KeyObject, randomBytes } from 'node:crypto';

export type BodyKeeping =
  | { readonly mode: 'plain' }
  /** A secret key of 32 bytes. */
  | { readonly mode: 'encrypted'; readonly key: KeyObject }
  | { readonly mode: 'omitted' };

/** What is stored for a body. `bodySha256` is lower-case hex. */
export function sealBody(keeping: BodyKeeping, body: Uint8Array, bodySha256: string): Uint8Array | null {
  switch (keeping.mode) {
    case 'plain':
      return body;
    case 'omitted':
      return null;
    case 'encrypted': {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', keeping.key, nonce, { authTagLength: tagBytes });
      cipher.setAAD(Buffer.from(bodySha256, 'hex'));
      return Buffer.concat([nonce, cipher.update(body), cipher.final(), cipher.getAuthTag()]);
    }
  }
}

/** The body again, or `unreadable` when these bytes were not sealed under this key for this hash. */
export function openBody(key: KeyObject, sealed: Uint8Array, bodySha256: string): Uint8Array | 'unreadable' {
  if (sealed.length < nonceBytes + tagBytes) return 'unreadable';
  const end = sealed.length - tagBytes;
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, nonceBytes), {
    authTagLength: tagBytes,
  });
  decipher.setAAD(Buffer.from(bodySha256, 'hex'));
  decipher.setAuthTag(sealed.subarray(end));
  const body = decipher.update(sealed.subarray(nonceBytes, end));
  try {
    return Buffer.concat([body, decipher.final()]);
  } catch {
    return 'unreadable';
  }
}

/** A value by which a ledger recognises its key without telling it; empty where there is no key. */
export function bodyKeyCheck(keeping: BodyKeeping): string {
  if (keeping.mode !== 'encrypted') return '';
  return createHmac('sha256', keeping.key).update('callback-handler ledger body key').digest('hex');
}

const nonceBytes = 12;
const tagBytes = 16;
