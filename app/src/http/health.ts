/**
 * The one answer to "may requests be sent here?": 200 while everything that a decision needs is good, else 503 with the
 * reasons. No secrets: key fingerprints, counts, words. Warnings do not change the status.
 */

export interface Health {
  /** Snake_case words; empty means good. */
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
  readonly policySha256: string;
  readonly answerKeys: readonly {
    readonly name: string;
    readonly algorithm: string;
    readonly fingerprint: string;
  }[];
  readonly ledgerRows: number;
}

export function renderHealth(health: Health): { readonly status: 200 | 503; readonly body: string } {
  const healthy = health.problems.length === 0;
  const body = `${JSON.stringify({ status: healthy ? 'ok' : 'unhealthy', ...health })}\n`;
  return { status: healthy ? 200 : 503, body };
}
