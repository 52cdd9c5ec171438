import { broken, canonicalJson, isUuid } from '#kernel';
import type { DealState, KnownDeal } from './deal.js';

/** A deal that is there; throws `deal.unknown`. */
export function knownDeal(state: DealState, id: string): KnownDeal {
  if (state.status === 'unknown' || !isUuid(id)) throw broken('deal.unknown');
  return state;
}

/** A deal that is open; throws `deal.unknown`, `deal.not-open`. */
export function openDeal(state: DealState, id: string): Extract<KnownDeal, { readonly status: 'open' }> {
  const known = knownDeal(state, id);
  if (known.status !== 'open') throw broken('deal.not-open', { status: known.status });
  return known;
}

/** Whom and what an event of a deal concerns, as its state knows them. */
export function aboutOf(id: string, { profile, others, company, owner }: KnownDeal) {
  return {
    deal: id,
    ...(profile === undefined ? {} : { profile }),
    ...(others.length === 0 ? {} : { others }),
    ...(company === undefined ? {} : { company }),
    ...(owner === undefined || owner === null ? {} : { owner }),
  };
}

/** Whether two things that were said are the same. */
export function same(one: unknown, other: unknown): boolean {
  return canonicalJson(one ?? null) === canonicalJson(other ?? null);
}
