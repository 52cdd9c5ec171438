import type { Millis } from '#kernel';
import { DAY } from '../calendar.js';
import { People } from '../people.js';
import { Random } from '../random.js';
import { growth, historyName, type SimulationOptions } from '../simulation.js';
import { writeContacting } from './activities.js';
import { Course, type CourseOptions } from './course.js';
import type { Dealing, Whom } from './dealing.js';
import { writeDeal } from './deals.js';
import { writeHandoff } from './handoffs.js';
import { undo } from './imported.js';
import { writeMistakenLink } from './judgements.js';
import { writeOrder } from './orders.js';
import { configure, quote, SETTINGS } from './settings.js';
import { Staff } from './staff.js';
import { writeSubscription } from './subscriptions.js';
import { writeTicket } from './tickets.js';

/** Courses of one kind that begin one after another. */
export interface Series {
  /** When the next one begins; Infinity after the last one. */
  readonly next: Millis;
  /** Writes the next one: all of its dealings in order of arrival, none of them before it begins. */
  begin(): Dealing[];
}

/** A kind of business: the role of its things, how many touches there are to one of them, whom it is with. */
interface Kind {
  readonly role: string | null;
  readonly every: number;
  readonly with: 'anybody' | 'a contact' | 'a regular';
  write(course: Course, staff: Staff, start: Millis): void;
}

const DEAL: Kind = { role: 'deal', every: 60, with: 'anybody', write: writeDeal };
const KINDS: readonly Kind[] = [
  DEAL,
  { role: 'ticket', every: 40, with: 'anybody', write: writeTicket },
  { role: 'subscription', every: 120, with: 'anybody', write: (course, _, start) => writeSubscription(course, start) },
  { role: 'order', every: 100, with: 'anybody', write: (course, _, start) => writeOrder(course, start) },
  { role: 'handoff', every: 80, with: 'a contact', write: writeHandoff },
  { role: null, every: 50, with: 'a contact', write: writeContacting },
  { role: 'order', every: 60, with: 'a regular', write: (course, _, start) => writeOrder(course, start) },
];
const LINK_EVERY = 2_000;
const IMPORTED_EVERY = 2_000;
/** How many touches there are to one who buys again and again, and how many of these do so at a time. */
const TOUCHES_A_REGULAR = 300;
const REGULARS_AT_ONCE = 0.5;
/** A few touches more than a person has: everybody business is done with is somebody who was touched. */
const TOUCHES_A_PERSON = 12;
/** Tells streams of random numbers apart from those of people and messages. */
const COURSE = 1_000;

/** All of a simulated company's business. */
export function seriesOf(options: SimulationOptions, { from, span }: { from: Millis; span: Millis }): Series[] {
  const { seed, touches, until } = options;
  const people = new People(seed);
  const staff = new Staff(seed, from, span);
  const name = historyName(options);

  /** A course about a thing of its own, or about what is named. */
  const course = (tag: number, i: number, role: string | null, more: Partial<CourseOptions>): Course => {
    const random = new Random(seed, i, COURSE + tag);
    const thing = random.uuid();
    const about = role === null ? {} : { [role]: thing };
    return new Course({
      name: `${name}.d${tag.toString(36)}.${i.toString(36)}`,
      person: null,
      company: null,
      ...more,
      random,
      until,
      about: more.about ?? about,
    });
  };
  const startOf = (share: number): Millis => Math.floor(from + span * growth(share));
  const business = (kind: Kind, tag: number, i: number, share: number, more: Partial<CourseOptions> = {}): Course =>
    course(tag, i, kind.role, {
      ...whom(new Random(seed, i, COURSE + 100 + tag), people, touches, share, kind),
      ...more,
    });

  const kinds = KINDS.map((kind, tag) => {
    const count = Math.ceil(touches / kind.every);
    return each(
      count,
      (i) => startOf((i + 0.5) / count),
      (i, start) => {
        const written = business(kind, tag, i, (i + 0.5) / count);
        kind.write(written, staff, start);
        return written.done();
      },
    );
  });

  const fixed = (tag: number, courses: readonly ((i: number) => Course)[], at: Millis): Series =>
    each(
      courses.length,
      () => at,
      (i) => courses[i]!(i).done(),
    );
  const settings = fixed(
    20,
    (Object.keys(SETTINGS) as (keyof typeof SETTINGS)[]).map((kind) => (i: number) => {
      const written = course(20, i, null, { about: { [kind]: SETTINGS[kind] } });
      configure(written, kind, from, span);
      return written;
    }),
    from - DAY,
  );
  const teams = fixed(
    21,
    staff.teams.map((team) => (i: number) => {
      const written = course(21, i, null, { about: { team: team.id } });
      staff.found(written, team);
      return written;
    }),
    from - DAY,
  );
  const colleagues = fixed(
    22,
    staff.colleagues.map((colleague) => (i: number) => {
      const written = course(22, i, null, { about: { person: colleague.id } });
      staff.employ(written, colleague);
      return written;
    }),
    from - 1,
  );
  const rates = each(
    Math.ceil(span / (91 * DAY)),
    (i) => from + i * 91 * DAY,
    (i, start) => {
      const written = course(23, i, 'rate', {});
      quote(written, start);
      return written.done();
    },
  );

  const links = Math.floor(touches / LINK_EVERY);
  const mistaken = each(
    links,
    (i) => startOf((i + 0.5) / links),
    (i, start) => {
      const last = Math.max(2, Math.floor((((i + 0.5) / links) * touches) / TOUCHES_A_PERSON));
      const [one, other] = [people.person(last - 2), people.person(last - 1)];
      const written = course(24, i, null, { about: {}, person: one });
      writeMistakenLink(written, other, start);
      return written.done();
    },
  );

  const importedAt = Math.floor(from + span * 0.6);
  const imported = each(
    1,
    () => importedAt,
    () => {
      const named = new Random(seed, 0, COURSE + 25).uuid();
      const rows = Math.max(2, Math.ceil(touches / IMPORTED_EVERY));
      const stated = Array.from({ length: rows }, (_, i) => {
        const share = (0.4 * (i + 0.5)) / rows;
        const row = business(DEAL, 26, i, share, { imported: { import: named, at: importedAt + i * 1_000 } });
        DEAL.write(row, staff, startOf(share));
        return row.done();
      });
      const undoing = course(25, 0, null, { about: { import: named } });
      undo(undoing, importedAt + 20 * DAY);
      return [...stated.flat(), ...undoing.done()].sort((a, b) => a.arrivesAt - b.arrivesAt);
    },
  );
  return [settings, teams, colleagues, rates, imported, ...kinds, mistaken];
}

/** So many courses, by number. */
function each(count: number, startOf: (i: number) => Millis, write: (i: number, start: Millis) => Dealing[]): Series {
  let i = 0;
  return {
    get next() {
      return i < count ? startOf(i) : Infinity;
    },
    begin: () => write(i, startOf(i++)),
  };
}

/** Whom something is with, of those who were there by then: a contact, their company, both; now and then nobody yet. */
function whom(random: Random, people: People, touches: number, share: number, kind: Kind): Whom {
  const born = Math.max(1, Math.floor((share * touches) / TOUCHES_A_PERSON));
  if (kind.with === 'a regular') return { person: people.person(regular(random, touches, share)), company: null };
  const person = people.person(Math.max(0, born - 1 - random.low(Math.min(born, 400))));
  const lot = random.below(100);
  if (kind.with === 'a contact' || person.company === null || lot < 15) return { person, company: null };
  if (lot < 30) return { person: null, company: person.company };
  return kind === DEAL && lot < 32 ? { person: null, company: null } : { person, company: person.company };
}

/** One of those who buy again and again: they come one after another, buy much at first, and are seen no more. */
function regular(random: Random, touches: number, share: number): number {
  const all = Math.max(4, touches / TOUCHES_A_REGULAR);
  const born = Math.ceil(share * all);
  const which = Math.max(0, born - 1 - random.low(Math.ceil(all * REGULARS_AT_ONCE)));
  return Math.floor((which * TOUCHES_A_REGULAR) / TOUCHES_A_PERSON);
}
