import type { Fact } from '#kernel';
import { inTimeOrder } from './time-order.js';

/** Somebody's ownership of a contact for a team, as it was said of one of the contact's nodes. Times are epoch milliseconds. */
export interface Claim {
  readonly team: string | null;
  /** Null where it was said that it is nobody's. */
  readonly person: string | null;
  readonly profile: string;
  readonly event: string;
  readonly precision: string;
  readonly position: number;
  readonly from: number;
  to: number;
  /** Since when the node has an owner for the team without a break: what "older" is told by. */
  readonly since: { readonly from: number; readonly position: number };
  /** Nodes whose claims it outweighs. */
  readonly over: readonly string[];
}

/** An offer, and between when it was open. */
export interface Offer {
  readonly handoff: string;
  readonly from: number;
  to: number;
}

/** What was said of whose a contact is. */
export interface Said {
  readonly claims: readonly Claim[];
  readonly offers: readonly Offer[];
}

const text = (fact: Fact, column: string): string | null => (fact[column] as string | null | undefined) ?? null;
const nodes = (fact: Fact): readonly string[] => (fact['over'] as readonly string[] | null | undefined) ?? [];

/** When a fact counts from; from ever where nobody knows when. */
export function momentOf(fact: Fact): number {
  return fact.occurred_at ?? Number.NEGATIVE_INFINITY;
}

/** The nodes a contact's facts are of. */
export function nodesOf(facts: readonly Fact[]): ReadonlySet<string> {
  return new Set(facts.map((fact) => fact['profile'] as string));
}

/**
 * Folds what was said of a contact, in time order. Who offers a contact that is nobody's has it. Accepting ends what the
 * giver had and begins what the receiver has; an offer that came to nothing leaves everything as it is, but for a giver
 * who has left: what they had goes where the event says. What was given back is the giver's again, unless
 * somebody has it for their team by then. An assignment that outweighs other nodes counts only while these are one with
 * it.
 */
export function claimsOf(facts: readonly Fact[]): Said {
  const present = nodesOf(facts);
  const folding = new Folding();
  for (const fact of inTimeOrder(facts)) {
    if (fact['kind'] === 'assigned' && !nodes(fact).every((node) => present.has(node))) continue;
    folding.say(fact);
  }
  return folding.said();
}

class Folding {
  private readonly claims: Claim[] = [];
  private readonly offers = new Map<string, Offer>();
  /** Offers that an answer was heard of, whatever comes after. */
  private readonly over = new Set<string>();
  private readonly current = new Map<string, Claim>();

  said(): Said {
    const lasting = ({ from, to }: { readonly from: number; readonly to: number }): boolean => from < to;
    return { claims: this.claims.filter(lasting), offers: [...this.offers.values()].filter(lasting) };
  }

  say(fact: Fact): void {
    const team = text(fact, 'team');
    const person = text(fact, 'person');
    const handoff = text(fact, 'handoff');
    switch (fact['kind']) {
      case 'assigned':
        return this.own(fact, team, person, nodes(fact));
      case 'offered':
        this.open(handoff!, fact);
        return this.hold(fact);
      case 'accepted':
        this.close(handoff!, fact);
        this.endGivers(fact);
        return this.own(fact, team, person, nodes(fact));
      case 'returned':
        this.close(handoff!, fact);
        return this.giveBack(fact, team, person);
      case 'refused':
      case 'expired':
      case 'withdrawn':
        this.close(handoff!, fact);
        return this.moveOn(fact);
      default:
        return this.close(handoff!, fact);
    }
  }

  private open(handoff: string, fact: Fact): void {
    if (this.over.has(handoff)) return;
    this.offers.set(handoff, { handoff, from: momentOf(fact), to: Number.POSITIVE_INFINITY });
  }

  private close(handoff: string, fact: Fact): void {
    this.over.add(handoff);
    const offer = this.offers.get(handoff);
    if (offer !== undefined && offer.to === Number.POSITIVE_INFINITY) offer.to = momentOf(fact);
  }

  /** From here on it is a person's for a team, as far as a node goes; nobody's without one. */
  private own(fact: Fact, team: string | null, person: string | null, over: readonly string[] = []): void {
    const profile = fact['profile'] as string;
    const key = `${profile} ${team ?? ''}`;
    const before = this.current.get(key);
    if (before?.person === person && over.length === 0) return;
    const from = momentOf(fact);
    if (before !== undefined) before.to = from;
    if (person === null && over.length === 0) {
      this.current.delete(key);
      return;
    }
    const unbroken = before !== undefined && before.person !== null && person !== null;
    const claim: Claim = {
      team,
      person,
      profile,
      event: fact.event_id,
      precision: text(fact, 'precision') ?? 'instant',
      position: fact.position,
      from,
      to: Number.POSITIVE_INFINITY,
      since: unbroken ? before.since : { from, position: fact.position },
      over,
    };
    this.claims.push(claim);
    this.current.set(key, claim);
  }

  private givers(fact: Fact): Claim[] {
    const [from, team] = [text(fact, 'from_person'), text(fact, 'from_team')];
    if (from === null) return [];
    return [...this.current.values()].filter(
      (claim) => claim.person === from && (team === null || claim.team === team),
    );
  }

  private hold(fact: Fact): void {
    const from = text(fact, 'from_person');
    if (from !== null && [...this.current.values()].every(({ person }) => person === null))
      this.own(fact, text(fact, 'from_team'), from);
  }

  private endGivers(fact: Fact): void {
    for (const claim of this.givers(fact)) this.own({ ...fact, profile: claim.profile }, claim.team, null);
  }

  private moveOn(fact: Fact): void {
    const to = text(fact, 'back_to');
    if (to !== 'lead' && to !== 'nobody') return;
    for (const claim of this.givers(fact))
      this.own({ ...fact, profile: claim.profile }, claim.team, to === 'lead' ? text(fact, 'owner') : null);
  }

  private giveBack(fact: Fact, team: string | null, person: string | null): void {
    for (const claim of this.current.values())
      if (claim.team === team && claim.person === person && person !== null)
        this.own({ ...fact, profile: claim.profile }, team, null);
    const to = text(fact, 'back_to');
    const giver = text(fact, 'from_team');
    const taken = [...this.current.values()].some((claim) => claim.team === giver && claim.person !== null);
    const owner = to === 'lead' ? text(fact, 'owner') : to === 'nobody' ? null : text(fact, 'from_person');
    if (!taken && owner !== null) this.own(fact, giver, owner);
  }
}
