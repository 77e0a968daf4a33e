/** Objects of the bootstrap bucket: policy documents, named by their hash, so that none is ever overwritten. */

import { HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { clientOptions, type Session } from './session.ts';

export interface Documents {
  exists(bucket: string, key: string): Promise<boolean>;
  put(bucket: string, key: string, content: Buffer): Promise<void>;
}

export function openDocuments(session: Session): Documents {
  const pathStyle = process.env['AWS_ENDPOINT_URL'] !== undefined;
  const client = new S3Client({ ...clientOptions(session), forcePathStyle: pathStyle });
  return {
    async exists(bucket, key) {
      try {
        await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
        return true;
      } catch (error) {
        if (error instanceof Error && (error.name === 'NotFound' || error.name === 'NoSuchKey')) return false;
        throw error;
      }
    },
    async put(bucket, key, content) {
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: content }));
    },
  };
}
