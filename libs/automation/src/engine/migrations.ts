import type { MigrationSet } from '#platform';

/**
 * What the reaction engine remembers: how far each reaction has read, which timers stand, what could not be done.
 * All of it can be made again from the log.
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
  ],
};
