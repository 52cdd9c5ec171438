import { queryOptions } from '@tanstack/react-query';
import { call } from '../api/client.js';
import type { Board, DealRecord, Forecast, PipelineLine } from '../api/types.js';
import type { Travel } from '../travel/travel.js';

/** The read models that deals are shown from. */
export const dealReads = ['companies', 'contacts', 'deals', 'identity', 'pipelines', 'staff'] as const;

/** Which open deals are meant. */
export interface Which {
  readonly pipeline?: string | undefined;
  readonly owner?: string | undefined;
  readonly overdue?: 'true' | undefined;
}

/** How many cards of a stage a board lists; a link leads to the rest. */
const CARDS = 50;

export const pipelinesQuery = (travel: Travel) =>
  queryOptions({
    queryKey: ['pipelines', travel],
    queryFn: ({ signal }) => call<{ items: PipelineLine[] }>('/api/pipelines', { signal, params: travel }),
    meta: { reads: ['deals', 'pipelines'] },
  });

export const boardQuery = (which: Which, travel: Travel) =>
  queryOptions({
    queryKey: ['pipeline', which, travel],
    queryFn: ({ signal }) => call<Board>('/api/pipeline', { signal, params: { ...which, limit: CARDS, ...travel } }),
    meta: { reads: dealReads },
  });

export const forecastQuery = ({ pipeline, owner }: Which, travel: Travel) =>
  queryOptions({
    queryKey: ['forecast', pipeline, owner, travel],
    queryFn: ({ signal }) => call<Forecast>('/api/forecast', { signal, params: { pipeline, owner, ...travel } }),
    meta: { reads: dealReads },
  });

export const dealQuery = (deal: string, travel: Travel) =>
  queryOptions({
    queryKey: ['deal', deal, travel],
    queryFn: ({ signal }) => call<DealRecord>(`/api/deals/${encodeURIComponent(deal)}`, { signal, params: travel }),
    meta: { reads: dealReads },
  });
