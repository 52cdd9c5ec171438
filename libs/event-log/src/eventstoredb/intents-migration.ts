import type { MigrationSet } from '#platform';

/** What receipts need where the log is not in this database. */
export const intentsMigration: MigrationSet['migrations'][number] = {
  id: '006-intents',
  sql: `
-- Touches that are being appended to a log outside this database: noted before they are sent, gone when they are receipts.
-- after_position: what they become stands behind it. noted_at: by this server's clock; at: by the clock of who appends.
create table vault.intents (
  mark uuid primary key,
  at bigint not null,
  noted_at timestamptz not null default clock_timestamp(),
  after_position bigint not null,
  ids uuid[] not null,
  sources text[] not null,
  imports text[] not null
);

-- Where what was recorded stands, in such a log: groups that are appended side by side mix there.
alter table vault.receipts add column positions bigint[];
`,
};
