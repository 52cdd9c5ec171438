import { open, query, sql, text, type Asking } from '#kernel';
import { membersOf } from '../reading/contact.js';
import { firstTouchesOfContacts } from '../reading/first-touch.js';
import { happenedBy, iso, known } from '../reading/moments.js';
import { stageOfTouched, stagesKnown } from '../reading/stages.js';

/** A stay in a stage. */
export interface StageStay {
  readonly stage: string;
  /** Its place, function and target (hours), as they were when it was entered. */
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
    const first = items.at(-1);
    if (touched === null || items.length === MOST) return { items };
    if (first === undefined) return { items: [touched] };
    const began = first.from === null ? -Infinity : Date.parse(first.from);
    return began <= Date.parse(touched.from) ? { items } : { items: [...items, { ...touched, to: first.from }] };
  },
});

/** The stay of a contact that was touched, from its first touch on; null where no stage is of those, or nobody knows when it was. */
async function touchedStay(asking: Asking, contact: string): Promise<(StageStay & { readonly from: string }) | null> {
  const { stages, eventId: definition } = await stagesKnown(asking);
  const name = stageOfTouched(stages);
  const place = stages.stages.findIndex((stage) => stage.name === name);
  const stage = stages.stages[place];
  if (stage === undefined) return null;
  const [first] = await asking.byKey<FirstTouch>(sql`
    SELECT f.placed AS at, f.placed_precision AS precision, f.event_id, f.channel, f.campaign, f.source
    FROM (${firstTouchesOfContacts(asking)}) f WHERE f.contact = ${contact}::uuid AND f.placed IS NOT NULL`);
  if (first === undefined) return null;
  const { at, event_id: eventId, ...whence } = first;
  return {
    stage: stage.name,
    place,
    function: stage.function,
    target: stage.target ?? null,
    from: at.toISOString(),
    to: null,
    cause: 'touched',
    eventId,
    definition,
    ...whence,
  };
}

interface FirstTouch extends Pick<StageStay, 'precision' | 'channel' | 'campaign' | 'source'> {
  readonly at: Date;
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
  const { asOf, zone } = asking;
  const by = (column: 'entered' | 'left') =>
    asOf === null
      ? sql`true`
      : happenedBy({ text: `s.${column}_at`, values: [] }, { text: `s.${column}_precision`, values: [] }, asOf, zone);
  const rows = await asking.byKey<Row>(sql`
    SELECT s.stage, s.place, s.function, s.target, s.entered_at, s.entered_precision AS precision,
           CASE WHEN ${by('left')} THEN s.left_at END AS left_at,
           s.cause, s.event, s.definition, s.channel, s.campaign, s.source
    FROM ${table}
    WHERE ${key} = ${id}::uuid AND ${known(asking, 's')} AND ${by('entered')}
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
