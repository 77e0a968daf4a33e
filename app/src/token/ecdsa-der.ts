/** ECDSA P-256 signatures: DER `SEQUENCE { INTEGER r, INTEGER s }` (RFC 3279 section 2.2.3) to r || s, 64 bytes. */

const coordinateBytes = 32;

export function ecdsaDerToRaw(der: Uint8Array): Uint8Array {
  if (der[0] !== 0x30 || der[1] !== der.length - 2) throw new Error('not a DER sequence');
  const raw = new Uint8Array(2 * coordinateBytes);
  const end = copyInteger(der, 2, raw.subarray(0, coordinateBytes));
  if (copyInteger(der, end, raw.subarray(coordinateBytes)) !== der.length)
    throw new Error('bytes after the signature');
  return raw;
}

/** Copies the integer at `start` right-aligned into `target`; returns the offset behind it. */
function copyInteger(der: Uint8Array, start: number, target: Uint8Array): number {
  const length = der[start + 1] ?? 0;
  const end = start + 2 + length;
  if (der[start] !== 0x02 || length === 0 || end > der.length) throw new Error('not a DER integer');
  const digits = der.subarray(der[start + 2] === 0 ? start + 3 : start + 2, end);
  if (digits.length > target.length) throw new Error('integer is too large for P-256');
  target.set(digits, target.length - digits.length);
  return end;
}
