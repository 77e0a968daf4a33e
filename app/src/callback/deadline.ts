/** A promise against a clock. */

/** What `work` resolves to, or `late()` if that takes longer than `milliseconds`. `work` itself goes on. */
export async function withinDeadline<T>(
  work: Promise<T>,
  milliseconds: number,
  late: () => Promise<T>,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<'expired'>((resolve) => {
    timer = setTimeout(resolve, milliseconds, 'expired');
  });
  try {
    const first = await Promise.race([work.then((value) => ({ value })), expired]);
    return first === 'expired' ? await late() : first.value;
  } finally {
    clearTimeout(timer);
  }
}
