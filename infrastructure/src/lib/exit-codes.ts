/** Exit codes of `deploy.sh`, in one table: the help text and docs/operations.md are held to it. 64 and up: sysexits.h. */

export const exitCodes = {
  ok: 0,
  /** A check, a deployment or a smoke test failed; the reason was printed. */
  failed: 1,
  /** The operator said no. */
  declined: 2,
  /** Wrong usage of the command line. */
  usage: 64,
  /** A tool or a service that is needed is not there, or AWS did not answer. */
  unavailable: 69,
  /** Somebody else is changing the stack. */
  busy: 75,
  /** AWS refused the caller. */
  denied: 77,
  /** The deployment file, a key or a document is wrong; everything wrong was listed. */
  configuration: 78,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export const exitCodesHelp = `
Exit codes:
  0   done, or nothing to do
  1   a check, a deployment or a smoke test failed; the first reason was printed
  2   the operator said no
  64  wrong usage
  69  a tool or a service is not there
  75  the stack is being changed by somebody else
  77  AWS refused the caller
  78  the deployment file, a key or a document is wrong; everything wrong was listed`;
