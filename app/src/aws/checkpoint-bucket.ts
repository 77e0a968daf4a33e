/**
 * Keeps checkpoints in an S3 bucket. That nobody can change or remove them is the bucket's doing: Object Lock with a
 * default retention. `If-None-Match` keeps even ourselves from writing one twice.
 */

import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { Checkpoint } from '../audit/checkpoint.ts';
import { clientDefaults } from './client.ts';

/** `prefix` without the slash at its end; may be empty. */
export function openCheckpointBucket(bucket: string, prefix: string) {
  const client = new S3Client(clientDefaults);
  return async (name: string, checkpoint: Checkpoint): Promise<void> => {
    await client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: prefix === '' ? name : `${prefix}/${name}`,
        Body: `${JSON.stringify(checkpoint)}\n`,
        ContentType: 'application/json',
        IfNoneMatch: '*',
      }),
    );
  };
}
