/** The engine's own tables, beside the read models in the schema `read`, which may be dropped at any time. */
export const projectionMigrations = {
  schema: 'read',
  migrations: [
    {
      id: '001-engine',
      sql: `
create table read.generation (
  projection text not null,
  generation integer not null,
  version integer not null,
  definition text not null,
  state text not null check (state in ('building', 'catching-up', 'live', 'kept', 'dropped')),
  identity_generation integer,
  log_id text not null,
  log_epoch integer not null,
  tables text[] not null,
  facts_done boolean not null default false,
  derived_indexed boolean not null default false,
  progress json,
  created_at timestamptz not null default clock_timestamp(),
  live_at timestamptz,
  primary key (projection, generation)
);
create unique index generation_live on read.generation (projection) where state = 'live';

-- lanes 0 to 63 write facts and sums; lane 64 derives states from them
create table read.checkpoint (
  projection text not null,
  generation integer not null,
  lane smallint not null,
  position bigint not null,
  seen_position bigint not null default 0,
  seen_event uuid,
  primary key (projection, generation, lane)
) with (fillfactor = 30);

create table read.taken_back (
  projection text not null,
  generation integer not null,
  target uuid not null,
  kind text not null,
  position bigint not null,
  primary key (projection, generation, target, position)
);

create table read.undone_import (
  projection text not null,
  generation integer not null,
  import text not null,
  position bigint not null,
  primary key (projection, generation, import)
);

create table read.dead_letter (
  id bigint generated always as identity primary key,
  projection text not null,
  generation integer not null,
  position bigint not null,
  event_id uuid not null,
  event_type text not null,
  error text not null,
  parked_at timestamptz not null default clock_timestamp(),
  mended_at timestamptz,
  unique (projection, generation, position)
);

create table read.halt (
  projection text not null,
  generation integer not null,
  lane smallint not null,
  reason text not null,
  since timestamptz not null default clock_timestamp(),
  primary key (projection, generation, lane)
);

-- what people and other processes ask of the engine
create table read.request (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('rebuild', 'rollback', 'retry')),
  projection text not null,
  requested_at timestamptz not null default clock_timestamp(),
  done_at timestamptz,
  error text
);
`,
    },
    {
      id: '002-takings',
      sql: `
-- indexes are made where they are missing: nothing need say that they are there
alter table read.generation drop column derived_indexed;

-- where a rebuild met something taken back: applied once the facts are there
create table read.taking (
  projection text not null,
  generation integer not null,
  position bigint not null,
  primary key (projection, generation, position)
);
`,
    },
    {
      id: '003-ledger',
      sql: `
-- what of each source, day and import (or none: '') stands in the log, and in the read models: counted by reading both
create table read.ledger (
  source text not null,
  day date not null,
  import text not null,
  in_log bigint not null,
  projected bigint not null,
  first_position bigint not null,
  last_position bigint not null,
  primary key (source, day, import)
);

-- up to where it is counted, of which log, with days of which zone
create table read.ledger_counted (
  single boolean primary key default true check (single),
  position bigint not null default 0,
  log text not null default '',
  zone text not null default ''
);
insert into read.ledger_counted default values;
`,
    },
    {
      id: '004-ledger-by-quarters',
      sql: `
-- counted anew, by quarters of an hour (their number since 1970) instead of days: days of every zone are made of them
drop table read.ledger;
drop table read.ledger_counted;
create table read.ledger (
  source text not null,
  quarter integer not null,
  import text not null,
  in_log bigint not null,
  projected bigint not null,
  first_position bigint not null,
  last_position bigint not null,
  primary key (source, quarter, import)
);
create index on read.ledger (quarter);

-- up to where it is counted, of which log
create table read.ledger_counted (
  single boolean primary key default true check (single),
  position bigint not null default 0,
  log text not null default ''
);
insert into read.ledger_counted default values;
`,
    },
    {
      id: '005-turns',
      sql: `
-- whose turn it is to make read models, and until when: leases
create table read.turn (
  name text primary key,
  holder text not null,
  epoch bigint not null,
  held_until timestamptz not null
);
`,
    },
    {
      id: '006-figures',
      sql: `
-- what analysts read: views without personal fields
create schema if not exists figures;
`,
    },
    {
      id: '007-checkpoints-together',
      sql: `
-- lanes that one worker has move together: a row of them instead of a row each
create table read.checkpoint_together (
  projection text not null,
  generation integer not null,
  lane smallint not null,
  lanes smallint[] not null,
  positions bigint[] not null,
  position bigint not null,
  seen_position bigint not null default 0,
  seen_event uuid,
  primary key (projection, generation, lane)
) with (fillfactor = 30);
comment on column read.checkpoint_together.lane is 'the lowest of its lanes';
comment on column read.checkpoint_together.position is 'the lowest of its positions';
insert into read.checkpoint_together
  select projection, generation, min(lane), array_agg(lane order by lane), array_agg(position order by lane), min(position),
         max(seen_position), (array_agg(seen_event order by seen_position desc))[1]
  from read.checkpoint group by projection, generation, lane = 64;
drop table read.checkpoint;
alter table read.checkpoint_together rename to checkpoint;
alter index read.checkpoint_together_pkey rename to checkpoint_pkey;
`,
    },
    {
      id: '008-ledger-of-things',
      sql: `
-- counted anew, with what was imported of things
delete from read.ledger;
update read.ledger_counted set position = 0;
`,
    },
    {
      id: '009-lines-counted-again',
      sql: `
-- when a line was counted again last: what was mended since may have changed it
alter table read.ledger add column counted_again timestamptz not null default '-infinity';
`,
    },
  ],
} as const;
