import { queryOptions } from '@tanstack/react-query';
import { call } from '../api/client.js';
import type { SimilarTicket, SlaAnswer, TicketDetail } from '../api/types.js';
import type { Travel } from '../travel/travel.js';

/** The read models that tickets are shown from. */
export const ticketReads = ['companies', 'contacts', 'identity', 'tickets'] as const;

const path = (ticket: string): string => `/api/tickets/${encodeURIComponent(ticket)}`;

export const ticketQuery = (ticket: string, travel: Travel) =>
  queryOptions({
    queryKey: ['ticket', ticket, travel],
    queryFn: ({ signal }) => call<TicketDetail>(path(ticket), { signal, params: travel }),
    meta: { reads: ticketReads },
  });

export const similarQuery = (ticket: string) =>
  queryOptions({
    queryKey: ['similar-tickets', ticket],
    queryFn: ({ signal }) =>
      call<{ items: SimilarTicket[] }>(`${path(ticket)}/similar`, { signal, params: { limit: 5 } }),
    meta: { reads: ticketReads },
  });

export const slaQuery = queryOptions({
  queryKey: ['sla', {}],
  queryFn: ({ signal }) => call<SlaAnswer>('/api/sla', { signal }),
  meta: { reads: ['tickets'] },
});
