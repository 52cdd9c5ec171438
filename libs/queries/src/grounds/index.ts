import type { HandoffGround, OwnershipGround, StaffGround, TeamGround } from '#journey';
import { id, optional, query, sql, type Asker, type Position, type QueryDefinition } from '#kernel';
import type { QueryEngine } from '../engine/query-engine.js';
import { claimsFor, heldBy, openOffers, type OpenOffer } from './ownership.js';
import { calendarOf, handoffReasons, leadOf, staffGround, teamGround } from './staff.js';

/*
 * What decisions and reactions ask of the read models themselves. Nobody asks them over HTTP: their answers are the
 * grounds of rules, not something to look at.
 */

const own = { permission: 'system' } as const;

const ofTeam = query('team-ground', {
  ...own,
  path: 'grounds/team',
  params: { team: id },
  reads: ['teams'],
  answer: (asking, { team }): Promise<TeamGround | null> => teamGround(asking, team),
});

const ofStaff = query('staff-ground', {
  ...own,
  path: 'grounds/staff',
  params: { person: id },
  reads: ['staff', 'teams'],
  answer: (asking, { person }): Promise<StaffGround | null> => staffGround(asking, person),
});

const ofOwnership = query('ownership-ground', {
  ...own,
  path: 'grounds/ownership',
  params: { contact: id, person: optional(id), team: optional(id) },
  reads: ['identity', 'ownership', 'staff', 'teams'],
  answer: async (asking, { contact, person, team }): Promise<OwnershipGround> => {
    const [held, staff, named] = await Promise.all([
      heldBy(asking, contact),
      staffGround(asking, person ?? null),
      teamGround(asking, team ?? null),
    ]);
    const claims = await claimsFor(asking, held.profiles, team ?? staff?.team ?? null);
    return { contact: held.contact, owners: held.owners, claims, person: staff, team: named };
  },
});

const ofHandoff = query('handoff-ground', {
  ...own,
  path: 'grounds/handoff',
  params: {
    contact: id,
    asker: optional(id),
    from: optional(id),
    fromTeam: optional(id),
    to: optional(id),
    team: optional(id),
  },
  reads: ['deals', 'identity', 'ownership', 'staff', 'teams'],
  answer: async (asking, { contact, from, fromTeam, to, ...named }): Promise<HandoffGround> => {
    const [held, asker, giver, receiver, reasons, pin] = await Promise.all([
      heldBy(asking, contact),
      staffGround(asking, named.asker ?? null),
      staffGround(asking, from ?? null),
      staffGround(asking, to ?? null),
      handoffReasons(asking),
      asking.head(),
    ]);
    // the team a person works in receives for them; where neither is said, whoever answers does
    const receiving = named.team ?? receiver?.team ?? null;
    const [offers, claims, team, calendar, lead] = await Promise.all([
      openOffers(asking, held.profiles),
      claimsFor(asking, held.profiles, receiving ?? asker?.team ?? null),
      teamGround(asking, receiving),
      calendarOf(asking, receiving),
      leadOf(asking, fromTeam ?? giver?.team ?? null, from ?? null),
    ]);
    const { contact: now, owners } = held;
    return { contact: now, owners, offers, claims, asker, giver, lead, receiver, team, calendar, pin, reasons };
  },
});

/** Offers of one contact that are open at the same time. */
export interface OffersGround {
  readonly offers: readonly OpenOffer[];
}

const ofOffers = query('offers-ground', {
  ...own,
  path: 'grounds/offers',
  params: { contact: id },
  reads: ['deals', 'identity', 'ownership'],
  answer: async (asking, { contact }): Promise<OffersGround> => {
    const { profiles } = await heldBy(asking, contact);
    return { offers: await openOffers(asking, profiles) };
  },
});

/** Offers that were closed because their contacts were one, and are not any more. */
const ofClosings = query('closings-ground', {
  ...own,
  path: 'grounds/closings',
  params: {},
  reads: ['identity', 'ownership'],
  answer: async (asking) => {
    const handoffs = await asking.byKey<{ handoff: string; answer_by: Date | null }>(sql`
      SELECT c.handoff, c.answer_by
      FROM read.ownership_handoff c
      JOIN read.ownership_handoff i ON i.handoff = c.instead AND i.believed_until IS NULL AND i.valid_to IS NULL
      JOIN read.identity_map mine ON mine.node = c.profile AND mine.until_position IS NULL
      JOIN read.identity_map its ON its.node = i.profile AND its.until_position IS NULL
      WHERE c.status = 'closed' AND c.answer_reason = 'contacts-linked'
        AND c.believed_until IS NULL AND c.valid_to IS NULL AND mine.contact <> its.contact
      ORDER BY c.handoff`);
    return {
      handoffs: handoffs.map(({ handoff, answer_by }) => ({ handoff, answerBy: answer_by?.toISOString() ?? null })),
    };
  },
});

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- variance: any query at all
const grounds: readonly QueryDefinition<any>[] = [ofClosings, ofHandoff, ofOffers, ofOwnership, ofStaff, ofTeam];

/** Read models did not get as far as the log in time: what they know is not all there is to know. */
export class Behind extends Error {
  override readonly name = 'Behind';
  constructor(question: string, position: Position, wanted: Position) {
    super(`${question} cannot be answered yet: read models are at ${position} of ${wanted}; try again in a moment`);
  }
}

/**
 * Answers what decisions and reactions ask. Throws for a question nobody knows, and, where it must be `current`, Behind as
 * long as the read models are: whoever asks asks again then.
 */
export function askerOf(engine: QueryEngine, { current = false } = {}): Asker {
  const byName = new Map(grounds.map((ground) => [ground.name, ground]));
  return async ({ question, params }, minPosition) => {
    const ground = byName.get(question);
    if (ground === undefined) throw new TypeError(`${question} is asked, which is no ground of any rule`);
    const said = Object.fromEntries(Object.entries(params).filter(([, value]) => value !== null));
    const { answer, position } = await engine.ask(ground, said, { minPosition });
    if (current && position < minPosition) throw new Behind(question, position, minPosition);
    return answer;
  };
}
