import type { EventLog } from './ports/event-log.js';

/** The same log, but everything is appended through something else: to count it, or to do something before. */
export function appendingThrough(log: EventLog, through: Pick<EventLog, 'append' | 'appendAll'>): EventLog {
  return {
    spacing: log.spacing,
    append: through.append,
    appendAll: through.appendAll,
    identity: () => log.identity(),
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
