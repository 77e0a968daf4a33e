/** Where the policy lies: a file, or an object in S3. Its address book files lie beside it. Reads nothing. */

export type PolicyPlace =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 's3'; readonly bucket: string; readonly key: string };

/** S3's rules for names of buckets and keys, as far as a typing mistake could break them. */
const s3Shape = /^s3:([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])\/([^/].{0,1023})$/;

export function parsePolicyPlace(text: string): PolicyPlace | undefined {
  if (text.startsWith('file:') && text !== 'file:') return { kind: 'file', path: text.slice('file:'.length) };
  const [, bucket, key] = s3Shape.exec(text) ?? [];
  if (bucket === undefined || key === undefined || key.endsWith('/')) return undefined;
  return { kind: 's3', bucket, key };
}
