import { withdrawn, type AnyEventDefinition, type Millis, type When } from '#kernel';
import { dateOf, DAY } from '../calendar.js';
import type { Person } from '../people.js';
import type { Random } from '../random.js';
import { thingOf, type Dealing, type Whom } from './dealing.js';

/** Share of dealings that are recorded days after they happened, and how many days in the mean. */
const LATE = 0.05;
const LATE_BY = 6 * DAY;

/** What a course is told about itself. */
export interface CourseOptions extends Whom {
  /** Begins its message ids. */
  readonly name: string;
  readonly random: Random;
  /** What happens or is recorded later is left out. */
  readonly until: Millis;
  /** Ids that all of it is about, by role: the thing. */
  readonly about: Readonly<Record<string, string>>;
  /** The import that states all of it: what had happened by then. */
  readonly imported?: { readonly import: string; readonly at: Millis };
}

/** How one dealing is said otherwise than all of a course. */
export interface Saying {
  readonly about?: Readonly<Record<string, string>>;
  readonly precision?: When['precision'];
  /** How long after it happened it is recorded. */
  readonly late?: Millis;
  /** Whom else it is about. */
  readonly other?: Person;
}

/** Writes down what happens with one thing. Of a thing nothing is recorded before its first dealing is. */
export class Course {
  readonly random: Random;
  private readonly said: Dealing[] = [];
  private readonly happened = new Map<Dealing, Millis>();
  /** How exactly this thing's source tells when something happened. */
  precision: When['precision'] = 'instant';

  constructor(private readonly options: CourseOptions) {
    this.random = options.random;
  }

  get person(): Whom['person'] {
    return this.options.person;
  }

  get company(): Whom['company'] {
    return this.options.company;
  }

  /** Says that something happened at an instant. */
  say(
    definition: AnyEventDefinition,
    at: Millis,
    payload: Readonly<Record<string, unknown>> = {},
    { about, precision = this.precision, late, other }: Saying = {},
  ): Dealing {
    const { random, said, options } = this;
    const happened = Math.floor(at);
    const belated = random.chance(LATE) ? random.wait(LATE_BY) : random.between(200, 5_000);
    const first = said[0]?.arrivesAt;
    const dealing: Dealing = {
      definition,
      messageId: `${options.name}.${said.length}`,
      person: options.person,
      company: options.company,
      about: { ...options.about, ...about },
      payload,
      when: whenOf(happened, precision),
      arrivesAt:
        options.imported === undefined
          ? Math.max(happened + (late ?? belated), first === undefined ? 0 : first + said.length)
          : options.imported.at + said.length,
      ...(other === undefined ? {} : { other }),
      ...(options.imported === undefined ? {} : { import: options.imported.import }),
    };
    said.push(dealing);
    this.happened.set(dealing, happened);
    return dealing;
  }

  /** Takes back what was said, at an instant, or when it is recorded if that is later. */
  takeBack(takesBack: Dealing, at: Millis): void {
    const { said, options } = this;
    const arrivesAt = Math.floor(Math.max(at, takesBack.arrivesAt + 1_000));
    const dealing: Dealing = {
      definition: withdrawn,
      messageId: `${options.name}.${said.length}`,
      person: null,
      company: null,
      about: { subject: thingOf(takesBack) },
      payload: {},
      when: whenOf(arrivesAt, 'instant'),
      arrivesAt,
      takesBack,
    };
    said.push(dealing);
    this.happened.set(dealing, arrivesAt);
  }

  /** All of it, in order of arrival. */
  done(): Dealing[] {
    const { imported, until: end } = this.options;
    const until = imported?.at ?? end;
    return this.said
      .filter((dealing) => this.happened.get(dealing)! <= until && dealing.arrivesAt <= end)
      .sort((a, b) => a.arrivesAt - b.arrivesAt);
  }
}

function whenOf(at: Millis, precision: When['precision']): When {
  if (precision === 'none') return { precision };
  return precision === 'day' ? { precision, at: dateOf(at) } : { precision, at: new Date(at).toISOString() };
}
