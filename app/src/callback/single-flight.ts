/** Work that is under way is joined, not started again: a thousand copies of one question are one decision. */

export class SingleFlight<T> {
  readonly #underWay = new Map<string, Promise<T>>();

  /** Different pieces of work under way now. */
  get size(): number {
    return this.#underWay.size;
  }

  has(key: string): boolean {
    return this.#underWay.has(key);
  }

  /** The result of the work named `key`: joined if it is under way, else started with `work`. */
  run(key: string, work: () => Promise<T>): Promise<T> {
    const joined = this.#underWay.get(key);
    if (joined !== undefined) return joined;
    const started = work().finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, started);
    return started;
  }
}
