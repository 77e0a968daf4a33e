/** What every AWS client here shares: bounded time and tries, and errors as one sentence without request details. */

/** Three tries of at most 5 s each stay inside the handler's 20 s deadline. */
const connectionTimeoutMs = 2_000;
const requestTimeoutMs = 5_000;

export const clientDefaults = {
  maxAttempts: 3,
  requestHandler: {
    connectionTimeout: connectionTimeoutMs,
    requestTimeout: requestTimeoutMs,
    // Without it the SDK only warns and goes on waiting.
    throwOnRequestTimeout: true,
  },
} as const;

export function awsFault(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
