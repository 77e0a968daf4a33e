/** Exit codes of `callback-handler`. 64 to 78 are those of sysexits.h. */

export const exitOk = 0;
/** An expectation or a proof failed: `simulate`, `audit verify`. */
export const exitFailed = 1;
/** Wrong usage. */
export const exitUsage = 64;
/** A file given on the command line cannot be read or makes no sense. */
export const exitNoInput = 66;
/** The service cannot be started here: a port or a ledger is taken. */
export const exitUnavailable = 69;
/** Configuration or policy is wrong; everything wrong was listed. */
export const exitConfiguration = 78;
