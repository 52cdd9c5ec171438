import { queryOptions, useQuery, type QueryClient } from '@tanstack/react-query';
import { ApiProblem, call, setCsrf } from '../api/client.js';
import { useTravelling } from '../travel/travel.js';
import type { Permission, Session } from '../api/types.js';

/** Who is signed in; null when nobody is. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  staleTime: Number.POSITIVE_INFINITY,
  gcTime: Number.POSITIVE_INFINITY,
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      const session = await call<Session>('/api/session', { signal });
      setCsrf(session.csrf);
      return session;
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 401) return null;
      throw error;
    }
  },
});

/** Takes over the session a sign-in answered with, or asks for it where the answer was another. */
export async function enterSession(client: QueryClient): Promise<Session | null> {
  client.removeQueries({ predicate: (query) => query.queryKey[0] !== 'session' });
  return client.fetchQuery({ ...sessionQuery, staleTime: 0 });
}

/** The session of the person in front of the screen; null before it is known. */
export function useSession(): Session | null {
  return useQuery({ ...sessionQuery, enabled: false }).data ?? null;
}

/** Whether the person in front of the screen may do something: while another moment than now is shown, only look. */
export function useMay(permission: Permission): boolean {
  const travelling = useTravelling();
  const may = useSession()?.permissions.includes(permission) ?? false;
  return may && (!travelling || permission.endsWith('.read'));
}

/** The workspace's zone. */
export function useZone(): string {
  return useSession()?.zone ?? 'UTC';
}
