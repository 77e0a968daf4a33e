/**
 * Whose a token account is, and of which mint. The chain knows; here it follows from the account's address alone, when it
 * is the associated account of somebody who is already in question: the source, a declared recipient, or an owner for
 * whom this transaction makes it. Any other token account is nobody's that is known, and stays an address.
 */

import { associatedTokenAccount } from './derive.ts';
import type { TokenAccountEffect, TokenEffect } from './effect.ts';

export interface Owner {
  readonly owner: string;
  readonly mint: string;
}

/** Deriving is the dearest thing here, so nothing is derived twice. */
export class TokenAccounts {
  readonly #people: readonly string[];
  readonly #derived = new Map<string, string>();
  readonly #made = new Map<string, Owner>();

  /** `people`: who may own an account; only addresses that `isSolanaAddress` accepts. */
  constructor(people: readonly string[]) {
    this.#people = people;
  }

  /** The program makes an account only where its address is the derived one. */
  note({ account, owner, mint, program }: TokenAccountEffect): void {
    if (this.addressOf(owner, mint, program) === account) this.#made.set(account, { owner, mint });
  }

  addressOf(owner: string, mint: string, program: string): string {
    const key = `${owner} ${mint} ${program}`;
    const address = this.#derived.get(key) ?? associatedTokenAccount(owner, mint, program);
    this.#derived.set(key, address);
    return address;
  }

  /** The owner, where the account is the associated one of somebody known for this mint. */
  ownerOf(account: string, mint: string, program: string): string | undefined {
    const made = this.#made.get(account);
    if (made?.mint === mint) return made.owner;
    return this.#people.find((owner) => this.addressOf(owner, mint, program) === account);
  }

  /**
   * The mint of a transfer. The plain one does not name it, but both its accounts are of one mint, and the address of
   * an associated account is of one mint only: `likely` is tried.
   */
  mintOf(
    { mint, source, destination }: TokenEffect,
    likely: string | undefined,
    program: string,
  ): string | undefined {
    if (mint !== undefined) return mint;
    const made = this.#made.get(destination);
    if (made !== undefined || likely === undefined) return made?.mint;
    const proven = [source, destination].some(
      (account) => this.ownerOf(account, likely, program) !== undefined,
    );
    return proven ? likely : undefined;
  }
}
