import { sql, type Asking } from '#kernel';
import { iso } from './moments.js';

/** What people last said of two identifiers, or of one (both are the same then). */
export interface JudgementLine {
  readonly a: string;
  readonly b: string;
  readonly says: 'together' | 'apart' | 'shared' | 'own';
  readonly position: number;
  readonly eventId: string;
  readonly at: string | null;
}

/** What people last said of any of these identifiers, as it is believed now. */
export async function judgementsOf(asking: Asking, nodes: readonly string[]): Promise<readonly JudgementLine[]> {
  const rows = await asking.byKey<{
    a: string;
    b: string;
    says: JudgementLine['says'];
    position: string;
    event_id: string;
    occurred_at: Date | null;
  }>(sql`
    SELECT DISTINCT ON (j.a, j.b) j.a, j.b, j.says, j.position, j.event_id, j.occurred_at
    FROM (
      SELECT * FROM read.identity_judgement WHERE a = ANY (${nodes}::uuid[]) AND until IS NULL
      UNION ALL
      SELECT * FROM read.identity_judgement WHERE b = ANY (${nodes}::uuid[]) AND until IS NULL
    ) j
    ORDER BY j.a, j.b, j.position DESC, j.n DESC`);
  return rows.map(({ event_id, occurred_at, position, ...rest }) => ({
    ...rest,
    position: Number(position),
    eventId: event_id,
    at: iso(occurred_at),
  }));
}

/** Two identifiers that an event named together. */
export interface SeenTogether {
  readonly a: string;
  readonly b: string;
  readonly position: number;
  readonly eventId: string;
  readonly at: string | null;
}

/** The events that first named identifiers of these together. */
export async function seenTogether(asking: Asking, nodes: readonly string[]): Promise<readonly SeenTogether[]> {
  const rows = await asking.byKey<{
    a: string;
    b: string;
    position: string;
    event_id: string;
    occurred_at: Date | null;
  }>(sql`
    SELECT e.a, e.b, e.position, s.event_id, s.occurred_at
    FROM unnest(${nodes}::uuid[]) AS one (node)
    JOIN read.identity_edge e ON e.a = one.node
    JOIN unnest(${nodes}::uuid[]) AS other (node) ON other.node = e.b
    JOIN read.identity_sighting s ON s.position = e.position AND s.n = 0
    ORDER BY e.position, e.a, e.b`);
  return rows.map(({ event_id, occurred_at, position, ...rest }) => ({
    ...rest,
    position: Number(position),
    eventId: event_id,
    at: iso(occurred_at),
  }));
}
