import { by, own, sql, type KpiReading, type Slice, type Sql } from '#kernel';
import { partySql } from './contact.js';
import { hoursBetween, hoursSince } from './durations.js';
import { validAt } from './moments.js';

/** Slices of handoffs, as their offers said; `answer` is what became of one, and `answer-reason` why. */
export const HANDOFF_SLICES: Readonly<Record<string, Slice>> = {
  team: own,
  giver: by('from_person'),
  'giver-team': by('from_team'),
  reason: own,
  answer: own,
  'answer-reason': by('answer_reason'),
};

/** What every figure of handoffs gives, besides `record`. */
export const HANDOFF_GIVES = ['placed', 'placed_precision', 'event_id', 'contact', 'company', 'value'] as const;

/**
 * SQL of handoffs that were offered, as they stand at an instant, placed at their offer: `value` is the hours until they
 * were answered or ran out, up to `end` where they are open; columns of `HANDOFF_SLICES`, and `status`.
 */
export function handoffsSql(reading: KpiReading, at: Sql, end: Sql = at): Sql {
  return sql`
    SELECT h.handoff AS record, h.offer AS event_id, ${partySql(reading, sql`h.profile`)}, h.status,
           h.offered_at AS placed, h.offered_precision AS placed_precision,
           h.team, h.from_person, h.from_team, h.reason, h.answer, h.answer_reason,
           CASE WHEN h.answer IS NULL THEN ${hoursSince(reading, 'h', 'offered', end)}
                ELSE ${hoursBetween(reading, 'h', 'offered', 'answered')} END AS value
    FROM read.ownership_handoff h
    WHERE ${validAt(reading, 'h', at)} AND h.offer IS NOT NULL`;
}

/** SQL of the offers that nobody has answered at a moment at the end of a period. */
export function openOffersSql(reading: KpiReading, moment: Sql): Sql {
  return sql`
    SELECT offer.* FROM (${handoffsSql(reading, moment, reading.to)}) offer WHERE offer.answer IS NULL AND offer.status = 'open'`;
}
