import { type Asking } from '#kernel';
import { iso } from './moments.js';
import { namesOf, type Called } from './who.js';

/** A row of the read model's handoffs. */
export interface HandoffRow {
  readonly handoff: string;
  readonly status: string;
  readonly profile: string;
  readonly from_person: string | null;
  readonly from_team: string | null;
  readonly team: string | null;
  readonly to_person: string | null;
  readonly deal: string | null;
  readonly reason: string | null;
  readonly offered_at: Date | null;
  readonly answer_by: Date | null;
  readonly answer: string | null;
  readonly answered_at: Date | null;
  readonly answer_reason: string | null;
  readonly person: string | null;
  readonly owner: string | null;
  readonly back_to: string | null;
  readonly instead: string | null;
  readonly returned_at: Date | null;
  readonly return_reason: string | null;
}

/** A handoff as lists show it. Ids are UUIDs, moments instants; hours are those of the clock, not of a calendar. */
export interface HandoffLine {
  readonly handoff: string;
  /** `open`, `accepted`, `refused`, `expired`, `withdrawn`, `returned` or `closed`. */
  readonly status: string;
  readonly contact: Called | null;
  readonly from: Called | null;
  readonly fromTeam: Called | null;
  readonly team: Called | null;
  /** The one it was offered to, where it was not the whole team. */
  readonly to: Called | null;
  readonly deal: string | null;
  readonly reason: string | null;
  readonly offeredAt: string | null;
  /** Until when an answer counts: when an open offer expires. */
  readonly answerBy: string | null;
  readonly answeredAt: string | null;
  readonly answerReason: string | null;
  /** Who answered. */
  readonly by: Called | null;
  /** Whose it was where the offer came to nothing: `giver`, `lead` or `nobody`. */
  readonly backTo: string | null;
  readonly owner: Called | null;
  /** The handoff that went on instead. */
  readonly instead: string | null;
  readonly returnedAt: string | null;
  readonly returnReason: string | null;
  /** From the offer to its answer, or until now. */
  readonly waitedHours: number | null;
}

const HOUR = 3_600_000;

/** Rows as lists show them, with what everybody is called. */
export async function handoffLines(asking: Asking, rows: readonly HandoffRow[]): Promise<HandoffLine[]> {
  const names = await namesOf(asking, {
    staff: rows.flatMap((row) => [row.from_person, row.to_person, row.person, row.owner]),
    teams: rows.flatMap((row) => [row.from_team, row.team]),
    nodes: rows.map((row) => row.profile),
  });
  const now = (asking.asOf ?? asking.now).getTime();
  return rows.map((row) => ({
    handoff: row.handoff,
    status: row.status,
    contact: names.contact(row.profile),
    from: names.staff(row.from_person),
    fromTeam: names.team(row.from_team),
    team: names.team(row.team),
    to: names.staff(row.to_person),
    deal: row.deal,
    reason: row.reason,
    offeredAt: iso(row.offered_at),
    answerBy: iso(row.answer_by),
    answeredAt: iso(row.answered_at),
    answerReason: row.answer_reason,
    by: names.staff(row.person),
    backTo: row.back_to,
    owner: names.staff(row.owner),
    instead: row.instead,
    returnedAt: iso(row.returned_at),
    returnReason: row.return_reason,
    waitedHours:
      row.offered_at === null ? null : ((row.answered_at?.getTime() ?? now) - row.offered_at.getTime()) / HOUR,
  }));
}
