import { useQuery } from '@tanstack/react-query';
import { call } from '../api/client.js';
import { useTravel } from '../travel/travel.js';
import type { Density } from '../api/types.js';

/** How a contact's touches spread over their life and the channels. */
export function useDensity(contact: string) {
  const travel = useTravel();
  return useQuery({
    queryKey: ['density', contact, travel],
    queryFn: ({ signal }) =>
      call<Density>(`/api/contacts/${encodeURIComponent(contact)}/density`, { signal, params: travel }),
    meta: { reads: ['contacts', 'identity'] },
  });
}
