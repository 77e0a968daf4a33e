/**
 * How much of everything a request may hold. The HTTP room bounds the whole body (1 MiB); these bound what one field can
 * make later rooms do and the audit store.
 */

/** UUIDs, asset ids, account numbers, a caller's own transaction id; the longest asset id known has 40 characters. */
export const maxIdCharacters = 256;
export const maxNameCharacters = 1_024;
/** The longest address in use (Cardano's old ones) has about 110 characters. */
export const maxAddressCharacters = 1_024;
export const maxTagCharacters = 1_024;
export const maxNoteCharacters = 8_192;

/** More than any payout observed; each destination costs work in every later room. */
export const maxDestinations = 1_000;
/** One entry per input; a co-signer signs at most 250 inputs (protocol section 8.6). */
export const maxRawTransactions = 300;
/** A transaction of 128 KiB, the most that public EVM nodes relay, in hexadecimal. */
export const maxRawTransactionCharacters = 2 * 128 * 1_024;
/** Ed25519 signs the message itself: the largest of Solana has 1,232 bytes, in hexadecimal. */
export const maxDigestCharacters = 2 * 1_232;
/** Captured signing groups have three members. */
export const maxPlayers = 100;

/** One deposit address per asset of an exchange account. */
export const maxAccountAddresses = 1_000;
/** JSON inside JSON: a routing policy names a few dozen services; an address map has the entries above. */
export const maxJsonTextCharacters = 256 * 1_024;

/** Unknown fields beyond this many are not listed: the list is for people, and the body is kept. */
export const maxUnknownFields = 50;
export const maxUnknownFieldCharacters = 64;
/** How much of a value that is refused goes into the denial's detail. */
export const maxShownCharacters = 64;
