import { isCompanyNode, sql, type Asking, type Sql } from '#kernel';
import type { Members } from './contact.js';
import { handoffLines, type HandoffLine, type HandoffRow } from './handoffs.js';
import { held, iso } from './moments.js';
import { namesOf, type Called } from './who.js';

/** Somebody's ownership for a team, between two moments. */
export interface OwnedLine {
  readonly team: Called | null;
  readonly person: Called | null;
  readonly from: string | null;
  /** Null while it lasts. */
  readonly to: string | null;
  /** The event that made it so. */
  readonly eventId: string;
}

/** Whose a contact or a company is, and was. */
export interface Ownership {
  readonly contact: string;
  /** `owned`, `awaiting-acceptance` or `unowned`. */
  readonly status: string;
  readonly since: string | null;
  /** The offer it waits for. */
  readonly handoff: string | null;
  /** At the asked moment, one for each team. */
  readonly owners: readonly OwnedLine[];
  /** As it is believed at the asked moment, the newest first. */
  readonly history: readonly OwnedLine[];
  readonly handoffs: readonly HandoffLine[];
}

const MOST = 500;

/** Whose somebody's or a company's nodes are: the newest 500 of each list. */
export async function ownershipOf(asking: Asking, { contact, profiles }: Members): Promise<Ownership> {
  const company = isCompanyNode(contact);
  const key: Sql = { text: company ? 'o.company' : 'o.contact', values: [] };
  const table: Sql = { text: company ? 'read.ownership_company_owner' : 'read.ownership_owner', values: [] };
  const statuses: Sql = { text: company ? 'read.ownership_company_status' : 'read.ownership_status', values: [] };
  const known =
    asking.knownAt === null
      ? sql`o.believed_until IS NULL`
      : sql`o.believed_from <= ${asking.knownAt} AND (o.believed_until IS NULL OR o.believed_until > ${asking.knownAt})`;
  const begun = asking.asOf === null ? sql`true` : sql`(o.valid_from IS NULL OR o.valid_from <= ${asking.asOf})`;
  const [rows, [status], handoffs] = await Promise.all([
    asking.byKey<Row>(sql`
      SELECT o.team, o.person, o.event, o.valid_from, o.valid_to FROM ${table} o
      WHERE ${key} = ${contact} AND ${known} AND ${begun}
      ORDER BY o.valid_from DESC NULLS LAST, o.team LIMIT ${MOST}`),
    asking.byKey<{ status: string; handoff: string | null; valid_from: Date | null }>(sql`
      SELECT o.status, o.handoff, o.valid_from FROM ${statuses} o WHERE ${key} = ${contact} AND ${held(asking, 'o')}`),
    asking.byKey<HandoffRow>(sql`
      SELECT h.* FROM read.ownership_handoff h
      WHERE h.profile = ANY (${profiles}::uuid[]) AND ${held(asking, 'h')}
      ORDER BY h.offered_at DESC NULLS LAST, h.handoff LIMIT ${MOST}`),
  ]);
  const names = await namesOf(asking, {
    staff: rows.map(({ person }) => person),
    teams: rows.map(({ team }) => team),
  });
  const line = (row: Row): OwnedLine => ({
    team: names.team(row.team),
    person: names.staff(row.person),
    from: iso(row.valid_from),
    to: iso(row.valid_to),
    eventId: row.event,
  });
  const at = asking.asOf?.getTime() ?? Number.POSITIVE_INFINITY;
  return {
    contact,
    status: status?.status ?? 'unowned',
    since: iso(status?.valid_from),
    handoff: status?.handoff ?? null,
    owners: rows.filter(({ valid_to }) => valid_to === null || valid_to.getTime() > at).map(line),
    history: rows.map(line),
    handoffs: await handoffLines(asking, handoffs),
  };
}

interface Row {
  readonly team: string | null;
  readonly person: string;
  readonly event: string;
  readonly valid_from: Date | null;
  readonly valid_to: Date | null;
}
