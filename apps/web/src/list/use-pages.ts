import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { call } from '../api/client.js';
import type { Page } from '../api/types.js';
import { useChanged } from '../live/live.js';
import { countNew, rowsOf, withFreshFirst, type Pages } from './pages.js';

interface Options<T> {
  readonly path: string;
  readonly params: Readonly<Record<string, string | undefined>>;
  /** The cursor the list starts after; the beginning if missing. */
  readonly start?: string | undefined;
  readonly limit?: number;
  readonly id: (item: T) => string;
  /** The projections the list is made from. */
  readonly reads: readonly string[];
  /** Whether news may be put in at once: the reader is at the top. */
  readonly atTop: () => boolean;
}

/** A list of a million rows, page by page, that stays live at its top and does not move under a reader below it. */
export function usePages<T>({ path, params, start, limit = 100, id, reads, atTop }: Options<T>) {
  const client = useQueryClient();
  const [waiting, setWaiting] = useState<{ key: string; count: number } | null>(null);
  const queryKey = useMemo(() => ['pages', path, params, start ?? null, limit], [path, params, start, limit]);
  const ask = useCallback(
    (cursor: string | undefined, signal?: AbortSignal) =>
      call<Page<T>>(path, { params: { ...params, cursor, limit }, ...(signal === undefined ? {} : { signal }) }),
    [path, params, limit],
  );
  const query = useInfiniteQuery<Page<T>, Error, Pages<T>, readonly unknown[], string | undefined>({
    queryKey,
    queryFn: ({ pageParam, signal }) => ask(pageParam, signal),
    initialPageParam: start,
    getNextPageParam: (last) => last.next ?? undefined,
    staleTime: Number.POSITIVE_INFINITY,
  });

  const [freshError, setFreshError] = useState<Error | null>(null);
  /** Lists that are being refreshed, and those to be asked for once more, by key: a filter makes another list. */
  const freshening = useRef(new Set<string>());
  const again = useRef(new Set<string>());
  const key = JSON.stringify(queryKey);
  const underWay = useCallback(
    () => client.isFetching({ queryKey, exact: true }) > 0 || client.getQueryData(queryKey) === undefined,
    [client, queryKey],
  );
  const freshen = useCallback(
    async (show: boolean): Promise<void> => {
      const old = client.getQueryData<Pages<T>>(queryKey);
      if (old === undefined) return;
      const fresh = await ask(start);
      setFreshError(null);
      // a page that is under way brings back what it began with
      if (underWay()) return void again.current.add(key);
      const present = client.getQueryData<Pages<T>>(queryKey) ?? old;
      const news = countNew(present, fresh, id);
      if (show || atTop() || news === 0) {
        client.setQueryData<Pages<T>>(queryKey, withFreshFirst(present, fresh, id));
        setWaiting(null);
      } else setWaiting({ key, count: news });
    },
    [ask, atTop, client, id, key, queryKey, start, underWay],
  );

  // One refresh at a time; what changes meanwhile, or while a page is under way, is asked for once more after it.
  const freshenSoon = useCallback(async (): Promise<void> => {
    again.current.add(key);
    if (freshening.current.has(key)) return;
    freshening.current.add(key);
    while (!underWay() && again.current.delete(key)) {
      try {
        await freshen(false);
      } catch (error) {
        setFreshError(error as Error);
      }
    }
    freshening.current.delete(key);
  }, [freshen, key, underWay]);
  useChanged(reads, () => void freshenSoon());
  useEffect(() => {
    if (!query.isFetching && again.current.has(key)) void freshenSoon();
  }, [freshenSoon, key, query.isFetching]);
  // Coming back to a list that was left: it may have changed while nobody listened.
  useEffect(() => {
    if (client.getQueryData(queryKey) === undefined) return undefined;
    const timer = setTimeout(() => void freshenSoon());
    return () => clearTimeout(timer);
  }, [client, freshenSoon, queryKey]);

  const rows = useMemo(() => rowsOf(query.data?.pages ?? [], id), [query.data, id]);
  return {
    rows,
    query,
    /** How many new rows wait above, for the reader to ask for. */
    waiting: waiting?.key === key ? waiting.count : 0,
    showWaiting: () => freshen(true).catch((error: unknown) => setFreshError(error as Error)),
    /** Why the last refresh failed: what is shown may be out of date. */
    freshError,
    /** The cursor with which the page of a row was asked for. */
    cursorOf: (row: number): string | undefined => {
      let before = 0;
      for (const [index, page] of (query.data?.pages ?? []).entries()) {
        before += page.items.length;
        if (row < before) return query.data?.pageParams[index];
      }
      return undefined;
    },
  };
}

/** A list as `usePages` keeps it. */
export type PagedList<T> = ReturnType<typeof usePages<T>>;
