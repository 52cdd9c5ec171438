import type { MigrationSet } from '#platform';

/**
 * What EventStoreDB does not tell: where a decision's event is, and who takes back what. Made of the log, and made again
 * from it whenever it is of another one: nothing is lost with it.
 */
export const logIndexMigrations: MigrationSet = {
  schema: 'log_index',
  migrations: [
    {
      id: '001-log-index',
      sql: `
-- Up to where the log is in these tables: those of another log are emptied. active: this installation's log is in
-- EventStoreDB, not in the tables of the schema log.
create table log_index.state (
  single boolean primary key default true check (single),
  active boolean not null default false,
  log text,
  position bigint not null default 0
);
insert into log_index.state default values;

-- Streams of decisions. Touches have none here: their streams tell their ids.
create table log_index.stream_events (
  stream text not null,
  revision integer not null,
  position bigint not null,
  event uuid not null,
  import text,
  fingerprint uuid not null,
  primary key (stream, revision)
);
create index on log_index.stream_events (event);

-- What takes something back: one event (target, in its stream) or an import; own_stream: where it stands itself.
create table log_index.taken_back (
  position bigint not null,
  event uuid not null,
  own_import text,
  own_stream text not null,
  stream text,
  target uuid,
  undone_import text,
  primary key (position)
);
create index on log_index.taken_back (stream) where stream is not null;
create index on log_index.taken_back (target) where target is not null;
create index on log_index.taken_back (undone_import) where undone_import is not null;
`,
    },
    {
      id: '002-places',
      sql: `
-- Where events begin, one in about a million bytes: nothing can be read from a place where none does. Up to where the
-- index is, those of decisions that are in it. The index itself is left as it is: programs of the release before may be
-- adding to it, and go on from where it was.
create table log_index.places (position bigint primary key);
insert into log_index.places select min(position) from log_index.stream_events group by position / 1000000;
`,
    },
  ],
};
