import { sql, type Asking } from '#kernel';
import type { Members } from './contact.js';
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

/** What people said across two contacts, or companies, and of each identifier of them. */
export interface JudgedBetween {
  readonly keptApart: readonly { readonly a: string; readonly b: string }[];
  readonly marks: ReadonlyMap<string, boolean>;
}

/** What people said between two contacts, or companies. */
export async function judgedBetween(asking: Asking, one: Members, two: Members): Promise<JudgedBetween> {
  const [left, right] = [new Set(one.profiles), new Set(two.profiles)];
  const all = await judgementsOf(asking, [...left, ...right]);
  const across = (a: string, b: string): boolean => (left.has(a) && right.has(b)) || (left.has(b) && right.has(a));
  return {
    keptApart: all.filter(({ a, b, says }) => says === 'apart' && across(a, b)).map(({ a, b }) => ({ a, b })),
    marks: new Map(all.filter(({ a, b }) => a === b).map(({ a, says }) => [a, says === 'shared'])),
  };
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
