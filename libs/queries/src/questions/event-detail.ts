import {
  id,
  openAll,
  personalOf,
  query,
  sql,
  type Asking,
  type Envelope,
  type EventId,
  type Keyring,
  type RecordedEvent,
} from '#kernel';
import { catalogue } from '#journey';

/** Another event, named so that it can be opened. */
export interface EventLink {
  readonly id: string;
  readonly type: string;
  readonly at: string | null;
}

/** An event as it was recorded, opened, with what led to it and what it led to. */
export interface EventDetail {
  readonly envelope: Omit<Envelope, 'actor'> & {
    readonly actor: Envelope['actor'] & { readonly name: string | null };
  };
  /** A field whose key is destroyed reads `{"erased": true}`. */
  readonly payload: Readonly<Record<string, unknown>>;
  readonly position: number;
  readonly recordedAt: string;
  /** The contact it concerns now. */
  readonly contact: string | null;
  readonly cause: EventLink | null;
  readonly effects: readonly EventLink[];
  readonly takenBack: { readonly by: string; readonly at: string; readonly reason: string | null } | null;
}

const MOST_EFFECTS = 100;

/** One event, whole. */
export const eventDetail = query('event', {
  path: 'events/:event',
  permission: 'contacts.read',
  params: { event: id },
  reads: ['lineage', 'contacts', 'identity'],
  answer: async (asking, { event }): Promise<EventDetail | null> => {
    const found = await read(asking, [event as EventId]);
    if (found === null) return null;
    const [recorded] = found.events;
    if (recorded === undefined) return null;
    const envelope = JSON.parse(recorded.text) as Envelope;
    const [actor, effects, cause, contact, takenBack] = await Promise.all([
      actorName(asking, envelope),
      effectsOf(asking, recorded.id),
      envelope.cause === undefined ? null : linkTo(asking, envelope.cause),
      'profile' in envelope.about ? asking.contactOf(envelope.about['profile'] as never) : null,
      takenBackBy(asking, recorded.position),
    ]);
    return {
      envelope: { ...envelope, actor: { ...envelope.actor, name: actor } },
      payload: opened(envelope, found.keys),
      position: recorded.position,
      recordedAt: new Date(recorded.recordedAt).toISOString(),
      contact,
      cause,
      effects,
      takenBack,
    };
  },
});

/** What it takes to see what is said of a thing, besides seeing contacts, by what the event is of. */
const PERMISSIONS: Readonly<Record<string, string>> = {
  person: 'staff.read',
  key: 'keys.read',
  deal: 'deals.read',
  ticket: 'tickets.read',
  subscription: 'billing.read',
  order: 'billing.read',
  handoff: 'handoffs.read',
};

/** What concerns people who work here, keys, deals and the like is for those who may see these. */
export function permissionOfEvent({ envelope: { type, about } }: EventDetail): string | null {
  const subject = catalogue.find(type)?.subject ?? Object.keys(about).find((role) => role in PERMISSIONS);
  return subject === undefined ? null : (PERMISSIONS[subject] ?? null);
}

async function read(
  asking: Asking,
  ids: readonly EventId[],
): Promise<{ readonly events: readonly RecordedEvent[]; readonly keys: Keyring } | null> {
  const at = await asking.locate(ids);
  return at.size === 0 ? null : asking.events([...at.values()]);
}

function opened(envelope: Envelope, keys: Keyring): Readonly<Record<string, unknown>> {
  const definition = catalogue.find(envelope.type);
  return openAll(envelope, keys, definition === undefined ? {} : personalOf(definition, envelope.version));
}

async function linkTo(asking: Asking, event: EventId): Promise<EventLink | null> {
  const recorded = (await read(asking, [event]))?.events[0];
  if (recorded === undefined) return null;
  const { occurredAt } = JSON.parse(recorded.text) as Envelope;
  return { id: recorded.id, type: recorded.type, at: occurredAt ?? new Date(recorded.recordedAt).toISOString() };
}

async function effectsOf(asking: Asking, cause: EventId): Promise<readonly EventLink[]> {
  const rows = await asking.rows<{ event_id: string; type: string; occurred_at: Date | null; recorded_at: Date }>(sql`
    SELECT c.event_id, c.type, c.occurred_at, c.recorded_at
    FROM read.lineage_caused c
    WHERE c.cause = ${cause} AND c.until IS NULL
    ORDER BY c.position LIMIT ${MOST_EFFECTS}`);
  return rows.map((row) => ({
    id: row.event_id,
    type: row.type,
    at: (row.occurred_at ?? row.recorded_at).toISOString(),
  }));
}

/** What took the event back: its facts are believed until then. */
async function takenBackBy(asking: Asking, position: number): Promise<EventDetail['takenBack']> {
  const [row] = await asking.rows<{ until: string }>(sql`
    SELECT t.until FROM read.contacts_touch t WHERE t.position = ${position} AND t.until IS NOT NULL
    UNION ALL
    SELECT s.until FROM read.contacts_stated s WHERE s.position = ${position} AND s.until IS NOT NULL
    UNION ALL
    SELECT s.until FROM read.identity_sighting s WHERE s.position = ${position} AND s.until IS NOT NULL
    LIMIT 1`);
  if (row === undefined) return null;
  const { events } = await asking.events([Number(row.until)]);
  const [by] = events;
  if (by === undefined) return null;
  const { payload } = JSON.parse(by.text) as Envelope;
  const reason = payload['reason'];
  return {
    by: by.id,
    at: new Date(by.recordedAt).toISOString(),
    reason: typeof reason === 'string' ? reason : null,
  };
}

async function actorName(asking: Asking, { actor }: Envelope): Promise<string | null> {
  const question =
    actor.kind === 'person'
      ? sql`SELECT coalesce(p.name, p.email) AS name FROM read.staff_person p
            WHERE p.person::text = ${actor.id} AND p.believed_until IS NULL AND p.valid_to IS NULL`
      : sql`SELECT k.name FROM read.staff_key k
            WHERE k.key::text = ${actor.id} AND k.believed_until IS NULL AND k.valid_to IS NULL`;
  if (actor.kind !== 'person' && actor.kind !== 'key') return null;
  const [row] = await asking.rows<{ name: string | null }>(question);
  return row?.name ?? null;
}
