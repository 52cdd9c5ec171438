import { sql, type Actor, type Asking, type Envelope } from '#kernel';
import { believed } from './contact.js';

/** An event of a deal, as its history shows it. */
export interface DealEvent {
  readonly eventId: string;
  readonly type: string;
  readonly at: string | null;
  readonly precision: 'instant' | 'day' | 'none';
  readonly recordedAt: string;
  readonly position: number;
  readonly actor: Actor & { readonly name: string | null };
  readonly source: string;
  /** What it says; personal fields are left out. */
  readonly payload: Readonly<Record<string, unknown>>;
}

const MOST = 500;

/** The events of a thing, the newest first, and the revision of its stream as far as these tell. */
export interface ThingHistory {
  readonly events: readonly DealEvent[];
  readonly revision: number | null;
}

/** The events of a deal that are believed at the asked moment. */
export async function historyOfDeal(asking: Asking, deal: string): Promise<ThingHistory> {
  const facts = await asking.byKey<Placed>(sql`
    SELECT s.position, s.occurred_at FROM read.deals_said s
    WHERE s.deal = ${deal} AND ${believed(asking, 's')}
    ORDER BY s.position DESC LIMIT ${MOST}`);
  return historyOf(asking, facts, `deal-${deal}`);
}

/** Where an event stands in the log, and when it happened. */
export interface Placed {
  readonly position: string;
  readonly occurred_at: Date | null;
}

/** The history that some facts of a thing with a stream come from. */
export async function historyOf(asking: Asking, facts: readonly Placed[], of: string): Promise<ThingHistory> {
  const { events } = await asking.events(facts.map(({ position }) => Number(position)));
  const told = events.map((recorded) => ({ recorded, envelope: JSON.parse(recorded.text) as Envelope }));
  const names = await namesOf(
    asking,
    told.map(({ envelope }) => envelope.actor),
  );
  const revisions = events.filter(({ stream }) => stream === of).map(({ revision }) => revision);
  const order = new Map(
    facts.map(({ position, occurred_at }) => [Number(position), occurred_at?.getTime() ?? -Infinity]),
  );
  return {
    revision: revisions.length === 0 ? null : Math.max(...revisions),
    events: told
      .map(({ recorded, envelope }) => ({
        eventId: recorded.id,
        type: recorded.type,
        at: envelope.occurredAt ?? null,
        precision: precisionOf(envelope.occurredAt),
        recordedAt: new Date(recorded.recordedAt).toISOString(),
        position: recorded.position,
        actor: { ...envelope.actor, name: names.get(envelope.actor.id) ?? null },
        source: envelope.source.name,
        payload: envelope.payload,
      }))
      .sort((a, b) => order.get(b.position)! - order.get(a.position)! || b.position - a.position),
  };
}

function precisionOf(at: string | undefined): DealEvent['precision'] {
  if (at === undefined) return 'none';
  return at.length === 10 ? 'day' : 'instant';
}

/** What people and keys who acted are called. */
async function namesOf(asking: Asking, actors: readonly Actor[]): Promise<ReadonlyMap<string, string | null>> {
  const ids = [...new Set(actors.map(({ id }) => id))];
  const rows = await asking.rows<{ id: string; name: string | null }>(sql`
    SELECT p.person::text AS id, coalesce(p.name, p.email) AS name FROM read.staff_person p
    WHERE p.person::text = ANY (${ids}) AND p.believed_until IS NULL AND p.valid_to IS NULL
    UNION ALL
    SELECT k.key::text, k.name FROM read.staff_key k
    WHERE k.key::text = ANY (${ids}) AND k.believed_until IS NULL AND k.valid_to IS NULL`);
  return new Map(rows.map(({ id, name }) => [id, name]));
}
