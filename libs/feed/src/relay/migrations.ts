import type { MigrationSet } from '#platform';

/**
 * Who may publish to a topic, and how far it is published. Can be made again: a topic whose row is gone begins anew at
 * the log's end, and consumers fill what is between from the log.
 */
export const feedMigrations: MigrationSet = {
  schema: 'feed',
  migrations: [
    {
      id: '001-relay',
      sql: `
        CREATE TABLE feed.lease (
          name       text PRIMARY KEY,
          holder     text NOT NULL,
          epoch      bigint NOT NULL,
          held_until timestamptz NOT NULL
        );
        CREATE TABLE feed.relay (
          topic          text PRIMARY KEY,
          log_id         text NOT NULL,
          log_epoch      integer NOT NULL,
          -- Grows when the log was replaced: consumers believe records of the newest epoch only. Made of the time, so
          -- that it is new even where this row was lost.
          feed_epoch     bigint NOT NULL,
          partitions     integer NOT NULL,
          position       bigint NOT NULL,
          event_id       uuid,
          -- Per lane the last event published, or an upper bound of it; the same for events of every lane.
          lane_positions bigint[] NOT NULL,
          every_lane     bigint NOT NULL,
          moved_at       timestamptz NOT NULL DEFAULT now()
        );`,
    },
  ],
};
