import type { Metrics } from '#platform';

/** What is remembered so that it is not read again: data keys, and the end of the log. */
export type Cache = 'keys' | 'tail';

/** Hears what a store does underneath: for metrics. */
export interface StoreWatch {
  /** A group of events was written in one transaction, or tried to be; seconds from taking it up to its answer. */
  group(events: number, seconds: number): void;
  /** How often something was asked of a cache, and was there or was not. */
  cache(cache: Cache, hits: number, misses: number): void;
}

/** Puts them into the metrics. */
export function storeMetrics(metrics: Metrics): StoreWatch {
  const size = metrics.histogram(
    'append_group_events',
    'Events written to the log in one transaction.',
    [],
    [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000],
  );
  const seconds = metrics.histogram(
    'append_group_seconds',
    'Time that writing a group of events takes, retries included.',
  );
  const asked = metrics.counter('cache_reads_total', 'What was asked of caches, by cache and whether it was there.', [
    'cache',
    'outcome',
  ]);
  return {
    group: (events, took) => {
      size.observe(events);
      seconds.observe(took);
    },
    cache: (cache, hits, misses) => {
      if (hits > 0) asked.inc({ cache, outcome: 'hit' }, hits);
      if (misses > 0) asked.inc({ cache, outcome: 'miss' }, misses);
    },
  };
}

/** What was heard in a thread, as it is told to the thread that has the metrics. */
export interface Heard {
  readonly groups: readonly (readonly [events: number, seconds: number])[];
  readonly caches: readonly (readonly [cache: Cache, hits: number, misses: number])[];
}

const TELL_MS = 1_000;

/** Hears in a thread, and tells what it heard once a second. The timer keeps no thread alive. */
export function tellingWatch(tell: (heard: Heard) => void): StoreWatch {
  let groups: [number, number][] = [];
  let caches = new Map<Cache, [number, number]>();
  setInterval(() => {
    if (groups.length === 0 && caches.size === 0) return;
    tell({ groups, caches: [...caches].map(([cache, [hits, misses]]) => [cache, hits, misses]) });
    groups = [];
    caches = new Map();
  }, TELL_MS).unref();
  return {
    group: (events, seconds) => void groups.push([events, seconds]),
    cache: (cache, hits, misses) => {
      const [hitsBefore, missesBefore] = caches.get(cache) ?? [0, 0];
      caches.set(cache, [hitsBefore + hits, missesBefore + misses]);
    },
  };
}

/** Hears what a thread has heard. */
export function hearAll(watch: StoreWatch, { groups, caches }: Heard): void {
  for (const group of groups) watch.group(...group);
  for (const cache of caches) watch.cache(...cache);
}
