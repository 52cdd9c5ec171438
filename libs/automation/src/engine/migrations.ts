import type { MigrationSet } from '#platform';

/**
 * What the reaction engine remembers: how far each reaction has read, what led to nothing above that, which timers
 * stand, what could not be done. Timers can be made again from the log. Without the rest, reactions read again from where
 * each was activated: what they did is not done twice, but what led to nothing then is decided anew.
 */
export const automationMigrations: MigrationSet = {
  schema: 'automation',
  migrations: [
    {
      id: '001-reactions',
      sql: `
        CREATE TABLE automation.checkpoint (
          reaction      text PRIMARY KEY,
          log_id        text NOT NULL,
          epoch         integer NOT NULL,
          active_from   bigint NOT NULL,
          positions     bigint[] NOT NULL,
          seen_position bigint NOT NULL,
          seen_event    uuid,
          moved_at      timestamptz NOT NULL DEFAULT now()
        );
        CREATE TABLE automation.timer (
          timer    uuid PRIMARY KEY,
          reaction text NOT NULL,
          name     text NOT NULL,
          set_by   uuid NOT NULL,
          position bigint NOT NULL,
          due_at   timestamptz
        );
        CREATE INDEX timer_due ON automation.timer (due_at) WHERE due_at IS NOT NULL;
        CREATE TABLE automation.dead_letter (
          id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          reaction  text NOT NULL,
          event_id  uuid NOT NULL,
          position  bigint NOT NULL,
          error     text NOT NULL,
          parked_at timestamptz NOT NULL DEFAULT now(),
          UNIQUE (reaction, event_id)
        );`,
    },
    {
      id: '002-exactly-once',
      sql: `
        CREATE TABLE automation.lease (
          name       text PRIMARY KEY,
          holder     text NOT NULL,
          epoch      bigint NOT NULL,
          held_until timestamptz NOT NULL
        );
        CREATE TABLE automation.dealt_with (
          reaction text NOT NULL,
          event_id uuid NOT NULL,
          step     text NOT NULL,
          position bigint NOT NULL,
          PRIMARY KEY (reaction, event_id, step)
        );
        -- The epoch has no default: an engine of a release without leases cannot move a checkpoint any more.
        ALTER TABLE automation.checkpoint ADD COLUMN seen_at timestamptz, ADD COLUMN lease_epoch bigint NOT NULL DEFAULT 0;
        ALTER TABLE automation.checkpoint ALTER COLUMN lease_epoch DROP DEFAULT;`,
    },
  ],
};
