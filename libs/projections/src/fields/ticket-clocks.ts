import { spans, type Fact, type Settings, type Valid } from '#kernel';
import {
  calendarBefore,
  DEFAULT_SLA,
  hearing,
  promisedBy,
  type BusinessHours,
  type ClockMoment,
  type ClockName,
  type ClockState,
  type PromisedThen,
  type SlaPolicy,
} from '#journey';

const hoursOf = new WeakMap<Fact, BusinessHours>();

/** The hours of a row of settings; the same object for the same row, which remembers the days it was asked for. */
function businessHours(row: Fact): BusinessHours {
  let hours = hoursOf.get(row);
  if (hours === undefined) {
    hours = { zone: row['zone'], hours: row['hours'], holidays: row['holidays'] } as BusinessHours;
    hoursOf.set(row, hours);
  }
  return hours;
}

function policyOf(row: Fact): SlaPolicy {
  return {
    name: row['name'],
    calendar: row['calendar'] ?? undefined,
    targets: row['targets'],
    nearBreach: row['near_breach'],
  } as SlaPolicy;
}

/** The promises of the policy and the calendars in force when each fact was recorded. */
function promisesThen(believed: readonly Fact[], settings: Settings): PromisedThen {
  const facts = new Map(believed.map((fact) => [fact.position, fact]));
  return (position, clock, priority) => {
    const known = settings(facts.get(position)!);
    const set = known.findLast(({ table }) => table === 'policySet');
    const calendarOf = (id: string): BusinessHours | null => {
      const row = known.findLast(({ table, calendar }) => table === 'calendarSet' && calendar === id);
      return row === undefined ? calendarBefore(id) : businessHours(row);
    };
    return promisedBy(set === undefined ? DEFAULT_SLA : policyOf(set), calendarOf, clock, priority);
  };
}

/** How a clock stands once it has heard something. */
interface Step extends Pick<Fact, 'occurred_at' | 'position' | 'n'> {
  readonly state: ClockState;
}

/**
 * How a promise of a ticket stands from each moment on that its clock heard. A clock that runs is decided at
 * `decided_at`, which may be to come: it is broken then unless it is met before. Nothing where nothing was promised.
 */
export function clockHistory(believed: readonly Fact[], settings: Settings): Valid[] {
  const clock = believed[0]!['clock'] as ClockName;
  const moments = believed.map((fact) => ({
    moment: fact['moment'] as ClockMoment,
    at: fact.occurred_at,
    exact: fact['precision'] === 'instant',
    priority: fact['priority'] as string | null,
    position: fact.position,
  }));
  let at: number | null = null;
  const steps: Step[] = [];
  for (const { heard, clock: ticket } of hearing(clock, moments, promisesThen(believed, settings))) {
    at = heard.at ?? at;
    // what is undated came last: it says how the clock stands from the moment before on
    steps.push({ state: ticket.state(), occurred_at: at, position: steps.length, n: 0 });
  }
  return spans(steps, ({ state: { status, minutes, priority, dueAt, nearAt, decidedAt, left } }) =>
    status === 'none'
      ? null
      : { status, minutes, priority, due_at: dueAt, near_at: nearAt, decided_at: decidedAt, left_ms: left },
  );
}
