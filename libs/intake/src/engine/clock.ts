import type { Problem, When } from '#kernel';

/** A client's clock that is off by more than this is corrected, in milliseconds. */
export const TOLERATED_SKEW = 60_000;

/** What happened later than this after arrival did not happen yet, in milliseconds. */
export const TOLERATED_FUTURE = 5 * 60_000;

/** When a delivery arrived, and when its client says that it was sent, epoch milliseconds. */
export interface Arrival {
  readonly arrivedAt: number;
  readonly sentAt: number | null;
}

/** A time that cannot be believed, and why. */
export interface Unplaced extends Problem {
  readonly reason: 'invalid' | 'future' | 'before-1970';
}

/**
 * When something happened: as the client's clock said it, less the clock's error where `sentAt` shows one of more than
 * a minute; `sentAt` (corrected: the arrival) where the message says nothing, the arrival where nobody does.
 * Days and times nobody knows are as stated.
 */
export function happenedAt(stated: When | undefined, { arrivedAt, sentAt }: Arrival): When | Unplaced {
  const skew = sentAt === null || Math.abs(sentAt - arrivedAt) <= TOLERATED_SKEW ? 0 : sentAt - arrivedAt;
  if (stated === undefined) return instant((sentAt ?? arrivedAt) - skew);
  if (stated.precision === 'none') return stated;
  const said = Date.parse(stated.at);
  const at = stated.precision === 'day' ? said : said - skew;
  // A day is over nowhere before it has begun everywhere: 14 hours are the widest zone.
  const future = arrivedAt + TOLERATED_FUTURE + (stated.precision === 'day' ? 14 * 3_600_000 : 0);
  if (Number.isNaN(at)) return { reason: 'invalid', where: 'when', what: `is not a time: ${stated.at}` };
  if (at > future)
    return {
      reason: 'future',
      where: 'when',
      what: `is ${stated.at}, after the message arrived at ${iso(arrivedAt)}`,
      remedy: 'set the clock of what sends it, or send sentAt: then the clock is corrected',
    };
  if (at < 0) return { reason: 'before-1970', where: 'when', what: `is ${stated.at}, before 1970` };
  return skew === 0 || stated.precision === 'day' ? stated : instant(at);
}

function iso(at: number): string {
  return new Date(at).toISOString();
}

function instant(at: number): When {
  return { precision: 'instant', at: iso(at) };
}
