import { useMutation, useQueryClient } from '@tanstack/react-query';
import { call } from '../api/client.js';

/** Sends a judgement about identity; whatever shows contacts asks again once it is recorded. */
export function useJudge(path: string, onDone: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Readonly<Record<string, unknown>>) => call(path, { method: 'POST', body }),
    onSuccess: async () => {
      onDone();
      await client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' });
    },
  });
}
