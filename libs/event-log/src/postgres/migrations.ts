import { migrate, type MigrationSet } from '#platform';
import { logIndexMigrations } from '../eventstoredb/index-migrations.js';
import { intentsMigration } from '../eventstoredb/intents-migration.js';
import { booksMigration } from './books-migration.js';
import { importBooksMigration } from './import-books-migration.js';

/** Parts of the ids table: ranges of the first bits of a keyed hash, so that equally many ids fall into each. */
export const ID_PARTS = 4;

/** The part an id belongs to. */
export function idPart(id: string): number {
  return (parseInt(id.charAt(0), 16) * ID_PARTS) >> 4;
}

/** Positions of one partition of the events. */
export const PARTITION_SIZE = 4_194_304;

const idParts = Array.from({ length: ID_PARTS }, (_, part) => {
  const bound = (of: number): string =>
    of === ID_PARTS ? 'maxvalue' : `'${((of * 16) / ID_PARTS).toString(16)}0000000-0000-0000-0000-000000000000'`;
  return `create table log.ids_${part} partition of log.ids for values from (${bound(part)}) to (${bound(part + 1)});`;
}).join('\n');

/**
 * The log is written once and never updated: the head and the revisions are read from the end of an index instead of
 * rows of their own, which any long transaction elsewhere would make longer and slower with every append.
 */
const log: MigrationSet = {
  schema: 'log',
  migrations: [
    {
      id: '001-log',
      sql: `
create table log.identity (
  single boolean primary key default true check (single),
  id uuid not null default gen_random_uuid(),
  epoch integer not null default 1,
  partition_size bigint not null default ${PARTITION_SIZE}
);
insert into log.identity default values;

-- Envelopes as text to the letter (json, not jsonb): what is stored is what is hashed.
-- revision is null for touches: alone in their stream, they are at 0.
create table log.events (
  position bigint not null,
  recorded_at bigint not null,
  revision integer,
  type text not null,
  envelope json not null,
  primary key (position)
) partition by range (position);

create table log.ids (
  id uuid not null,
  position bigint not null,
  fingerprint uuid not null,
  primary key (id)
) partition by range (id);
${idParts}

-- Streams of decisions. Touches have none here.
create table log.stream_events (
  stream text not null,
  revision integer not null,
  position bigint not null,
  event uuid not null,
  import text,
  primary key (stream, revision)
);

-- What takes something back: one event (target, in its stream) or an import.
create table log.taken_back (
  position bigint not null,
  event uuid not null,
  own_import text,
  stream text,
  target uuid,
  undone_import text,
  primary key (position)
);
create index on log.taken_back (stream) where stream is not null;
create index on log.taken_back (target) where target is not null;
create index on log.taken_back (undone_import) where undone_import is not null;
`,
    },
  ],
};

const vault: MigrationSet = {
  schema: 'vault',
  migrations: [
    {
      id: '001-vault',
      sql: `
create table vault.state (
  single boolean primary key default true check (single),
  epoch bigint not null default 0,
  master_check bytea
);
insert into vault.state default values;

-- All keys of one data subject's node, wrapped together by the master key; null once all of them are destroyed.
-- fence: the epoch of the node's last destruction.
create table vault.data_keys (
  node uuid primary key,
  wrapped bytea,
  fence bigint
);
create index on vault.data_keys (fence) where fence is not null;

-- Outcomes of deliveries, one row per source and group written together; mark: the transaction that wrote them.
create table vault.receipts (
  at bigint not null,
  mark uuid not null,
  source text not null,
  recorded integer not null,
  repeated integer not null,
  differing integer not null,
  first_position bigint,
  last_position bigint
);
create index on vault.receipts (source, at);

-- Keys by day, so that a day's quarantine can be destroyed.
create table vault.dated_keys (
  day date primary key,
  wrapped bytea
);

create table vault.quarantine (
  id uuid primary key,
  source text not null,
  received_at timestamptz(3) not null,
  reason text not null,
  problems json not null,
  day date not null,
  bytes bytea not null,
  first_event uuid
);
create index on vault.quarantine (received_at desc, id desc);
create index on vault.quarantine (source, received_at desc, id desc);
`,
    },
    {
      id: '002-access',
      sql: `
-- What signing in needs and the log must not hold: hashes of passwords, and of the tokens of who is signed in.
create table vault.credentials (
  person uuid primary key,
  password_hash text not null,
  changed_at timestamptz not null default now()
);
create table vault.sessions (
  token_hash text primary key,
  person uuid not null,
  created_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index on vault.sessions (person);
create index on vault.sessions (expires_at);
`,
    },
    {
      id: '003-webhooks',
      sql: `
-- What webhooks are signed with, wrapped by the master key; null while it is not set. The key opens its webhook alone.
create table vault.webhook_secrets (
  key uuid primary key,
  webhook text not null,
  wrapped bytea,
  set_at timestamptz not null default now()
);
`,
    },
    {
      id: '004-ledger',
      sql: `
-- received: counted apart from what became of it. set_aside: messages that never reached the log, counted in the
-- transaction that puts them into quarantine.
alter table vault.receipts add column import text, add column received integer, add column set_aside integer not null default 0;
update vault.receipts set received = recorded + repeated + differing;
alter table vault.receipts alter column received set not null;
create index on vault.receipts using brin (at) with (pages_per_range = 16);

alter table vault.dated_keys add column destroyed_at timestamptz;

-- details: problems and the message's id; they quote what a client typed and are sealed with the bytes; what was written before stays as it is.
alter table vault.quarantine
  alter column problems drop not null,
  add column details bytea,
  add column state text not null default 'waiting' check (state in ('waiting', 'mended', 'discarded', 'expired')),
  add column times integer not null default 1,
  add column last_at timestamptz(3),
  add column connector text,
  add column path text,
  add column event uuid;
create index on vault.quarantine (state, received_at desc, id desc);
create index on vault.quarantine (day) where state <> 'expired';

-- What was done about a message in quarantine, by whom: never changed.
create table vault.quarantine_acts (
  id bigint generated always as identity primary key,
  entry uuid,
  day date,
  act text not null check (act in ('mended', 'tried', 'discarded', 'expired')),
  at timestamptz(3) not null default clock_timestamp(),
  by text not null,
  event uuid,
  note text,
  entries integer not null default 1
);
create index on vault.quarantine_acts (entry, id);
`,
    },
    booksMigration,
    intentsMigration,
    importBooksMigration,
  ],
};

/** The schemas `log` and `vault`, and `log_index` for a log that is kept elsewhere. */
export const eventLogMigrations: readonly MigrationSet[] = [log, vault, logIndexMigrations];

/** Brings these schemas up to this release; several processes may call it at once. Throws StartFailure (`data.newer`). */
export async function migrateEventLog(url: string): Promise<void> {
  await migrate(url, eventLogMigrations);
}
