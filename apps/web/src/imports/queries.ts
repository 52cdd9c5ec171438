import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { call } from '../api/client.js';
import type { DryRun, ImportOpened, ImportRow, Looked, Page, SavedMapping, Tried } from '../api/types.js';

const reads = ['imports', 'staff'];
/** How often something under way is asked for: its progress is in no read model. */
const UNDER_WAY_MS = 1_000;

/** The list, newest first. */
export const importsQuery = infiniteQueryOptions({
  queryKey: ['imports'],
  queryFn: ({ signal, pageParam }) => call<Page<ImportRow>>('/api/imports', { signal, params: { cursor: pageParam } }),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page) => page.next ?? undefined,
  meta: { reads },
});

/** One import, with its progress while it runs. */
export const importQuery = (id: string) =>
  queryOptions({
    queryKey: ['import', id],
    queryFn: ({ signal }) => call<ImportOpened>(`/api/imports/${encodeURIComponent(id)}`, { signal }),
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? UNDER_WAY_MS : false),
    staleTime: 0,
    meta: { reads },
  });

/** How a file is cut into columns. */
export interface Cut {
  readonly delimiter: string;
  readonly encoding: string;
}

/** The first rows of an uploaded file; how it is cut is guessed unless it is said. */
export const lookQuery = (file: string, cut: Cut | undefined) =>
  queryOptions({
    queryKey: ['import-look', file, cut?.delimiter, cut?.encoding],
    queryFn: ({ signal }) =>
      call<Looked>(`/api/imports/files/${encodeURIComponent(file)}/look`, { signal, asIs: true, params: { ...cut } }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });

/** The mappings that were used before. */
export const mappingsQuery = queryOptions({
  queryKey: ['import-mappings'],
  queryFn: ({ signal }) => call<Page<SavedMapping>>('/api/import-mappings', { signal, params: { limit: 100 } }),
  meta: { reads },
});

/** A file and what it means, as the API takes them. */
export interface Trying {
  readonly file: string;
  readonly mapping: string;
  readonly lookups?: Readonly<Record<string, string>> | undefined;
}

/** The rows that are tried while the mapping is made. */
export const PREVIEW_ROWS = 200;

/** What would become of the first rows. */
export const previewQuery = (trying: Trying) =>
  queryOptions({
    queryKey: ['import-preview', trying],
    queryFn: ({ signal }) =>
      call<Tried>('/api/imports/dry-run', { method: 'POST', signal, body: { ...trying, rows: PREVIEW_ROWS } }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });

/** A dry run of the whole file. */
export const dryRunQuery = (id: string) =>
  queryOptions({
    queryKey: ['import-dry-run', id],
    queryFn: ({ signal }) => call<DryRun>(`/api/imports/dry-runs/${encodeURIComponent(id)}`, { signal }),
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? UNDER_WAY_MS / 2 : false),
    staleTime: 0,
    retry: false,
  });
