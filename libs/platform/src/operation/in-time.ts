/**
 * What some work comes to, unless it takes longer than so many milliseconds: then rejects with what `late` says. The work
 * is not stopped by that; what it comes to later is of no use to anybody.
 */
export async function inTime<T>(milliseconds: number, work: Promise<T>, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), milliseconds);
  });
  try {
    return await Promise.race([work, over]);
  } finally {
    clearTimeout(timer);
  }
}
