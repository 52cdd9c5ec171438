import type { Fact, Valid } from '#kernel';
import { inTimeOrder } from './time-order.js';
import { claimsOf, momentOf, nodesOf, type Claim, type Said } from './claims.js';

/** Between when a deal was open, for whom and whose. */
interface OpenDeal {
  readonly profile: string;
  readonly owner: string | null;
  readonly from: number;
  to: number;
}

/** Somebody owns a contact for a team, between two moments. */
interface Owned {
  readonly claim: Claim;
  readonly from: number;
  to: number;
}

const moment = (at: number): number | null => (Number.isFinite(at) ? at : null);

/** Deals as they were opened and closed; what was won or lost without an opening was never open. */
function openDeals(facts: readonly Fact[]): OpenDeal[] {
  const all: OpenDeal[] = [];
  const open = new Map<string, OpenDeal>();
  const owners = new Map<string, string | null>();
  const is = new Map<string, boolean>();
  for (const fact of inTimeOrder(facts)) {
    const deal = `${fact['deal'] as string} ${fact['profile'] as string}`;
    const at = momentOf(fact);
    const owner = (fact['owner'] as string | null | undefined) ?? null;
    if (owner !== null || fact['open'] === null) owners.set(deal, owner);
    if (fact['open'] !== null && fact['open'] !== undefined) is.set(deal, fact['open'] as boolean);
    const before = open.get(deal);
    if (before !== undefined) before.to = at;
    open.delete(deal);
    if (is.get(deal) !== true) continue;
    const one: OpenDeal = {
      profile: fact['profile'] as string,
      owner: owners.get(deal) ?? null,
      from: at,
      to: Number.POSITIVE_INFINITY,
    };
    open.set(deal, one);
    all.push(one);
  }
  return all;
}

/**
 * Of several claims for one team at a moment, the one that holds: a later word on contacts that are linked, where one
 * outweighs the others; else those with an open deal, of the same node or of the same person's; of these, the one of
 * the node that has had an owner for the team the longest.
 */
function holding(
  live: readonly Claim[],
  deals: readonly OpenDeal[],
  present: ReadonlySet<string>,
  at: number,
): Claim | null {
  const [judged] = live
    .filter(({ over }) => over.length > 0 && over.every((node) => present.has(node)))
    .sort((a, b) => b.position - a.position);
  const rivals = live.filter((claim) =>
    judged === undefined ? claim.person !== null : claim === judged || !judged.over.includes(claim.profile),
  );
  const withDeal = rivals.filter(({ profile, person }) =>
    deals.some(
      (deal) =>
        deal.from <= at && at < deal.to && (deal.profile === profile || (person !== null && deal.owner === person)),
    ),
  );
  const [first] = (withDeal.length > 0 ? withDeal : rivals).sort(
    (a, b) =>
      (a.since.from === b.since.from ? 0 : a.since.from - b.since.from) ||
      a.since.position - b.since.position ||
      (a.profile < b.profile ? -1 : 1),
  );
  return first === undefined || first.person === null ? null : first;
}

/** Every moment at which something begins or ends, in order. */
function cuts(...spans: readonly (readonly { readonly from: number; readonly to: number }[])[]): number[] {
  const all = new Set(spans.flat().flatMap(({ from, to }) => [from, to]));
  return [...all].filter((at) => at !== Number.POSITIVE_INFINITY).sort((a, b) => (a === b ? 0 : a - b));
}

const within = ({ from, to }: { readonly from: number; readonly to: number }, at: number): boolean =>
  from <= at && at < to;

function ownedBy({ claims }: Said, facts: readonly Fact[]): Owned[] {
  const deals = openDeals(facts.filter(({ table }) => table === 'deal'));
  const present = nodesOf(facts);
  const owned: Owned[] = [];
  for (const team of new Set(claims.map((claim) => claim.team))) {
    const ofTeam = claims.filter((claim) => claim.team === team);
    const several = new Set(ofTeam.map(({ profile }) => profile)).size > 1;
    if (!several) {
      for (const claim of ofTeam) if (claim.person !== null) owned.push({ claim, from: claim.from, to: claim.to });
      continue;
    }
    let last = null as Owned | null;
    for (const at of cuts(ofTeam, deals)) {
      const claim = holding(
        ofTeam.filter((one) => within(one, at)),
        deals,
        present,
        at,
      );
      if (claim === last?.claim) continue;
      if (last !== null) last.to = at;
      last = claim === null ? null : { claim, from: at, to: Number.POSITIVE_INFINITY };
      if (last !== null) owned.push(last);
    }
  }
  return owned;
}

/** Whose a contact is, a row for each team and owner. Contacts that are linked are derived as one: see `holding`. */
export function ownersOf(facts: readonly Fact[]): Valid[] {
  const said = claimsOf(facts.filter(({ table }) => table === 'said'));
  return ownedBy(said, facts).map(({ claim, from, to }) => ({
    from: moment(from),
    to: moment(to),
    values: {
      team: claim.team,
      person: claim.person,
      profile: claim.profile,
      event: claim.event,
      precision: claim.precision,
    },
  }));
}

/**
 * What a contact waits for: `awaiting-acceptance` while an offer is open (with the one that was made first), `owned` while
 * it is anybody's, else `unowned`. Nothing before anything was said of it.
 */
export function statusesOf(facts: readonly Fact[]): Valid[] {
  const ownFacts = facts.filter(({ table }) => table === 'said');
  if (ownFacts.length === 0) return [];
  const said = claimsOf(ownFacts);
  const owned = ownedBy(said, facts);
  const begins = { from: Math.min(...ownFacts.map(momentOf)), to: Number.POSITIVE_INFINITY };
  const rows: { from: number; to: number; values: { status: string; handoff: string | null } }[] = [];
  for (const at of cuts([begins], owned, said.offers)) {
    const [offer] = said.offers
      .filter((one) => within(one, at))
      .sort((a, b) => a.from - b.from || (a.handoff < b.handoff ? -1 : 1));
    const status =
      offer !== undefined ? 'awaiting-acceptance' : owned.some((one) => within(one, at)) ? 'owned' : 'unowned';
    const values = { status, handoff: offer?.handoff ?? null };
    const last = rows.at(-1);
    if (last !== undefined && last.values.status === status && last.values.handoff === values.handoff) continue;
    if (last !== undefined) last.to = at;
    rows.push({ from: at, to: Number.POSITIVE_INFINITY, values });
  }
  return rows.map(({ from, to, values }) => ({ from: moment(from), to: moment(to), values }));
}
