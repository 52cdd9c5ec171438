import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { call } from '../api/client.js';
import { sessionQuery } from '../app/session.js';
import { useNotify } from '../ui/notices.js';

/** Ends the session, here and on the server. */
export function useSignOut(): () => Promise<void> {
  const client = useQueryClient();
  const navigate = useNavigate();
  const notify = useNotify();
  return async () => {
    try {
      await call('/api/session', { method: 'DELETE' });
    } catch (error) {
      notify.problem(error as Error);
      return;
    }
    await navigate({ to: '/sign-in', search: {} });
    client.clear();
    client.setQueryData(sessionQuery.queryKey, null);
  };
}
