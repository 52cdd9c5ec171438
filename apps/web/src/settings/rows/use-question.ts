import { useQuery } from '@tanstack/react-query';
import { call } from '../../api/client.js';
import { useTravel } from '../../travel/travel.js';

/** A question about settings, at the moment that is shown. */
export function useQuestion<T>(path: string, reads: readonly string[]) {
  const travel = useTravel();
  return useQuery({
    queryKey: ['settings', path, travel],
    queryFn: ({ signal }) => call<T>(`/api/${path}`, { params: travel, signal }),
    meta: { reads },
  });
}
