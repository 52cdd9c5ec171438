import { useQuery } from '@tanstack/react-query';
import { call } from '../api/client.js';
import type { Density } from '../api/types.js';

/** How a contact's touches spread over their life and the channels. */
export function useDensity(contact: string) {
  return useQuery({
    queryKey: ['density', contact],
    queryFn: ({ signal }) => call<Density>(`/api/contacts/${encodeURIComponent(contact)}/density`, { signal }),
    meta: { reads: ['contacts', 'identity'] },
  });
}
