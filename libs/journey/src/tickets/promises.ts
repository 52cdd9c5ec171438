import type { BusinessHours } from '../business-hours/business-hours.js';

/** What is promised of a ticket: an answer, and a solution. */
export const CLOCKS = ['first-response', 'resolution'] as const;
export type ClockName = (typeof CLOCKS)[number];

/** How soon tickets of each priority are to be answered and resolved, in minutes of working time. What `sla-set` says. */
export interface SlaPolicy {
  readonly name: string;
  /** When its minutes count; around the clock without one. */
  readonly calendar?: string | undefined;
  /** `*` stands for every priority that is not named, and for none. */
  readonly targets: readonly {
    readonly priority: string;
    readonly firstResponse?: number | undefined;
    readonly resolution?: number | undefined;
  }[];
  /** From which share of its time on a clock is near its end, in percent. */
  readonly nearBreach: number;
}

/** The policy that all tickets are measured by: an installation has one. */
export const SLA = '51a00000-0000-8000-8000-000000000001';

/** The calendar that is there before anybody set one. */
export const CALENDAR = 'ca100000-0000-8000-8000-000000000001';

/** The calendar in force until it is set: Monday to Friday, nine to five, UTC. */
export const DEFAULT_CALENDAR: BusinessHours & { readonly name: string } = {
  name: 'Business hours',
  zone: 'UTC',
  hours: [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: '09:00', to: '17:00' })),
  holidays: [],
};

/** The policy in force until one is set. */
export const DEFAULT_SLA: SlaPolicy = {
  name: 'Service levels',
  calendar: CALENDAR,
  targets: [
    { priority: 'urgent', firstResponse: 60, resolution: 480 },
    { priority: 'high', firstResponse: 240, resolution: 960 },
    { priority: '*', firstResponse: 480, resolution: 2_400 },
  ],
  nearBreach: 80,
};

/** What is promised of one ticket's clock: minutes of working time, null where nothing is. */
export interface Promised {
  readonly minutes: number | null;
  /** When they count; null is around the clock. */
  readonly calendar: BusinessHours | null;
  readonly nearBreach: number;
  /** The priority the target is of, `*` included; null where there is no target. */
  readonly priority: string | null;
}

/** What a policy promises of a priority, by its calendars: those nobody knows count around the clock. */
export function promisedBy(
  policy: SlaPolicy,
  calendarOf: (id: string) => BusinessHours | null,
  clock: ClockName,
  priority: string | null,
): Promised {
  const target =
    policy.targets.find((one) => one.priority === priority) ?? policy.targets.find((one) => one.priority === '*');
  const minutes = clock === 'first-response' ? target?.firstResponse : target?.resolution;
  return {
    minutes: minutes ?? null,
    calendar: policy.calendar === undefined ? null : calendarOf(policy.calendar),
    nearBreach: policy.nearBreach,
    priority: minutes === undefined ? null : target!.priority,
  };
}
