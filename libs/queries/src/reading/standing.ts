import type { Asking, Valid } from '#kernel';
import { NAMES_READ, namesOf, type Called } from './who.js';

/** Where a contact or a company stands now. */
export interface Standing {
  /** Its stage in the funnel; null where nothing brought it into one. */
  readonly stage: string | null;
  /** Whose it is, one for each team. */
  readonly owners: readonly { readonly team: Called | null; readonly person: Called }[];
  /** The open offer it waits for. */
  readonly handoff: string | null;
  /** Since when it is a customer itself, an instant or a day, or null for an unknown time; null where it is none. */
  readonly customer: { readonly since: string | null } | null;
}

/** The read models that standings are derived from. */
export const STANDINGS_READ = [...NAMES_READ, 'customers', 'funnel', 'ownership'] as const;

const STATES = {
  contact: { stage: 'stage', owner: 'owner', status: 'status', customer: 'contact' },
  company: { stage: 'companyStage', owner: 'companyOwner', status: 'companyStatus', customer: 'company' },
} as const;

/**
 * Where each would stand that had exactly these nodes, in the order asked: by the rules that contacts and companies that
 * are linked are derived by.
 */
export async function standingsOf(
  asking: Asking,
  unit: 'contact' | 'company',
  each: readonly (readonly string[])[],
): Promise<readonly Standing[]> {
  const states = STATES[unit];
  const [stages, owners, statuses, customers] = await Promise.all([
    asking.wouldBe('funnel', states.stage, each),
    asking.wouldBe('ownership', states.owner, each),
    asking.wouldBe('ownership', states.status, each),
    asking.wouldBe('customers', states.customer, each),
  ]);
  const now = asking.now.getTime();
  const held = (rows: readonly Valid[]): readonly Valid['values'][] =>
    rows.filter(({ from, to }) => (from ?? -Infinity) <= now && now < (to ?? Infinity)).map(({ values }) => values);
  const owned = owners.map(held);
  const names = await namesOf(asking, {
    staff: owned.flat().map(({ person }) => person as string),
    teams: owned.flat().map(({ team }) => (team ?? null) as string | null),
  });
  return each.map((_, i) => {
    const customer = held(customers[i]!).find(({ unit: itself }) => itself === true);
    return {
      stage: (held(stages[i]!)[0]?.['stage'] as string | undefined) ?? null,
      owners: owned[i]!.map(({ team, person }) => ({
        team: names.team((team ?? null) as string | null),
        person: names.staff(person as string)!,
      })),
      handoff: (held(statuses[i]!)[0]?.['handoff'] as string | null | undefined) ?? null,
      customer: customer === undefined ? null : { since: dated(customer['since_at'], customer['since_precision']) },
    };
  });
}

/** A moment, or a day, as answers say it; null where nobody knows when. */
function dated(at: unknown, precision: unknown): string | null {
  const moment = typeof at === 'number' ? new Date(at).toISOString() : null;
  return precision === 'day' ? (moment?.slice(0, 10) ?? null) : moment;
}

/** What both have of which the one they make keeps one alone. */
export type StandingConflict = 'two-owners' | 'two-offers';

/** What the standings of two disagree about: the same team's owner, or an open offer each. A rule settles both. */
export function disagreements(left: Standing, right: Standing): readonly StandingConflict[] {
  const teams = new Map(left.owners.map(({ team, person }) => [team?.id, person.id]));
  const rival = right.owners.some(({ team, person }) => {
    const other = teams.get(team?.id);
    return other !== undefined && other !== person.id;
  });
  const offers = left.handoff !== null && right.handoff !== null;
  return [...(rival ? ['two-owners' as const] : []), ...(offers ? ['two-offers' as const] : [])];
}
