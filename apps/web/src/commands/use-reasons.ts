import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import { call } from '../api/client.js';
import type { ReasonsLine } from '../api/types.js';

/** The reasons that the workspace offers where somebody gives one; undefined until they are there. */
export function useReasons(of: ReasonsLine['of']): {
  readonly list: readonly string[] | undefined;
  readonly error: UseQueryResult['error'];
} {
  const { data, error } = useQuery({
    queryKey: ['reasons'],
    queryFn: ({ signal }) => call<{ readonly items: readonly ReasonsLine[] }>('/api/reasons', { signal }),
    meta: { reads: ['teams'] },
  });
  return { list: data?.items.find((one) => one.of === of)?.reasons, error };
}
