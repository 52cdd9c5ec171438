import { open, query, sql, text, type Asking } from '#kernel';
import { membersOf } from '../reading/contact.js';
import { happenedBy, iso, known } from '../reading/moments.js';

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

/** The stages a contact is and was in. */
export const stageHistory = query('stage-history', {
  path: 'contacts/:contact/stages',
  permission: 'funnel.read',
  params: { contact: open(text) },
  reads: ['funnel', 'identity'],
  clocks: true,
  answer: async (asking, { contact }): Promise<StageHistory | null> => {
    const members = await membersOf(asking, contact);
    return members === null ? null : staysOf(asking, 'contact', members.contact);
  },
});

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
