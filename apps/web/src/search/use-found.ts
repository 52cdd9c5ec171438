import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { call } from '../api/client.js';
import type { Found } from '../api/types.js';

/** The contacts and companies that begin with what is typed, once the typing pauses. */
export function useFound(text: string) {
  const [asked] = useDebouncedValue(text.trim(), 120);
  const found = useQuery({
    queryKey: ['search', asked],
    queryFn: ({ signal }) => call<Found>('/api/search', { signal, params: { q: asked } }),
    enabled: asked !== '',
    placeholderData: keepPreviousData,
    meta: { reads: ['companies', 'contacts'] },
  });
  return { asked, found };
}
