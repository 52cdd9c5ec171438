import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { call } from '../../api/client.js';
import { useNotify } from '../../ui/notices.js';

/** What is set: the thing's id, a new one's if missing, and what it is to be. */
export interface Setting {
  readonly id?: string;
  readonly params: object;
}

/** Sets something by a command. Sent again as it is, it counts once; changed, it is another command. */
export function useSetting(decision: string, said: string, onDone: () => void) {
  const client = useQueryClient();
  const notify = useNotify();
  const sent = useRef({ body: '', key: '' });
  return useMutation({
    mutationFn: (setting: Setting) => {
      const body = JSON.stringify(setting);
      if (sent.current.body !== body) sent.current = { body, key: crypto.randomUUID() };
      return call(`/api/commands/${decision}`, { method: 'POST', body: setting, idempotencyKey: sent.current.key });
    },
    onSuccess: async () => {
      sent.current = { body: '', key: '' };
      await client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
      onDone();
      notify.done(said);
    },
  });
}
