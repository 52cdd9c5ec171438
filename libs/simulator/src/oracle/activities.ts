import type { Millis } from '#kernel';
import type { Dealing } from '../dealings/index.js';
import type { Recorded } from './recorded.js';
import { endOf, momentOf, ofEach, quantile, ratio, told, within, wordOf, type Asked, type Oracle } from './told.js';

const DAY = 86_400_000;

/** What staff did in the period, but for mails and messages that came to them. */
function done(history: readonly Recorded[], asked: Asked): Dealing[] {
  return told(history, asked.knownUpTo).filter((dealing) => {
    if (dealing.definition.name !== 'activity-logged') return false;
    const moment = momentOf(dealing)!;
    return moment.at <= asked.asOf && within(asked, moment);
  });
}

/** "calls, emails sent, meetings, demos, notes per member of staff": of those who logged any */
export const activitiesPerRep: Oracle = (history, asked) => {
  const counts = new Map<string, number>();
  for (const { payload, about } of done(history, asked)) {
    const received = (payload['kind'] === 'email' || payload['kind'] === 'message') && payload['direction'] === 'in';
    if (!received) counts.set(about['person']!, (counts.get(about['person']!) ?? 0) + 1);
  }
  return quantile([...counts.values()], 'mean');
};

/** The team everybody belongs to at an instant. */
function teamsAt(history: readonly Recorded[], { knownUpTo }: Asked, at: Millis): Map<string, string> {
  const teams = new Map<string, string>();
  for (const [person, said] of ofEach(told(history, knownUpTo), 'person')) {
    let team: string | null = null;
    for (const dealing of said.filter((one) => momentOf(one)!.at <= at)) {
      if (dealing.definition.name === 'team-joined') team = dealing.about['team']!;
      if (dealing.definition.name === 'team-left') team = null;
    }
    if (team !== null) teams.set(person, team);
  }
  return teams;
}

interface Calendar {
  readonly hours: readonly { readonly weekday: number; readonly from: string; readonly to: string }[];
  readonly holidays: readonly { readonly on: string }[];
}

/** The calendar of the office: every team works by it. */
export function calendarKnown(history: readonly Recorded[], { knownUpTo }: Pick<Asked, 'knownUpTo'>): Calendar {
  const set = [...ofEach(told(history, knownUpTo), 'calendar').values()]
    .flat()
    .findLast((one) => wordOf(one) === 'set');
  return set!.payload as unknown as Calendar;
}

/** Whether a day, by any instant of it in UTC, is one of work. */
export function isWorkingDay({ hours, holidays }: Calendar, at: Millis): boolean {
  const weekday = new Date(at).getUTCDay() || 7;
  const date = new Date(at).toISOString().slice(0, 10);
  return hours.some((one) => one.weekday === weekday) && !holidays.some(({ on }) => on === date);
}

/** "staff with an activity recorded on a working day / staff, per team" */
export const adoption: Oracle = (history, asked) => {
  const staff = [...teamsAt(history, asked, endOf(asked)).keys()];
  const calendar = calendarKnown(history, asked);
  const active = new Set(
    done(history, asked)
      .filter((dealing) => isWorkingDay(calendar, momentOf(dealing)!.at))
      .map(({ about }) => about['person']!),
  );
  let worked = false;
  for (let day = asked.from; day < endOf(asked) && !worked; day += DAY) worked = isWorkingDay(calendar, day);
  return ratio(staff.filter((person) => active.has(person)).length, worked ? staff.length : 0);
};
