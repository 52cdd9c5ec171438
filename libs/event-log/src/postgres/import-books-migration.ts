import type { MigrationSet } from '#platform';

/** Gives receipts to what was imported of things before it had any. It stands in the log: it was received and recorded. */
export const RECEIPTS_OF_THINGS = `
insert into vault.receipts
  (at, mark, source, import, received, recorded, repeated, differing, first_position, last_position)
select min(e.recorded_at), gen_random_uuid(), e.envelope -> 'source' ->> 'name', s.import, count(*), count(*), 0, 0,
       min(e.position), max(e.position)
from log.stream_events s join log.events e on e.position = s.position
where s.import is not null
group by e.recorded_at / 900000, 3, 4`;

/** What the ledger needs to know of files. */
export const importBooksMigration: MigrationSet['migrations'][number] = {
  id: '007-import-books',
  sql: `
-- What became of an import's messages besides being recorded, as far as the file was read: the run that read furthest says
-- it, all of it at once. received: counted as they were read, less those that the log recorded.
create table vault.import_books (
  import text primary key,
  source text not null,
  at bigint not null,
  rows bigint not null,
  received bigint not null,
  repeated bigint not null,
  refused bigint not null
);
create index on vault.import_books (at);

-- The streams of what is imported of things; null of a touch, whose stream its id tells, and where all are touches.
alter table vault.intents add column streams text[];
${RECEIPTS_OF_THINGS};
`,
};
