/**
 * The sentences that the handler is documented to answer with, as a co-signer reads them. Written down again on purpose:
 * a sentence that changes breaks the expectations of whoever reads the workspace's audit log.
 */

export const notUnderstood = 'The request could not be read without doubt.';
export const signerNotAllowed = 'The signer is not allowed for this co-signer.';
export const bytesDiffer = 'The raw transaction does not match the request.';
export const notPermitted = 'The policy does not permit this request.';
export const notSupported = 'This kind of transaction is not supported.';
export const idReused = 'The request id was used before with other content.';
export const waits = 'The request waits for a decision.';
