/**
 * Where documents and keys are read from. The port that keeps AWS out of this room: `aws/` implements the last
 * three, `files.ts` the first two.
 */

import type { AnswerSigner } from '../token/answer.ts';

export interface Sources {
  /** The file's text. Rejects with a sentence for the operator. */
  readFile(path: string): Promise<string>;
  /** The text of a file that holds a secret; refused when other users of the host can read it. */
  readSecretFile(path: string): Promise<string>;
  /** The bytes of an object in S3. */
  readObject(bucket: string, key: string): Promise<Uint8Array>;
  /** A decrypted SSM parameter. */
  readParameter(name: string): Promise<string>;
  /** A signer whose key stays in KMS. */
  openKmsSigner(name: string, keyId: string): Promise<AnswerSigner>;
}
