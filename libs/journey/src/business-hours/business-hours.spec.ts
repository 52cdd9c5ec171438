import fc from 'fast-check';
import { addWorking, problemsOf, workingMs, type BusinessHours } from './business-hours.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const WEEKDAYS = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: '09:00', to: '17:00' }));
const paris: BusinessHours = {
  zone: 'Europe/Paris',
  hours: WEEKDAYS,
  holidays: [{ on: '2026-05-01' }],
};
const at = (text: string): number => Date.parse(text);
const hours = (calendar: BusinessHours | null, from: string, to: string): number =>
  workingMs(calendar, at(from), at(to)) / HOUR;
const due = (calendar: BusinessHours | null, from: string, minutes: number): string =>
  new Date(addWorking(calendar, at(from), minutes)).toISOString();

describe('working time', () => {
  it('is what lies within the hours of the weekday, on the clocks of the zone', () => {
    // Friday 16:00 to Monday 10:00 in Paris, in winter
    expect(hours(paris, '2026-01-09T15:00:00Z', '2026-01-12T09:00:00Z')).toBe(2);
    expect(due(paris, '2026-01-09T15:00:00Z', 120)).toBe('2026-01-12T09:00:00.000Z');
  });
  it('is over at the end of a day, not as the next one begins', () => {
    expect(due(paris, '2026-01-09T08:00:00Z', 480)).toBe('2026-01-09T16:00:00.000Z');
    expect(due(paris, '2026-01-09T16:00:00Z', 0)).toBe('2026-01-09T16:00:00.000Z');
  });
  it('leaves holidays out', () => {
    // Thursday to Monday around the 1st of May, a Friday
    expect(hours(paris, '2026-04-30T07:00:00Z', '2026-05-04T15:00:00Z')).toBe(16);
    expect(due(paris, '2026-04-30T07:00:00Z', 481)).toBe('2026-05-04T07:01:00.000Z');
  });
  it('is every moment without a calendar', () => {
    expect(hours(null, '2026-01-09T15:00:00Z', '2026-01-12T09:00:00Z')).toBe(66);
    expect(due(null, '2026-01-09T15:00:00Z', 60)).toBe('2026-01-09T16:00:00.000Z');
  });
  it('counts backwards as less than nothing', () => {
    expect(hours(paris, '2026-01-12T09:00:00Z', '2026-01-09T15:00:00Z')).toBe(-2);
  });

  const everyNight: BusinessHours = {
    zone: 'Europe/Paris',
    hours: [{ weekday: 7, from: '00:00', to: '02:30' }],
    holidays: [],
  };
  it('works twice what the clocks show twice, and not what they never show', () => {
    // 25 October 2026: from 03:00 back to 02:00; 29 March 2026: from 02:00 on to 03:00
    expect(hours(everyNight, '2026-10-24T12:00:00Z', '2026-10-25T12:00:00Z')).toBe(3);
    expect(hours(everyNight, '2026-03-28T12:00:00Z', '2026-03-29T12:00:00Z')).toBe(2);
  });
  it('knows no day that a zone left out', () => {
    // Samoa went from the 29th to the 31st of December 2011
    const samoa = {
      zone: 'Pacific/Apia',
      hours: [4, 5, 6].map((weekday) => ({ weekday, from: '00:00', to: '24:00' })),
      holidays: [],
    };
    expect(hours(samoa, '2011-12-27T00:00:00Z', '2012-01-03T00:00:00Z')).toBe(48);
  });
});

/** Whether staff work when the clock shows `Mon, 01/12/2026, 09:00`. */
function worksAt({ hours: week, holidays }: BusinessHours, shown: string): boolean {
  const [weekday, month, day, year, time] = /^(\w+), (\d+)\/(\d+)\/(\d+), (.+)$/.exec(shown)!.slice(1) as [
    string,
    string,
    string,
    string,
    string,
  ];
  const number = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(weekday) + 1;
  return (
    !holidays.some(({ on }) => on === `${year}-${month}-${day}`) &&
    week.some((one) => one.weekday === number && one.from <= time && time < one.to)
  );
}

/** Minute by minute. */
function walked(calendar: BusinessHours, from: number, to: number): number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: calendar.zone,
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  let total = 0;
  for (let minute = from; minute < to; minute += MINUTE) if (worksAt(calendar, format.format(minute))) total += MINUTE;
  return total;
}

const time = fc.integer({ min: 0, max: 48 }).map((half) => {
  const text = (n: number): string => String(n).padStart(2, '0');
  return `${text(Math.floor(half / 2))}:${text((half % 2) * 30)}`;
});
const calendars: fc.Arbitrary<BusinessHours> = fc.record({
  zone: fc.constantFrom('Europe/Paris', 'America/St_Johns', 'Australia/Lord_Howe', 'Asia/Jakarta', 'America/Santiago'),
  hours: fc.array(
    fc.record({ weekday: fc.integer({ min: 1, max: 7 }), from: time, to: time }).filter(({ from, to }) => from < to),
    { minLength: 1, maxLength: 8 },
  ),
  holidays: fc.array(
    fc.constantFrom('2026-03-28', '2026-04-05', '2026-10-25', '2009-11-01').map((on) => ({ on })),
    { maxLength: 2 },
  ),
});
/** Around the changes of clocks of these zones; St John’s changed at one minute past midnight until 2011. */
const starts = fc
  .tuple(
    fc.constantFrom('2026-03-28', '2026-04-04', '2026-10-03', '2026-10-24', '2009-10-31', '2026-09-05', '2026-07-01'),
    fc.integer({ min: 0, max: 1_440 }),
  )
  .map(([date, minute]) => at(`${date}T00:00:00Z`) + minute * MINUTE);

describe('against a walk minute by minute', () => {
  it('counts the same', () => {
    fc.assert(
      fc.property(calendars, starts, fc.integer({ min: 0, max: 2_000 }), (calendar, from, minutes) => {
        const to = from + minutes * MINUTE;
        expect(workingMs(calendar, from, to)).toBe(walked(calendar, from, to));
      }),
      { numRuns: 60 },
    );
  });
  it('adds what is counted, and no moment more', () => {
    fc.assert(
      fc.property(calendars, starts, fc.integer({ min: 1, max: 3_000 }), (calendar, from, minutes) => {
        const end = addWorking(calendar, from, minutes);
        expect(workingMs(calendar, from, end)).toBe(minutes * MINUTE);
        expect(workingMs(calendar, from, end - 1)).toBe(minutes * MINUTE - 1);
      }),
      { numRuns: 200 },
    );
  });
  it('adds up, wherever the time is cut', () => {
    fc.assert(
      fc.property(calendars, starts, fc.nat(9e8), fc.nat(9e8), (calendar, from, one, other) => {
        const [cut, to] = [from + one, from + one + other];
        expect(workingMs(calendar, from, cut) + workingMs(calendar, cut, to)).toBe(workingMs(calendar, from, to));
      }),
    );
  });
});

describe('a calendar', () => {
  it('is one with a zone, and hours that are', () => {
    expect(problemsOf(paris)).toEqual([]);
    expect(problemsOf({ ...paris, hours: [{ weekday: 7, from: '23:00', to: '24:00' }] })).toEqual([]);
  });
  it.each([
    [{ zone: 'Mars/Olympus' }, 'zone'],
    [{ hours: [{ weekday: 0, from: '09:00', to: '17:00' }] }, 'hours[0].weekday'],
    [{ hours: [{ weekday: 1, from: '9:00', to: '17:00' }] }, 'hours[0].from'],
    [{ hours: [{ weekday: 1, from: '09:00', to: '24:30' }] }, 'hours[0].to'],
    [{ hours: [{ weekday: 1, from: '09:00', to: '09:00' }] }, 'hours[0]'],
    [{ hours: [] }, 'hours'],
    [
      {
        hours: [
          { weekday: 1, from: '09:00', to: '09:40' },
          { weekday: 1, from: '09:10', to: '09:50' },
        ],
      },
      'hours',
    ],
  ])('is none with %j', (wrong, where) => {
    expect(problemsOf({ ...paris, ...wrong }).map((problem) => problem.where)).toEqual([where]);
  });
});
