import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { call } from '../api/client.js';

/** What a command is told. */
export type Params = Readonly<Record<string, unknown>>;

/** A command as it is asked for: a decision by its name, of a thing, or of a new one. */
export interface Asked {
  /** Such as `deal.win`. */
  readonly command: string;
  readonly id?: string;
  readonly params?: Params;
}

/** What became of a command. */
export interface CommandAnswer {
  readonly id: string;
  readonly position: number;
  readonly events: readonly string[];
}

interface Options {
  /**
   * The read models that show it: whatever is made from one of them is asked for again before the command is done.
   * `all` where what follows from it shows in many places: the command is done before they have asked.
   */
  readonly changes: readonly string[] | 'all';
  readonly onDone?: (answer: CommandAnswer, asked: Asked) => void;
  readonly onFailed?: (error: Error) => void;
}

/** Sends commands. One that failed counts once, however often it is sent again as it is. */
export function useCommand({ changes, onDone, onFailed }: Options) {
  const client = useQueryClient();
  const attempt = useRef<{ readonly said: string; readonly key: string } | null>(null);
  return useMutation({
    mutationFn: ({ command, ...body }: Asked) => {
      const said = JSON.stringify([command, body]);
      if (attempt.current?.said !== said) attempt.current = { said, key: crypto.randomUUID() };
      const { key } = attempt.current;
      return call<CommandAnswer>(`/api/commands/${command}`, { method: 'POST', body, idempotencyKey: key });
    },
    onSuccess: async (answer, asked) => {
      attempt.current = null;
      // whoever asked does not wait for everything there is
      if (changes === 'all') onDone?.(answer, asked);
      await client.invalidateQueries({
        predicate: ({ meta, queryKey }) =>
          changes === 'all' ? queryKey[0] !== 'session' : meta?.reads?.some((one) => changes.includes(one)) === true,
      });
      if (changes !== 'all') onDone?.(answer, asked);
    },
    ...(onFailed === undefined ? {} : { onError: onFailed }),
  });
}
