/**
 * Limits of the listeners, each with its unit and reason. A stranger can reach all of them; a co-signer none.
 */

/** A request with 250 UTXO inputs and their pre-images is about 250 kB. */
export const maxBodyBytes = 1_048_576;

/** Co-signers send a handful of short headers. */
export const maxHeaderBytes = 8_192;

/** From the first byte to the last header. */
export const headersTimeoutMs = 5_000;

/** From the first byte to the last of the body: a slow body must not hold a connection. */
export const requestTimeoutMs = 10_000;

/** Longer than the 60 s after which a load balancer closes an idle connection, so that it never meets a closed one. */
export const keepAliveTimeoutMs = 75_000;

/** Co-signers and a load balancer hold a few dozen; the rest of the memory belongs to the ledger. */
export const maxConnections = 2_048;

/** How long the rest of a refused body is read and forgotten, so that the sender sees the refusal. */
export const discardTimeoutMs = 1_000;

/** How often timeouts are looked at: bounds how late a slow request is cut off. */
export const connectionsCheckMs = 1_000;

/** After SIGTERM: open requests may take the co-signer's own 30 s, less a little for the way back. */
export const drainTimeoutMs = 28_000;
