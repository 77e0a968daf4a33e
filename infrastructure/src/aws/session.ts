/** Which account, region and profile; every client is made with it. The SDK's clients are loaded where they are used. */

export interface Session {
  readonly region: string;
  /** A named profile of the caller's AWS configuration; undefined leaves the choice to the environment. */
  readonly profile?: string;
}

/** Constructor options of every client. */
export function clientOptions({ region, profile }: Session) {
  return { region, maxAttempts: 6, ...(profile === undefined ? {} : { profile }) };
}
