import { open, query, sql, text, type Asking, type Sql } from '#kernel';
import { membersOf } from '../reading/contact.js';
import { firstTouchesOfContacts } from '../reading/first-touch.js';
import { happenedBy, iso, known, placed } from '../reading/moments.js';
import { stageOfTouched, stagesKnown } from '../reading/stages.js';

/** A stay in a stage. */
export interface StageStay {
  readonly stage: string;
  /** Its place, function and target (hours), as they were when it was entered; as they are, of whoever was only touched. */
  readonly place: number;
  readonly function: string;
  readonly target: number | null;
  /** When it was entered; null where nobody knows. */
  readonly from: string | null;
  readonly precision: 'instant' | 'day' | 'none';
  /** When it was left; null while it lasts. */
  readonly to: string | null;
  /** One of the causes stages are set with, or `moved` where a person did. */
  readonly cause: string;
  readonly eventId: string;
  /** The event that set the stages it was entered under; null for the default ones. */
  readonly definition: string | null;
  readonly channel: string | null;
  readonly campaign: string | null;
  readonly source: string | null;
}

/** The stages of a contact or company, the newest first. */
export interface StageHistory {
  readonly items: readonly StageStay[];
}

/** The stages a contact is and was in; that of whoever was touched is the first, where nothing brought it into one sooner. */
export const stageHistory = query('stage-history', {
  path: 'contacts/:contact/stages',
  permission: 'funnel.read',
  params: { contact: open(text) },
  reads: ['contacts', 'funnel', 'identity'],
  clocks: true,
  answer: async (asking, { contact }): Promise<StageHistory | null> => {
    const members = await membersOf(asking, contact);
    if (members === null) return null;
    const [{ items }, touched] = await Promise.all([
      staysOf(asking, 'contact', members.contact),
      touchedStay(asking, members.contact),
    ]);
    return { items: touched === null || items.length === MOST ? items : [...items, touched] };
  },
});

/**
 * The stay of a contact that was touched, from its first touch until something brought it into a stage: of the stages in
 * force. Null where something did at once, no stage is of those who are touched, or nobody knows when they were.
 */
async function touchedStay(asking: Asking, contact: string): Promise<StageStay | null> {
  const { stages, eventId: definition } = await stagesKnown(asking);
  const name = stageOfTouched(stages);
  const place = stages.stages.findIndex((stage) => stage.name === name);
  const stage = stages.stages[place];
  if (stage === undefined) return null;
  const { zone } = asking;
  const entered = placed(sql`s.entered_at`, sql`s.entered_precision`, zone);
  // by `record`, which is what its SQL tells one from another by: an index finds it
  const [first] = await asking.byKey<FirstTouch>(sql`
    SELECT f.placed AS at, f.placed_precision AS precision, f.event_id, f.channel, f.campaign, f.source, own.entered_at AS until
    FROM (${firstTouchesOfContacts(asking)}) f
    LEFT JOIN LATERAL (
      SELECT true AS there, s.entered_at, ${entered} AS at FROM read.funnel_stage s
      WHERE s.contact = f.record AND ${known(asking, 's')} AND ${happenedUntil(asking, 'entered')}
      ORDER BY ${entered} NULLS FIRST LIMIT 1
    ) own ON true
    WHERE f.record = ${contact}::uuid AND f.placed IS NOT NULL
      AND (own.there IS NULL OR own.at > ${placed(sql`f.placed`, sql`f.placed_precision`, zone)})`);
  if (first === undefined) return null;
  const { at, until, event_id: eventId, ...whence } = first;
  const { function: part, target = null } = stage;
  const span = { from: iso(at), to: iso(until) };
  return {
    stage: stage.name,
    place,
    function: part,
    target,
    ...span,
    cause: 'touched',
    eventId,
    definition,
    ...whence,
  };
}

/** SQL of the condition that a stay `s` had been `entered`, or `left`, by the asked moment. */
function happenedUntil({ asOf, zone }: Asking, column: 'entered' | 'left'): Sql {
  return asOf === null
    ? sql`true`
    : happenedBy({ text: `s.${column}_at`, values: [] }, { text: `s.${column}_precision`, values: [] }, asOf, zone);
}

interface FirstTouch extends Pick<StageStay, 'precision' | 'channel' | 'campaign' | 'source'> {
  readonly at: Date;
  /** When it came into a stage by itself; null where it did not. */
  readonly until: Date | null;
  readonly event_id: string;
}

interface Row extends Omit<StageStay, 'from' | 'to' | 'eventId'> {
  readonly entered_at: Date | null;
  readonly left_at: Date | null;
  readonly event: string;
}

const MOST = 500;

/** The newest 500 stays of a contact or company in stages. */
export async function staysOf(asking: Asking, unit: 'contact' | 'company', id: string): Promise<StageHistory> {
  const table = { text: unit === 'contact' ? 'read.funnel_stage s' : 'read.funnel_company_stage s', values: [] };
  const key = { text: `s.${unit}`, values: [] };
  const rows = await asking.byKey<Row>(sql`
    SELECT s.stage, s.place, s.function, s.target, s.entered_at, s.entered_precision AS precision,
           CASE WHEN ${happenedUntil(asking, 'left')} THEN s.left_at END AS left_at,
           s.cause, s.event, s.definition, s.channel, s.campaign, s.source
    FROM ${table}
    WHERE ${key} = ${id}::uuid AND ${known(asking, 's')} AND ${happenedUntil(asking, 'entered')}
    ORDER BY s.entered_at DESC NULLS LAST LIMIT ${MOST}`);
  return {
    items: rows.map(({ entered_at: from, left_at: to, event, ...rest }) => ({
      ...rest,
      from: iso(from),
      to: iso(to),
      eventId: event,
    })),
  };
}
