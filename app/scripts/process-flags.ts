/**
 * The flags that the handler's process runs with, in development and in production: it may read and write what it is
 * granted and nothing else, starts no other program, and turns no text into code. The image's command holds the same
 * flags; a test compares them.
 */

export interface FileGrants {
  /** Files, or folders with all that is in them. */
  readonly readable: readonly string[];
  readonly writable: readonly string[];
}

export function processFlags({ readable, writable }: FileGrants): string[] {
  return [
    '--permission',
    ...readable.map((path) => `--allow-fs-read=${path}`),
    ...writable.map((path) => `--allow-fs-write=${path}`),
    // The ledger writes from a thread of its own, which is bound by the same grants; the warning says it might not be.
    '--allow-worker',
    '--disable-warning=PERM0006',
    '--disallow-code-generation-from-strings',
    '--disable-proto=delete',
    // Memory (docs/performance.md): a nursery that holds what some hundred requests make, so that almost nothing is
    // left of them when it is cleared; and `serve` gives back what starting up left behind.
    '--max-semi-space-size=16',
    '--expose-gc',
  ];
}
