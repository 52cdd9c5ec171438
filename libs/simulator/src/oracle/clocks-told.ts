import type { Millis } from '#kernel';
import type { Dealing } from '../dealings/index.js';
import { calendarKnown, isWorkingDay } from './activities.js';
import type { Recorded } from './recorded.js';
import { momentOf, ofEach, told, wordOf, type Asked } from './told.js';
import { ticketWords } from './tickets-told.js';

const DAY = 86_400_000;
const MINUTE = 60_000;

/** How a promise of a ticket was decided, and when. */
export interface Decided {
  readonly at: Millis;
  readonly met: boolean;
}

type Calendar = ReturnType<typeof calendarKnown>;
type Promised = Readonly<Record<'firstResponse' | 'resolution', number | undefined>>;

/** When the hours of a day's work begin and end. */
function hoursOf(calendar: Calendar, at: Millis): readonly (readonly [from: Millis, to: Millis])[] {
  if (!isWorkingDay(calendar, at)) return [];
  const midnight = Math.floor(at / DAY) * DAY;
  const weekday = new Date(at).getUTCDay() || 7;
  const instant = (time: string): Millis =>
    midnight + (Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5))) * MINUTE;
  return calendar.hours.filter((one) => one.weekday === weekday).map(({ from, to }) => [instant(from), instant(to)]);
}

/** Working time between two instants. */
function worked(calendar: Calendar, from: Millis, to: Millis): number {
  let sum = 0;
  for (let day = Math.floor(from / DAY) * DAY; day < to; day += DAY)
    for (const [opens, closes] of hoursOf(calendar, day))
      sum += Math.max(0, Math.min(to, closes) - Math.max(from, opens));
  return sum;
}

/** When so much working time is over that begins at an instant. */
function later(calendar: Calendar, from: Millis, much: number): Millis {
  let left = much;
  for (let day = Math.floor(from / DAY) * DAY; ; day += DAY)
    for (const [opens, closes] of hoursOf(calendar, day)) {
      const begins = Math.max(from, opens);
      if (begins > closes) continue;
      if (left <= closes - begins) return begins + left;
      left -= closes - begins;
    }
}

/** What was promised of a priority when something was recorded. */
function promised(policies: readonly Dealing[], priority: string | null): Promised {
  const targets = policies.at(-1)!.payload['targets'] as readonly ({ priority: string } & Promised)[];
  return (targets.find((one) => one.priority === priority) ?? targets.find((one) => one.priority === '*'))!;
}

/**
 * One promise of a ticket: its time runs from the opening, but for when it waits for the customer, and what is promised
 * is what the policy says that was known when the ticket was opened, or its priority was changed, was recorded.
 */
function decidedOf(
  words: readonly Dealing[],
  clock: 'firstResponse' | 'resolution',
  calendar: Calendar,
  policiesBefore: (dealing: Dealing) => readonly Dealing[],
  asOf: Millis,
): Decided | null {
  let minutes: number | undefined;
  let priority: string | null = null;
  let used = 0;
  let since: Millis | null = null;
  const due = (): Millis => (since === null ? Infinity : later(calendar, since, minutes! * MINUTE - used));
  for (const dealing of words) {
    const { payload } = dealing;
    const word = wordOf(dealing);
    const { at, day } = momentOf(dealing)!;
    if (word === 'opened' || word === 'prioritised') priority = (payload['priority'] as string | undefined) ?? priority;
    if (word === 'opened') {
      if (day) return null;
      since = at;
      minutes = promised(policiesBefore(dealing), priority)[clock];
      continue;
    }
    if (minutes === undefined) continue;
    if (due() < at) return { at: due(), met: false };
    const answers =
      word === 'replied' &&
      payload['from'] === 'staff' &&
      payload['visibility'] === 'public' &&
      payload['automatic'] !== true;
    if (word === 'resolved' || word === 'closed' || (answers && clock === 'firstResponse')) return { at, met: true };
    const waits = word === 'put-on-hold' && payload['for'] === 'customer';
    const goesOn = word === 'taken-up' || word === 'reopened' || word === 'put-on-hold';
    if (waits && since !== null) {
      used += worked(calendar, since, at);
      since = null;
    } else if (goesOn) since ??= at;
    else if (word === 'prioritised') {
      minutes = promised(policiesBefore(dealing), priority)[clock];
      const soFar = used + (since === null ? 0 : worked(calendar, since, at));
      if (minutes !== undefined && soFar > minutes * MINUTE) return { at, met: false };
    }
  }
  return minutes !== undefined && due() < asOf ? { at: due(), met: false } : null;
}

/** Every promise that was decided by then, of both clocks of every ticket. */
export function promisesDecided(history: readonly Recorded[], asked: Asked): readonly Decided[] {
  const dealings = told(history, asked.knownUpTo);
  const places = new Map(dealings.map((dealing, place) => [dealing, place]));
  const policies = [...ofEach(dealings, 'sla').values()].flat();
  const before = (dealing: Dealing): readonly Dealing[] =>
    policies.filter((policy) => places.get(policy)! < places.get(dealing)!);
  const calendar = calendarKnown(history, asked);
  return [...ofEach(dealings, 'ticket').values()].flatMap((said) => {
    const words = ticketWords(said, asked.asOf);
    return (['firstResponse', 'resolution'] as const).flatMap(
      (clock) => decidedOf(words, clock, calendar, before, asked.asOf) ?? [],
    );
  });
}
