import { queryOptions, useQuery } from '@tanstack/react-query';
import { call } from '../api/client.js';
import type { KpiAnswer, KpiLine, NameLine } from '../api/types.js';
import { useMay } from '../app/session.js';
import type { Travel } from '../travel/travel.js';
import type { AskedPeriod } from './period.js';

/** Every figure there is, in words. */
export const catalogueQuery = queryOptions({
  queryKey: ['kpis'],
  staleTime: Number.POSITIVE_INFINITY,
  queryFn: ({ signal }) => call<{ items: readonly KpiLine[] }>('/api/kpis', { signal }),
});

/** What is asked of a figure. */
export interface FigureAsked extends AskedPeriod {
  readonly by?: string | undefined;
  /** Beside the period before. */
  readonly compare?: 'previous';
  /** What is chosen of its parameters. */
  readonly chosen?: Readonly<Record<string, string>>;
}

/** A figure at a moment; asked again when what it is computed from changes. */
export function figureQuery({ name, reads }: KpiLine, { chosen, ...asked }: FigureAsked, travel: Travel) {
  const params = { ...chosen, ...asked, ...travel };
  return queryOptions({
    queryKey: ['kpi', name, params],
    queryFn: ({ signal }) => call<KpiAnswer>(`/api/kpis/${encodeURIComponent(name)}`, { params, signal }),
    meta: { reads },
  });
}

/** What contacts and companies are called, by their ids; nothing to those who may not see them. */
export function useNames(nodes: readonly string[]): ReadonlyMap<string, NameLine> {
  const may = useMay('contacts.read');
  const wanted = [...new Set(nodes)].sort();
  const { data } = useQuery({
    queryKey: ['names', wanted],
    queryFn: async ({ signal }) => {
      const pages = Array.from({ length: Math.ceil(wanted.length / 200) }, (_, i) =>
        wanted.slice(i * 200, i * 200 + 200),
      );
      const answers = await Promise.all(
        pages.map((page) =>
          call<{ items: readonly NameLine[] }>('/api/names', { params: { nodes: page.join(',') }, signal }),
        ),
      );
      return new Map(answers.flatMap(({ items }) => items).map((line) => [line.node, line]));
    },
    enabled: may && wanted.length > 0,
    placeholderData: (before) => before,
    meta: { reads: ['contacts', 'companies', 'identity'] },
  });
  return data ?? NOBODY;
}

const NOBODY: ReadonlyMap<string, NameLine> = new Map();
