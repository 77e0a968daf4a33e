/** Reads objects from S3, whole and bounded. Knows nothing of what they hold. */

import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { awsFault, clientDefaults } from './client.ts';

/** The largest thing that is read is an address book; a policy knows its own, smaller limit. */
export const maxObjectBytes = 128 * 1024 * 1024;

export async function readObject(bucket: string, key: string): Promise<Uint8Array> {
  const client = new S3Client(clientDefaults);
  try {
    const { Body, ContentLength } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    if (Body === undefined || ContentLength === undefined) throw new Error('it has no content');
    // Before anything of it is kept in memory.
    if (ContentLength > maxObjectBytes) throw new Error(`it is larger than ${maxObjectBytes} bytes`);
    return await Body.transformToByteArray();
  } catch (error) {
    throw new Error(`S3 object ${bucket}/${key} cannot be read: ${awsFault(error)}`, { cause: error });
  } finally {
    client.destroy();
  }
}
