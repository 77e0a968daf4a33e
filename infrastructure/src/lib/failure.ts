/** Why a command could not do what it was asked: a sentence for the operator and the code the program ends with. */

import type { ExitCode } from './exit-codes.ts';

export interface Failure {
  readonly code: ExitCode;
  /** Each is complete in itself; all problems of one kind are reported together. */
  readonly problems: readonly string[];
}

export function failure(code: ExitCode, ...problems: readonly string[]): Failure {
  return { code, problems };
}
