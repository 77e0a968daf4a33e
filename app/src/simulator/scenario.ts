/** What a scenario is. The list of all of them is `scenarios/catalogue.ts`. */

import type { Play } from './play.ts';

export interface Scenario {
  /** kebab-case; what `--scenario` takes. */
  readonly name: string;
  readonly summary: string;
  /**
   * What the co-signer must have for it: `token` a key of its own (the JWT modes), `other_signer` a signer known under
   * another co-signer. Left out of a run of all scenarios where it is missing.
   */
  readonly needs?: 'token' | 'other_signer';
  readonly play: (play: Play) => Promise<void>;
}
