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
  const freshening = useRef(false);
  const again = useRef(false);
  const freshen = useCallback(
    async (show: boolean): Promise<void> => {
      const old = client.getQueryData<Pages<T>>(queryKey);
      if (old === undefined) return;
      const fresh = await ask(start);
      setFreshError(null);
      const present = client.getQueryData<Pages<T>>(queryKey) ?? old;
      const news = countNew(present, fresh, id);
      if (show || atTop() || news === 0) {
        client.setQueryData<Pages<T>>(queryKey, withFreshFirst(present, fresh, id));
        setWaiting(null);
      } else setWaiting({ key: JSON.stringify(queryKey), count: news });
    },
    [ask, atTop, client, id, queryKey, start],
  );

  // One refresh at a time; what changes meanwhile, or while the first page is under way, is asked for once more after it.
  const freshenSoon = useCallback(async (): Promise<void> => {
    again.current = true;
    if (freshening.current || client.getQueryData(queryKey) === undefined) return;
    freshening.current = true;
    while (again.current) {
      again.current = false;
      try {
        await freshen(false);
      } catch (error) {
        setFreshError(error as Error);
      }
    }
    freshening.current = false;
  }, [client, freshen, queryKey]);
  useChanged(reads, () => void freshenSoon());
  useEffect(() => {
    if (query.isSuccess && again.current) void freshenSoon();
  }, [freshenSoon, query.isSuccess]);
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
    waiting: waiting?.key === JSON.stringify(queryKey) ? waiting.count : 0,
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
