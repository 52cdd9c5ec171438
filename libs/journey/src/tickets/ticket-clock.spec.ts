import fc from 'fast-check';
import { workingMs, type BusinessHours } from '../business-hours/business-hours.js';
import type { Promised } from './promises.js';
import { TicketClock, type ClockFact, type ClockMoment, type ClockState } from './ticket-clock.js';

const weekdays = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: '09:00', to: '17:00' }));
const office: BusinessHours = { zone: 'UTC', hours: weekdays, holidays: [{ on: '2026-03-04' }] };
const at = (text: string): number => Date.parse(`2026-03-${text}:00.000Z`);
/** 2 March 2026 is a Monday. */
const promised = (minutes: number | null, more: Partial<Promised> = {}): Promised => ({
  minutes,
  calendar: office,
  nearBreach: 75,
  priority: minutes === null ? null : '*',
  ...more,
});
const fact = (moment: ClockMoment, when: string | null, promises?: Promised): ClockFact => ({
  moment,
  at: when === null ? null : at(when),
  ...(promises === undefined ? {} : { promised: promises }),
});
const opened = (minutes: number | null = 240, when = '02T10:00'): ClockFact => fact('opened', when, promised(minutes));

function after(clock: 'first-response' | 'resolution', ...facts: readonly ClockFact[]): Record<string, unknown> {
  const ticket = new TicketClock(clock);
  for (const one of facts) ticket.hear(one);
  const said: ClockState = ticket.state();
  const text = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString().slice(8, 16));
  return { ...said, dueAt: text(said.dueAt), nearAt: text(said.nearAt), decidedAt: text(said.decidedAt) };
}

describe('a clock of a ticket', () => {
  it('runs in working time from the opening, and is near its end before it is over', () => {
    expect(after('resolution', opened(600))).toMatchObject({
      status: 'running',
      minutes: 600,
      nearAt: '03T09:30',
      dueAt: '03T12:00',
      decidedAt: '03T12:00',
    });
  });
  it('is met by what comes in time, at the very end included', () => {
    expect(after('resolution', opened(), fact('resolved', '02T14:00'))).toMatchObject({
      status: 'met',
      decidedAt: '02T14:00',
      dueAt: null,
    });
    expect(after('resolution', opened(), fact('closed', '02T11:00'))).toMatchObject({ status: 'met' });
  });
  it('is breached as its time is over, whatever comes later', () => {
    const late = after('resolution', opened(), fact('resolved', '02T14:01'));
    expect(late).toMatchObject({ status: 'breached', decidedAt: '02T14:00' });
  });
  it('answers with staff’s reply, or the resolution where there was none', () => {
    const replied = after('first-response', opened(), fact('answered', '02T11:00'), fact('resolved', '02T12:00'));
    expect(replied).toMatchObject({ status: 'met', decidedAt: '02T11:00' });
    expect(after('first-response', opened(), fact('resolved', '02T12:00'))).toMatchObject({ decidedAt: '02T12:00' });
    expect(after('resolution', opened(), fact('answered', '02T11:00'))).toMatchObject({ status: 'running' });
  });
  it('stands still while the ticket waits for the customer', () => {
    const waiting = [opened(), fact('waits-for-customer', '02T11:00')];
    expect(after('resolution', ...waiting)).toMatchObject({ status: 'paused', dueAt: null, left: 180 * 60_000 });
    expect(after('resolution', ...waiting, fact('goes-on', '05T09:00'))).toMatchObject({ dueAt: '05T12:00' });
    // said twice, it waits no longer than it does
    expect(
      after('resolution', ...waiting, fact('waits-for-customer', '02T12:00'), fact('goes-on', '05T09:00')),
    ).toMatchObject({ dueAt: '05T12:00' });
    expect(after('resolution', ...waiting, fact('resolved', '09T09:00'))).toMatchObject({ status: 'met' });
  });
  it('takes another priority’s target from the opening, with the time already used', () => {
    const sooner = fact('prioritised', '02T11:00', promised(120, { priority: 'high' }));
    expect(after('resolution', opened(), sooner)).toMatchObject({
      minutes: 120,
      priority: 'high',
      dueAt: '02T12:00',
    });
    const later = fact('prioritised', '02T13:00', promised(480));
    expect(after('resolution', opened(), later)).toMatchObject({ dueAt: '03T10:00' });
  });
  it('counts what was used in the new target’s own calendar', () => {
    const always = fact('prioritised', '03T09:00', promised(24 * 60, { calendar: null }));
    expect(after('resolution', opened(600), always)).toMatchObject({ dueAt: '03T10:00' });
  });
  it('is breached at once by a target that is used up already, running or waiting', () => {
    const used = fact('prioritised', '02T12:30', promised(60));
    expect(after('resolution', opened(), used)).toMatchObject({ status: 'breached', decidedAt: '02T12:30' });
    const waiting = [opened(), fact('waits-for-customer', '02T11:30'), used];
    expect(after('resolution', ...waiting)).toMatchObject({ status: 'breached', decidedAt: '02T12:30' });
  });
  it('stays decided, whatever priority comes, and however often the ticket is reopened', () => {
    const met = [opened(), fact('resolved', '02T12:00')];
    const more = [
      fact('goes-on', '09T09:00'),
      fact('prioritised', '09T09:00', promised(1)),
      fact('resolved', '10T09:00'),
    ];
    expect(after('resolution', ...met, ...more)).toEqual(after('resolution', ...met));
    const broken = [opened(60), fact('prioritised', '02T12:00', promised(6_000))];
    expect(after('resolution', ...broken)).toMatchObject({ status: 'breached', minutes: 60, decidedAt: '02T11:00' });
  });
  it('is nothing where nothing is promised, until something is', () => {
    const none = { status: 'none', minutes: null, decidedAt: null };
    expect(after('resolution', opened(null))).toMatchObject(none);
    expect(after('resolution', opened(null), fact('resolved', '02T11:00'))).toMatchObject(none);
    const promise = fact('prioritised', '02T11:00', promised(120));
    expect(after('resolution', opened(null), promise)).toMatchObject({ status: 'running', dueAt: '02T12:00' });
    expect(after('resolution', opened(), fact('prioritised', '02T11:00', promised(null)))).toMatchObject(none);
  });
  it('is over undecided where the ticket was merged in time', () => {
    expect(after('resolution', opened(), fact('merged', '02T11:00'))).toMatchObject({
      status: 'over',
      decidedAt: null,
    });
    expect(after('resolution', opened(), fact('merged', '02T15:00'))).toMatchObject({ status: 'breached' });
  });
  it('tells nothing without an instant of its opening, or of what decides it', () => {
    expect(after('resolution', fact('opened', null, promised(60)), fact('resolved', '02T11:00'))).toMatchObject({
      status: 'none',
    });
    expect(after('resolution', opened(), fact('resolved', null))).toMatchObject({ status: 'over', decidedAt: null });
    expect(after('resolution', fact('resolved', '02T11:00'))).toMatchObject({ status: 'none' });
  });
});

/** Told from the whole story at once: when the time that ran reached what was promised then. */
function told(story: readonly ClockFact[]): { status: string; decidedAt: number | null } {
  const begin = story[0]!.at!;
  const usedBy = (end: number, calendar: BusinessHours | null): number => {
    let used = 0;
    let runs = true;
    story.forEach(({ moment, at: from }, i) => {
      if (from! > end) return;
      if (moment === 'waits-for-customer') runs = false;
      if (moment === 'goes-on') runs = true;
      const to = Math.min(story[i + 1]?.at ?? Infinity, end);
      if (runs) used += workingMs(calendar, from!, to);
    });
    return used;
  };
  let promise = story[0]!.promised!;
  for (let now = begin; ; now += 60_000) {
    const here = story.filter(({ at: when }) => when === now);
    const changed = here.findLast(({ moment }) => moment === 'prioritised');
    const minutes = (): number => (promise.minutes ?? Infinity) * 60_000;
    if (usedBy(now, promise.calendar) > minutes()) return { status: 'breached', decidedAt: now - 60_000 };
    promise = changed?.promised ?? promise;
    if (usedBy(now, promise.calendar) > minutes()) return { status: 'breached', decidedAt: now };
    if (here.some(({ moment }) => moment === 'resolved')) return { status: 'met', decidedAt: now };
  }
}

describe('against the whole story, minute by minute', () => {
  const moments = fc.array(
    fc.record({
      moment: fc.constantFrom<ClockMoment>('prioritised', 'waits-for-customer', 'goes-on'),
      gap: fc.integer({ min: 1, max: 300 }),
      /** Never reached at a whole minute, where a moment could be. */
      minutes: fc.constantFrom(30.5, 60.5, 200.5, 500.5),
      calendar: fc.constantFrom(office, null),
    }),
    { maxLength: 8 },
  );
  it('says the same', () => {
    fc.assert(
      fc.property(
        moments,
        fc.constantFrom(60.5, 240.5, 600.5),
        fc.integer({ min: 1, max: 900 }),
        (more, first, last) => {
          let now = at('02T08:30');
          const story: ClockFact[] = [{ moment: 'opened', at: now, promised: promised(first, { calendar: null }) }];
          for (const { moment, gap, minutes, calendar } of more) {
            now += gap * 60_000;
            story.push({ moment, at: now, promised: promised(minutes, { calendar }) });
          }
          story.push({ moment: 'resolved', at: now + last * 60_000 });
          const ticket = new TicketClock('resolution');
          for (const one of story) ticket.hear(one);
          const { status, decidedAt } = ticket.state();
          const expected = told(story);
          expect(status).toBe(expected.status);
          if (status === 'met') expect(decidedAt).toBe(expected.decidedAt);
          else expect(Math.abs(decidedAt! - expected.decidedAt!)).toBeLessThanOrEqual(60_000);
        },
      ),
      { numRuns: 200 },
    );
  });
});
