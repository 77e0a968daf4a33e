/**
 * Takes out of a text what a stranger must not learn: tokens, keys, transaction data, addresses, ids of people and
 * accounts. The same value becomes the same word within one text, so that a reader can still follow it.
 */

const rules: readonly (readonly [word: string, pattern: RegExp])[] = [
  ['pem', /-----BEGIN [A-Z ]+-----[\s\S]*?-----END [A-Z ]+-----/g],
  ['token', /\beyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*/g],
  ['mail', /[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+/g],
  ['id', /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi],
  // Digests of images and policies help and tell nothing; other long hexadecimal is transaction data.
  ['hex', /(?<!sha256:)\b(0x)?[0-9a-f]{40,}\b/gi],
  ['address', /\b(bc1|tb1|[13])[a-zA-HJ-NP-Z0-9]{25,62}\b/g],
  ['account', /\b\d{12}\b/g],
  ['ip', /\b\d{1,3}(\.\d{1,3}){3}\b/g],
];

export function redact(text: string): string {
  return rules.reduce((current, [word, pattern]) => {
    const seen = new Map<string, string>();
    return current.replace(pattern, (found) => {
      const known = seen.get(found) ?? `<${word}-${seen.size + 1}>`;
      seen.set(found, known);
      return known;
    });
  }, text);
}
