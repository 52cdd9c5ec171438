import { id, query, sql, type EventId, type SealedFields } from '#kernel';
import { handoffLines, type HandoffLine, type HandoffRow } from '../reading/handoffs.js';
import { held, iso } from '../reading/moments.js';
import { namesOf, NAMES_READ, type Called } from '../reading/who.js';

/** What was said of a handoff, and when. */
export interface HandoffStep {
  readonly kind: string;
  readonly eventId: string;
  readonly at: string | null;
  /** Who of the staff said it; null for rules and sources. */
  readonly by: Called | null;
  readonly reason: string | null;
  /** In words; null where there are none, or once they are erased. */
  readonly comment: string | null;
}

/** A handoff with the journey it was briefed with. */
export interface Handoff extends HandoffLine {
  /**
   * The journey so far, pinned: the last event of the log when the offer was made. `position` is where that stands here:
   * the journey asked as known at it is what the receiver was told. Null where this log does not hold it.
   */
  readonly briefing: { readonly log: string; readonly event: string; readonly position: number | null } | null;
  readonly history: readonly HandoffStep[];
}

/** One handoff: between whom, what became of it, and the journey it was briefed with. */
export const handoffDetail = query('handoff', {
  path: 'handoffs/:handoff',
  permission: 'handoffs.read',
  params: { handoff: id },
  reads: [...NAMES_READ, 'ownership'],
  clocks: true,
  answer: async (asking, { handoff }): Promise<Handoff | null> => {
    const [row] = await asking.byKey<HandoffRow>(sql`
      SELECT h.* FROM read.ownership_handoff h WHERE h.handoff = ${handoff} AND ${held(asking, 'h')}`);
    if (row === undefined) return null;
    const said = await asking.byKey<{
      kind: string;
      event_id: EventId;
      occurred_at: Date | null;
      actor_kind: string;
      actor: string;
      reason: string | null;
      comment: SealedFields | null;
      briefing_log: string | null;
      briefing_event: EventId | null;
    }>(sql`
      SELECT s.kind, s.event_id, s.occurred_at, s.actor_kind, s.actor, s.reason, s.comment, s.briefing_log,
             s.briefing_event
      FROM read.ownership_said s
      WHERE s.handoff = ${handoff}
        AND ${asking.knownAt === null ? sql`s.until IS NULL` : sql`s.position <= ${asking.knownAt} AND (s.until IS NULL OR s.until > ${asking.knownAt})`}
        AND ${asking.asOf === null ? sql`true` : sql`(s.occurred_at IS NULL OR s.occurred_at <= ${asking.asOf})`}
      ORDER BY s.occurred_at NULLS FIRST, s.position`);
    const worded = said.flatMap(({ event_id: event, comment: fields }) => (fields === null ? [] : [{ event, fields }]));
    const pinned = said.find(({ briefing_event }) => briefing_event !== null);
    const [[line], opened, names, head, places] = await Promise.all([
      handoffLines(asking, [row]),
      asking.unseal('content', worded),
      namesOf(asking, { staff: said.map((one) => (one.actor_kind === 'person' ? one.actor : null)) }),
      asking.head(),
      asking.locate(pinned === undefined ? [] : [pinned.briefing_event!]),
    ]);
    const comments = new Map(worded.map(({ event }, i) => [event, opened[i]?.['comment']]));
    return {
      ...line!,
      briefing:
        pinned === undefined
          ? null
          : {
              log: pinned.briefing_log!,
              event: pinned.briefing_event!,
              position: pinned.briefing_log === head.log ? (places.get(pinned.briefing_event!) ?? null) : null,
            },
      history: said.map((one) => {
        const comment = comments.get(one.event_id);
        return {
          kind: one.kind,
          eventId: one.event_id,
          at: iso(one.occurred_at),
          by: one.actor_kind === 'person' ? names.staff(one.actor) : null,
          reason: one.reason,
          comment: typeof comment === 'string' ? comment : null,
        };
      }),
    };
  },
});
