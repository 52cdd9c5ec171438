import { id, query, sql } from '#kernel';
import { whole } from '../reading/moments.js';

/** How far a reassignment is. */
export interface Reassignment {
  readonly reassignment: string;
  /** Contacts and companies it gave to somebody, per team. */
  readonly assigned: number;
  /** Those of them that were taken back. */
  readonly takenBack: number;
}

/** What a reassignment has moved, and what of it was taken back. */
export const reassignmentState = query('reassignment', {
  path: 'reassignments/:reassignment',
  permission: 'handoffs.read',
  params: { reassignment: id },
  reads: ['ownership'],
  answer: async (asking, { reassignment }): Promise<Reassignment | null> => {
    const [row] = await asking.byKey<{ assigned: string; taken_back: string }>(sql`
      SELECT count(*) AS assigned, count(s.until) AS taken_back FROM read.ownership_said s
      WHERE s.reassignment = ${reassignment}`);
    const assigned = whole(row!.assigned);
    return assigned === 0 ? null : { reassignment, assigned, takenBack: whole(row!.taken_back) };
  },
});
