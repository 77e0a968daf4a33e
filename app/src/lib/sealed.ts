/**
 * A phantom mark on a type. A value of `Sealed<T, 'Evidence'>` can be read by anybody and made only by the module
 * that calls `seal` for that name; `test/architecture/seals.test.ts` holds the closed list of which file seals what.
 * The mark costs nothing at run time.
 */

declare const mark: unique symbol;

export type Sealed<T, Name extends string> = T & { readonly [mark]: Name };

/** Puts the mark on. The one cast of the project: only the module that has made the check may call it. */
export function seal<Name extends string, T extends object>(value: T): Sealed<Readonly<T>, Name> {
  return Object.freeze(value) as Sealed<Readonly<T>, Name>;
}
