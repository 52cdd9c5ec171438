import { useMemo, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useZone } from '../app/session.js';
import * as format from './format.js';

const listeners = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const one of listeners) one();
  }, 20_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** The time, moving on every 20 seconds: often enough for "3 minutes ago". */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}

/** Everything that is written by locale and zone, bound to the present ones. */
export interface Format {
  readonly locale: string;
  readonly zone: string;
  readonly exact: (at: string) => string;
  readonly clock: (at: string) => string;
  readonly shortDate: (at: string) => string;
  /** A calendar day, which has no zone. */
  readonly day: (day: string) => string;
  /** The month of a calendar day. */
  readonly dayMonth: (day: string) => string;
  readonly longDay: (day: string, today: string) => string;
  readonly dayOf: (at: string) => string;
  readonly relative: (at: string, now: number) => string;
  readonly span: (seconds: number) => string;
  readonly count: (value: number) => string;
  readonly compact: (value: number) => string;
  readonly percent: (share: number) => string;
  /** Of a whole number of per cent. */
  readonly chance: (percent: number) => string;
}

/** The formats of the present language and the workspace's zone. */
export function useFormat(): Format {
  const locale = useTranslation().i18n.language;
  const zone = useZone();
  return useMemo(
    () => ({
      locale,
      zone,
      exact: (at) => format.exact(locale, zone, at),
      clock: (at) => format.clock(locale, zone, at),
      shortDate: (at) => format.shortDate(locale, zone, at),
      day: (day) => format.shortDate(locale, 'UTC', `${day}T00:00:00Z`),
      dayMonth: (day) => format.month(locale, 'UTC', `${day}T00:00:00Z`),
      longDay: (day, today) => format.longDay(locale, day, today),
      dayOf: (at) => format.dayOf(zone, at),
      relative: (at, from) => format.relative(locale, at, from),
      span: (seconds) => format.span(locale, seconds),
      count: (value) => format.count(locale, value),
      compact: (value) => format.compact(locale, value),
      percent: (share) => format.percent(locale, share),
      chance: (percent) => format.chance(locale, percent),
    }),
    [locale, zone],
  );
}
