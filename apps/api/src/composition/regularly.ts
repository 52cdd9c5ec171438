import { databaseAway, type Logger } from '#platform';
import { NotBuilt } from '#queries';

/** Does something now and then until the function it answers is called, which waits for what is being done. */
export function regularly(ms: number, work: () => Promise<void>, logger: Logger, trouble: string): () => Promise<void> {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const turn = (): void => {
    running = work()
      .catch((error: unknown) => {
        // Both are said elsewhere already, and pass.
        if (!stopped && !(error instanceof NotBuilt) && !databaseAway(error)) logger.warn({ err: error }, trouble);
      })
      .finally(() => {
        if (!stopped) timer = setTimeout(turn, ms).unref();
      });
  };
  turn();
  return () => {
    stopped = true;
    clearTimeout(timer);
    return running;
  };
}
