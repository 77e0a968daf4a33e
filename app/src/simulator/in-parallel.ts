/** Runs a task many times with a bound on how many run at once; results in order of their start. */

export async function inParallel<T>(
  count: number,
  concurrency: number,
  task: () => Promise<T>,
): Promise<readonly T[]> {
  const results: T[] = [];
  let started = 0;
  const worker = async (): Promise<void> => {
    while (started < count) {
      const index = started;
      started += 1;
      results[index] = await task();
    }
  };
  await Promise.all(Array.from({ length: Math.min(count, concurrency) }, worker));
  return results;
}
