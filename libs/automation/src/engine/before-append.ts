import { appendingThrough, type EventLog } from '#kernel';

/** The same log, but something has to be done before anything is appended. */
export function beforeAppend(log: EventLog, first: () => Promise<void>): EventLog {
  return appendingThrough(log, {
    append: async (stream, events, expected) => {
      await first();
      return log.append(stream, events, expected);
    },
    appendAll: async (requests) => {
      await first();
      return log.appendAll(requests);
    },
  });
}
