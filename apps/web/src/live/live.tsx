import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useEffectEvent, useMemo, useRef, useState, type ReactNode } from 'react';
import { call } from '../api/client.js';
import type { Freshness } from '../api/types.js';
import { ChangeGatherer, LiveConnection, type LiveState, type Source } from './connection.js';
import { Refresher } from './refresher.js';

type Listener = (changed: ReadonlySet<string>) => void;

interface Live {
  readonly state: LiveState;
  readonly retryNow: () => void;
  readonly listen: (listener: Listener) => () => void;
}

const everything: ReadonlySet<string> = new Set(['*']);

const LiveContext = createContext<Live>({
  state: { status: 'connecting' },
  retryNow: () => undefined,
  listen: () => () => undefined,
});

const freshnessKey = ['freshness'] as const;

/** Holds the live connection of the signed-in person, and refreshes what it says has changed. */
export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const client = useQueryClient();
  const [state, setState] = useState<LiveState>({ status: 'connecting' });
  const listeners = useRef(new Set<Listener>());
  const connection = useRef<LiveConnection | null>(null);

  useEffect(() => {
    const refresher = new Refresher(client);
    const stopRefreshing = refresher.start();
    const pass = (changed: ReadonlySet<string>): void => {
      if (changed === everything) refresher.refreshAll();
      else refresher.refresh((read) => changed.has(read));
      for (const listener of listeners.current) listener(changed);
    };
    const gatherer = new ChangeGatherer(pass);
    const live = new LiveConnection({
      connect: () => new EventSource('/api/live') as unknown as Source,
      onState: setState,
      onChanged: (changed) => gatherer.add(changed),
      onFreshness: (freshness) => {
        client.setQueryData(freshnessKey, freshness);
        void client.invalidateQueries({ queryKey: ['projections'] });
      },
      onReturn: () => {
        void client.invalidateQueries({ queryKey: freshnessKey });
        pass(everything);
      },
    });
    connection.current = live;
    live.start();
    const online = (): void => live.retryNow();
    addEventListener('online', online);
    return () => {
      removeEventListener('online', online);
      live.stop();
      gatherer.stop();
      stopRefreshing();
    };
  }, [client]);

  const value = useMemo<Live>(
    () => ({
      state,
      retryNow: () => connection.current?.retryNow(),
      listen: (listener) => {
        listeners.current.add(listener);
        return () => listeners.current.delete(listener);
      },
    }),
    [state],
  );
  return <LiveContext value={value}>{children}</LiveContext>;
}

/** The live connection. */
export function useLive(): Live {
  return useContext(LiveContext);
}

/** Calls the listener whenever one of these projections has changed. */
export function useChanged(projections: readonly string[], listener: () => void): void {
  const { listen } = useLive();
  const hear = useEffectEvent(listener);
  const names = projections.join(' ');
  useEffect(
    () =>
      listen((changed) => {
        if (changed === everything || names.split(' ').some((name) => changed.has(name))) hear();
      }),
    [listen, names],
  );
}

/** While they are behind the API says so every second; what it has not said again for longer than this is older by now. */
const SAID_AGAIN_MS = 3_000;

/**
 * How far the read models are behind. Comes with the live messages; asked for once at the start and after a loss. While
 * they are behind it grows by itself, so that no screen looks fresher than it is because nothing is heard.
 */
export function useFreshness(): Freshness | undefined {
  const { data, dataUpdatedAt } = useQuery({
    queryKey: freshnessKey,
    queryFn: ({ signal }) => call<Freshness>('/api/freshness', { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const behind = data !== undefined && data.lagSeconds > 0;
  const [now, setNow] = useState(dataUpdatedAt);
  useEffect(() => {
    if (!behind) return undefined;
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [behind]);
  const silentMs = now - dataUpdatedAt;
  return behind && silentMs > SAID_AGAIN_MS ? { ...data, lagSeconds: data.lagSeconds + silentMs / 1_000 } : data;
}
