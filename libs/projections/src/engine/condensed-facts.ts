import type { Condensing, Position, Settings } from '#kernel';
import type { Membership } from './believed-history.js';
import { group } from './group.js';
import { byPosition, type BelievedFact } from './read-facts.js';
import { identifier } from './tables.js';
import type { Transaction } from './transaction.js';

/** Units (values of the first key column) whose facts are asked for: positions after `from`, up to `to`. */
export interface AskedFacts {
  readonly units: readonly string[];
  readonly from: Position;
  readonly to: Position;
  readonly membersOf: (unit: string) => readonly Membership[];
  readonly settings: Settings;
}

/** Where facts are. */
export interface FactsSource {
  /** The name of each facts table, as SQL, by its name in the definition. */
  readonly tables: Readonly<Record<string, string>>;
  /** The column that holds the facts' key, and its type. */
  readonly column: string;
  readonly type: string;
  /** All facts of some units that are believed somewhere in the range. */
  readonly whole: (tx: Transaction, asked: AskedFacts) => Promise<ReadonlyMap<string, BelievedFact[]>>;
}

/** What a unit's rows are derived from. */
export interface UnitFacts {
  readonly facts: readonly BelievedFact[];
  /** What was left out of them; null for nothing. */
  readonly left: unknown;
}

/** A unit with many facts: of these members, those that matter of what was believed at a position. */
interface Known extends UnitFacts {
  readonly at: Position;
  readonly members: string;
}

/** A unit of fewer facts is read whole each time: to know it would cost as much. */
const MANY = 8;
/** Facts kept in memory, of all units together, each unit counting one more; those asked for longest ago go. */
const KEPT = 50_000;
/** Facts of a range that are kept until its next states have been derived. */
const OF_A_RANGE = 60_000;
/** Where so many are not believed any more since, everything is read whole. */
const ENDED = 10_000;

/**
 * The facts that matter of units with ever more facts, kept from one range to the next: of these, only what came since is
 * read. That nothing else changed is seen in what is stored, whoever derived in between: where a member came or went, a
 * fact is not believed any more, or one came that is not admitted, the unit is read whole again.
 */
export class CondensedFacts {
  private readonly known = new Map<string, Known>();
  private kept = 0;
  private states = 0;
  /** What was answered of the range at hand: states of the same facts are derived one after the other. */
  private answered: { readonly asked: AskedFacts; readonly answer: ReadonlyMap<string, UnitFacts> }[] = [];

  constructor(
    private readonly condensing: Condensing,
    private readonly source: FactsSource,
  ) {}

  /** States of these facts: one more. */
  share(): void {
    this.states++;
  }

  /** The range is derived: what was answered of it is not asked for again. */
  done(): void {
    this.answered = [];
  }

  /** The facts of units by which their rows of the range are derived. */
  async of(tx: Transaction, asked: AskedFacts): Promise<ReadonlyMap<string, UnitFacts>> {
    this.answered = this.answered.filter((one) => one.asked.from === asked.from && one.asked.to === asked.to);
    const same = this.answered.find((one) => isSame(one.asked.units, asked.units));
    if (same !== undefined) return same.answer;
    const answer = await this.read(tx, asked);
    for (const [unit, own] of answer) this.remember(unit, own, asked);
    let facts = 0;
    for (const own of answer.values()) facts += own.facts.length;
    if (this.states > 1 && facts <= OF_A_RANGE) this.answered.push({ asked, answer });
    return answer;
  }

  private async read(tx: Transaction, asked: AskedFacts): Promise<ReadonlyMap<string, UnitFacts>> {
    const steady = new Map(
      asked.units.flatMap((unit) => {
        const known = this.known.get(unit);
        return known !== undefined && isSteady(known, asked.membersOf(unit), asked.from)
          ? [[unit, known] as const]
          : [];
      }),
    );
    const all = new Map<string, UnitFacts>();
    const news = steady.size === 0 ? null : await this.news(tx, steady, asked);
    for (const [unit, { facts, left }] of steady) {
      const came = news?.get(unit) ?? [];
      if (news !== null && came.every((fact) => this.admits(left, fact, asked.settings)))
        all.set(unit, { facts: [...facts, ...came], left });
    }
    const rest = asked.units.filter((unit) => !all.has(unit));
    if (rest.length > 0)
      for (const [unit, facts] of await this.source.whole(tx, { ...asked, units: rest }))
        all.set(unit, { facts, left: null });
    return all;
  }

  /** Remembers what matters of a unit's facts. Should the range not be derived in the end, it is seen by its position. */
  private remember(unit: string, { facts, left }: UnitFacts, { to, membersOf, settings }: AskedFacts): void {
    this.forget(unit);
    if (left === null && facts.length < MANY) return;
    const members = membersOf(unit);
    // what will not be believed from a later position on is told by then
    if (facts.some(({ until }) => until !== null) || members.some(({ until }) => until !== null)) return;
    const ordered = [...facts].sort(byPosition);
    const condensed = this.condensing.condense(ordered, settings, left);
    if (condensed === null) return;
    this.known.set(unit, { at: to, members: named(members), facts: condensed.kept, left: condensed.left });
    this.kept += condensed.kept.length + 1;
    for (const oldest of this.known.keys()) {
      if (this.kept <= KEPT) break;
      this.forget(oldest);
    }
  }

  private forget(unit: string): void {
    const known = this.known.get(unit);
    if (known === undefined) return;
    this.kept -= known.facts.length + 1;
    this.known.delete(unit);
  }

  private admits(left: unknown, fact: BelievedFact, settings: Settings): boolean {
    return fact.until === null && this.condensing.admits(left, fact, settings);
  }

  /** The facts of units since each was known; null where what ended since is too much to look through. Units of which a fact ended are left to be read whole. */
  private async news(
    tx: Transaction,
    steady: Map<string, Known>,
    { to, membersOf }: AskedFacts,
  ): Promise<ReadonlyMap<string, BelievedFact[]> | null> {
    const { tables, type } = this.source;
    const column = identifier(this.source.column);
    const unitOf = new Map([...steady.keys()].flatMap((unit) => keysOf(unit, membersOf).map((key) => [key, unit])));
    const keys = [...unitOf.keys()];
    const since = keys.map((key) => steady.get(unitOf.get(key)!)!.at);
    const earliest = since.reduce((least, at) => Math.min(least, at), to);
    const came: BelievedFact[] = [];
    let ended = 0;
    for (const [facts, name] of Object.entries(tables)) {
      const [some, over] = await Promise.all([
        tx.rowsAsDefined<BelievedFact>(
          `select f.*, '${facts}' as "table" from unnest($1::${type}[], $2::bigint[]) as k(key, at)
           cross join lateral (select * from ${name} where ${column} = k.key and position > k.at and position <= $3 offset 0) f`,
          [keys, since, to],
        ),
        tx.rows<{ key: string }>(
          `select ${column}::text as key from ${name} where until > $1 and until <= $2 limit ${ENDED + 1}`,
          [earliest, to],
        ),
      ]);
      for (const fact of some) came.push(fact);
      ended += over.length;
      for (const { key } of over) {
        const unit = unitOf.get(key);
        if (unit !== undefined) steady.delete(unit);
      }
    }
    if (ended > ENDED) {
      // the others would be asked about the same again
      for (const [unit, { at }] of this.known) if (at < to) this.forget(unit);
      return null;
    }
    return group(came, (fact) => unitOf.get(fact[this.source.column] as string)!);
  }
}

/** Whether a unit is known at no later position than a range begins, and has the members it had, since then and to its end. */
function isSteady({ at, members }: Known, now: readonly Membership[], from: Position): boolean {
  return at <= from && now.every((member) => member.until === null && member.from <= at) && named(now) === members;
}

function isSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((unit, i) => unit === others[i]);
}

function named(members: readonly Membership[]): string {
  return members
    .map(({ profile }) => profile)
    .sort()
    .join(' ');
}

function keysOf(unit: string, membersOf: AskedFacts['membersOf']): string[] {
  const members = membersOf(unit);
  return members.length === 0 ? [unit] : members.map(({ profile }) => profile);
}
