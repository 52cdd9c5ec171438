import type { Millis } from '#kernel';
import { CALENDAR, colleagueDescribed, teamFounded, teamJoined, teamLeft } from '#journey';
import { DAY } from '../calendar.js';
import { Random } from '../random.js';
import type { Course } from './course.js';

/** A team of the simulated company. */
export interface Team {
  readonly id: string;
  readonly name: string;
  readonly function: 'marketing' | 'sales' | 'service';
  readonly region?: string;
}

/** Somebody of the simulated staff: in which team from when until when. */
export interface Colleague {
  readonly id: string;
  readonly name: string;
  readonly stays: readonly { readonly team: Team; readonly from: Millis; readonly to: Millis }[];
}

const TEAMS = [
  { name: 'Marketing', function: 'marketing' },
  { name: 'Sales Central', function: 'sales', region: 'Central' },
  { name: 'Sales East', function: 'sales', region: 'East' },
  { name: 'Sales West', function: 'sales', region: 'West' },
  { name: 'Service', function: 'service' },
] as const;
const NAMES =
  'Ada Fisk, Bela Horn, Cleo Marsh, Dan Okoro, Eva Lind, Finn Brandt, Gia Russo, Hal Stone, Ines Prado, Jan Novak, ' +
  'Kim Tran, Leo Sato, Mia Berg, Nils Falk, Ola Dahl, Pia Keller, Quin Abbot, Rosa Diaz, Sam Levi, Tove Holm';
const TEAM = 20;
const COLLEAGUE = 21;

/** Everybody who works for the simulated company, the same for a seed and a span of time. */
export class Staff {
  readonly teams: readonly Team[];
  readonly colleagues: readonly Colleague[];

  constructor(
    seed: number,
    private readonly from: Millis,
    private readonly span: Millis,
  ) {
    const random = new Random(0);
    this.teams = TEAMS.map((team, i) => ({ id: random.restart(seed, i, TEAM).uuid(), ...team }));
    this.colleagues = NAMES.split(', ').map((name, i) => this.colleague(random.restart(seed, i, COLLEAGUE), name, i));
  }

  /** One of each team is there from the beginning to the end; of the others some come later, leave, or change teams. */
  private colleague(random: Random, name: string, i: number): Colleague {
    const { teams, from, span } = this;
    const id = random.uuid();
    const team = teams[i % teams.length]!;
    if (i < teams.length) return { id, name, stays: [{ team, from: from + i, to: Infinity }] };
    const came = from + i + (random.chance(0.4) ? Math.floor(span * 0.4 * (random.below(1_000) / 1_000)) : 0);
    const fate = random.below(4);
    if (fate > 1) return { id, name, stays: [{ team, from: came, to: Infinity }] };
    const turn = from + Math.floor(span * (0.5 + random.below(400) / 1_000));
    const stay = { team, from: came, to: turn };
    if (fate === 0 || team.function !== 'sales') return { id, name, stays: [stay] };
    const other = teams.find((one) => one.function === 'sales' && one !== team)!;
    return { id, name, stays: [stay, { team: other, from: turn, to: Infinity }] };
  }

  /** The team a colleague is in at an instant. */
  teamOf(person: string, at: Millis): Team | null {
    const colleague = this.colleagues.find(({ id }) => id === person);
    return colleague?.stays.find((stay) => stay.from <= at && at < stay.to)?.team ?? null;
  }

  /** Whoever works in a function at an instant. */
  at(work: Team['function'], at: Millis): readonly Colleague[] {
    return this.colleagues.filter(({ stays }) =>
      stays.some((stay) => stay.team.function === work && stay.from <= at && at < stay.to),
    );
  }

  /** Says how a team came to be. */
  found(course: Course, team: Team): void {
    const { name, function: work, region } = team;
    course.say(
      teamFounded,
      this.from - DAY,
      { name, function: work, calendar: CALENDAR, ...(region === undefined ? {} : { region }) },
      { late: 0 },
    );
  }

  /** Says who a colleague is, and where they worked. */
  employ(course: Course, { name, stays }: Colleague): void {
    course.say(colleagueDescribed, stays[0]!.from - 1, { name }, { late: 0 });
    for (const { team, from, to } of stays) {
      course.say(teamJoined, from, {}, { about: { team: team.id }, late: 0 });
      if (to < Infinity && stays.length === 1) course.say(teamLeft, to, {}, { about: { team: team.id }, late: 0 });
    }
  }
}
