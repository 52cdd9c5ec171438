import { file, integer, optional, type Described, type Setting } from './setting.js';

/** How a log in EventStoreDB is reached. */
export const eventStoreRows = {
  eventStoreUrl: optional(
    eventStoreUrl({
      variable: 'EVENTSTORE_URL',
      description:
        'An EventStoreDB server (24.6 or later) that holds the event log, for this installation alone. Absent: the log is in PostgreSQL. An installation that holds events keeps its log where it is.',
      secret: true,
    }),
  ),
  eventStoreDeadline: integer({
    variable: 'THROUGHLINE_EVENTSTORE_DEADLINE',
    fallback: 10_000,
    min: 500,
    max: 120_000,
    description: 'Milliseconds after which a call to EventStoreDB without an answer is given up, and tried again.',
  }),
  eventStoreInFlight: integer({
    variable: 'THROUGHLINE_EVENTSTORE_IN_FLIGHT',
    fallback: 1_000,
    min: 1,
    max: 10_000,
    description: 'Most touches on their way to EventStoreDB at the same time, of each thread that appends.',
  }),
  eventStoreMaxAppendBytes: integer({
    variable: 'THROUGHLINE_EVENTSTORE_MAX_APPEND_BYTES',
    fallback: 1_048_576,
    min: 300_000,
    max: 16_777_216,
    description: 'Bytes that EventStoreDB takes in one append: what its own setting MaxAppendSize says.',
  }),
  eventStoreCaFile: optional(
    file({
      variable: 'THROUGHLINE_EVENTSTORE_CA_FILE',
      description:
        'File (PEM) of the authority that signed the certificate of EventStoreDB, where EVENTSTORE_URL names none (tlsCAFile).',
    }),
  ),
} as const satisfies Record<string, Setting<unknown>>;

function eventStoreUrl(row: Described): Setting<string> {
  return {
    ...row,
    accepts: 'esdb://user:password@host:2113',
    parse: (value) => {
      if (!/^esdb(?:\+discover)?:\/\/\S+$/.test(value.trim()))
        throw new Error('give a connection string such as esdb://user:password@host:2113?tls=true');
      return value.trim();
    },
  };
}
