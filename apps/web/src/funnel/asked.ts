import type { FunnelSearch } from '../app/search.js';
import type { Travel } from '../travel/travel.js';
import { instantAt } from '../travel/wall-clock.js';

type Params = Readonly<Record<string, string | undefined>>;

/** The parameters of the funnel an address asks for, and of the other one it is compared with; null for none. */
export function askedOf(search: FunnelSearch, travel: Travel, zone: string): { own: Params; other: Params | null } {
  const { unit, from, to, by, bucket, against, otherFrom, otherTo, otherKnownAt } = search;
  const own: Params = { unit, from, to, by, bucket: by === 'period' ? bucket : undefined, ...travel };
  if (against === 'period') return { own, other: { ...own, from: otherFrom, to: otherTo } };
  if (against === 'known' && otherKnownAt !== undefined) {
    const asKnownAt = instantAt(zone, { date: otherKnownAt, time: '23:59' }) ?? undefined;
    return { own, other: { ...own, asKnownAt } };
  }
  return { own, other: null };
}
