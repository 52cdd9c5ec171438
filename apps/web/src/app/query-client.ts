import { QueryClient } from '@tanstack/react-query';
import { ApiProblem, onSignedOut } from '../api/client.js';
import { sessionQuery } from './session.js';

declare module '@tanstack/react-query' {
  interface Register {
    defaultError: Error;
    queryMeta: {
      /** The projections an answer is made from: when one of them changes, it is asked for again. */
      readonly reads?: readonly string[];
    };
  }
}

/** Worth asking again without being told to: nobody answered, or somebody who was too busy. */
function passing(error: Error): boolean {
  return error instanceof ApiProblem && (error.unreachable || error.status === 429 || error.status >= 502);
}

/** The cache of answers. Live messages say when they are stale, so nothing is asked again by the clock. */
export function makeQueryClient(): QueryClient {
  const client = new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        gcTime: 5 * 60_000,
        refetchOnWindowFocus: false,
        retry: (failures, error) => passing(error) && failures < 2,
        retryDelay: (attempt) => Math.min(4000, 500 * 2 ** attempt),
      },
    },
  });
  onSignedOut(() => {
    if (client.getQueryData(sessionQuery.queryKey) != null) client.setQueryData(sessionQuery.queryKey, null);
  });
  return client;
}
