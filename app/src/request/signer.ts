/**
 * May this co-signer's key speak for this API user? One co-signer key signs for every API user that is paired with it, so
 * the signature proves the co-signer and only the directory ties the signer to it (protocol 2.1, threat 11).
 */

import { type Denial, deny } from '../decision/denial.ts';
import { err, ok, type Result } from '../lib/result.ts';

/** `signerId` to the name of the one co-signer that may speak for it. From the configuration. */
export type SignerDirectory = ReadonlyMap<string, string>;

/** `cosigner` is the name that authentication found, never anything from the request. */
export function checkSigner(
  signerId: string,
  cosigner: string,
  directory: SignerDirectory,
): Result<void, Denial> {
  const owner = directory.get(signerId);
  if (owner === undefined) return err(deny('signer_unknown', { signerId, cosigner }));
  if (owner !== cosigner) return err(deny('signer_of_other_cosigner', { signerId, cosigner, owner }));
  return ok(undefined);
}
