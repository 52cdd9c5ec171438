import type { EventLog } from '#kernel';

/** The same log, but something has to be done before anything is appended. */
export function beforeAppend(log: EventLog, first: () => Promise<void>): EventLog {
  return {
    identity: () => log.identity(),
    append: async (stream, events, expected) => {
      await first();
      return log.append(stream, events, expected);
    },
    appendAll: async (requests) => {
      await first();
      return log.appendAll(requests);
    },
    readStream: (stream, from) => log.readStream(stream, from),
    takenBack: (stream) => log.takenBack(stream),
    readAll: (options) => log.readAll(options),
    readAt: (positions) => log.readAt(positions),
    locate: (ids) => log.locate(ids),
    head: () => log.head(),
    watch: (wake) => log.watch(wake),
    close: () => log.close(),
  };
}
