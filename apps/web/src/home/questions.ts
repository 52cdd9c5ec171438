import { queryOptions } from '@tanstack/react-query';
import { call } from '../api/client.js';
import type { DealLine, Funnel, HandoffLine, Page, TicketLine, UnownedLine } from '../api/types.js';

const NAMES = ['companies', 'contacts', 'identity', 'staff'];
const MOST = 100;

type Params = Readonly<Record<string, string | number | undefined>>;

function list<T>(path: string, params: Params, reads: readonly string[]) {
  return queryOptions({
    queryKey: ['home', path, params],
    queryFn: ({ signal }) => call<Page<T>>(path, { signal, params: { limit: MOST, ...params } }),
    meta: { reads: [...NAMES, ...reads] },
  });
}

/** Whether anything was recorded of anybody yet. */
export const anybody = list<unknown>('/api/contacts', { limit: 1 }, []);

export const handoffs = (params: Params) => list<HandoffLine>('/api/handoffs', params, ['ownership', 'teams']);
export const unowned = list<UnownedLine>('/api/unowned', {}, ['ownership']);
export const tickets = (params: Params) => list<TicketLine>('/api/tickets', params, ['tickets']);
export const deals = (params: Params) => list<DealLine>('/api/deals', params, ['deals', 'pipelines']);

/** What moved in the funnel since a day. */
export const movedSince = (from: string) =>
  queryOptions({
    queryKey: ['home', 'funnel', from],
    queryFn: ({ signal }) => call<Funnel>('/api/funnel', { signal, params: { from } }),
    meta: { reads: ['companies', 'contacts', 'funnel', 'identity'] },
  });
