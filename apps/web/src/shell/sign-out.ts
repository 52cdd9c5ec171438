import { useQueryClient } from '@tanstack/react-query';
import { call } from '../api/client.js';
import { sessionQuery } from '../app/session.js';
import { useNotify } from '../ui/notices.js';

/** Ends the session, here and on the server. */
export function useSignOut(): () => Promise<void> {
  const client = useQueryClient();
  const notify = useNotify();
  return async () => {
    try {
      await call('/api/session', { method: 'DELETE' });
    } catch (error) {
      notify.problem(error as Error);
      return;
    }
    // The frame sees that nobody is signed in any more, and leads to the sign-in; nothing seen stays behind.
    client.setQueryData(sessionQuery.queryKey, null);
    client.removeQueries({ predicate: (query) => query.queryKey[0] !== 'session' });
  };
}
