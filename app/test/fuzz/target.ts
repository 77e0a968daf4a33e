/** What is fuzzed: one decoder or matcher with inputs that it accepts, from which others are made. */

export interface FuzzTarget {
  readonly name: string;
  /** Inputs worth changing; at least one. */
  readonly seeds: readonly Uint8Array[];
  /**
   * Feeds one input and throws where a law is broken: our code throws or answers something that is not consistent with
   * the input. A refusal is not a broken law.
   */
  run(input: Uint8Array): void;
}
