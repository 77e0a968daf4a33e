/** What an instruction does with value, before anybody has asked whose it is. Types only. */

export type Effect = SolEffect | TokenEffect | ApprovalEffect | TokenAccountEffect;

/** Lamports go from one account to another. */
export interface SolEffect {
  readonly kind: 'sol';
  readonly from: string;
  readonly to: string;
  readonly units: bigint;
}

/** Tokens go from one token account to another. */
export interface TokenEffect {
  readonly kind: 'token';
  readonly source: string;
  /** The plain `transfer` does not name it. */
  readonly mint: string | undefined;
  readonly destination: string;
  readonly authority: string;
  readonly units: bigint;
  readonly decimals: number | undefined;
}

/** Somebody may take tokens out of a token account. */
export interface ApprovalEffect {
  readonly kind: 'approval';
  readonly account: string;
  readonly mint: string | undefined;
  readonly delegate: string;
  readonly units: bigint;
}

/** A token account is made, whose owner and mint the instruction names. */
export interface TokenAccountEffect {
  readonly kind: 'token_account';
  readonly account: string;
  readonly owner: string;
  readonly mint: string;
  readonly program: string;
}
