import type { LeaseTerms } from '#platform';

/** One engine works on the reactions of an installation; others stand by. */
export const REACTIONS: LeaseTerms = {
  table: 'automation.lease',
  name: 'reactions',
  lastsMs: 6_000,
  renewMs: 1_500,
  lost: 'another engine took over the reactions: this one stands by',
};

/** SQL that yields the row of the lease while an epoch ($1) is the one in force, and keeps it from changing hands. */
export const HELD = `SELECT epoch FROM ${REACTIONS.table} WHERE name = '${REACTIONS.name}' AND epoch = $1 FOR SHARE`;
