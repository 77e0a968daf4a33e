/** Objects of the bootstrap bucket: policy documents, named by their hash, so that none is ever overwritten. */

import { HeadObjectCommand, PutObjectCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3';
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
        // Who may not list the bucket gets 403 for what is not there; a real refusal shows when it is written.
        if (error instanceof S3ServiceException && [403, 404].includes(error.$metadata.httpStatusCode ?? 0)) {
          return false;
        }
        throw error;
      }
    },
    async put(bucket, key, content) {
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: content }));
    },
  };
}
