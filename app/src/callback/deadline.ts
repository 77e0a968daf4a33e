/** A promise against a clock. */

/** What `work` resolves to, or `late()` if that takes longer than `milliseconds`. `work` itself goes on. */
export function withinDeadline<T>(
  work: Promise<T>,
  milliseconds: number,
  late: () => Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => resolve(late()), milliseconds);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
