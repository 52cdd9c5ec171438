import type { Pool } from 'pg';
import { factColumn, isCompanyNode, isCompanySql, isMapped, sql, type Condensing, type StatesTable } from '#kernel';
import { believedHistory, contentOf, type Membership, type Rectangle } from './believed-history.js';
import { CondensedFacts, type AskedFacts } from './condensed-facts.js';
import { columnWriter } from './copy.js';
import { allParties, alone, candidates, earliestHistory, touchedEarliest } from './earliest.js';
import { group } from './group.js';
import { changedInMap, movedMembers } from './map-changes.js';
import { byPosition, type BelievedFact } from './read-facts.js';
import { SettingsKnown } from './settings-known.js';
import { columnNames, IDENTITY, identifier, keyType, readsMap, tableName, type Generation } from './tables.js';
import { Totals } from './totals.js';
import type { Transaction } from './transaction.js';

/** Positions after `from`, up to `to`. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** A row of a states table that is believed: where it lies, and of which key it is. */
interface OpenRow extends Rectangle {
  readonly tid: string;
  readonly unit: string;
  readonly below: string;
}

/** A profile that belongs to a contact or company. */
type Belonging = Membership & { readonly contact: string };

const writeKey = columnWriter({ type: 'text' });

/** A row of a states table, as COPY reads it. */
function line(keys: readonly unknown[], { text, believedFrom, believedUntil }: Rectangle): string {
  return `${keys.map(writeKey).join('\t')}\t${text}\t${believedFrom}\t${believedUntil ?? '\\N'}\n`;
}

/** Derives the states and current rows of one generation. The caller holds the lock of its derived lane. */
export class StatesDerivation {
  private readonly totals: Totals;
  private readonly settings: SettingsKnown;
  /** Of states that leave out what changes nothing, by name. */
  private readonly condensed: ReadonlyMap<string, CondensedFacts>;

  constructor(private readonly generation: Generation) {
    this.totals = new Totals(generation);
    this.settings = new SettingsKnown(generation);
    this.condensed = this.condensing();
  }

  /** One for all states that are of the same facts by the same key, and leave the same out. */
  private condensing(): ReadonlyMap<string, CondensedFacts> {
    const made: { readonly of: string; readonly by: Condensing; readonly facts: CondensedFacts }[] = [];
    const byName = new Map<string, CondensedFacts>();
    for (const [name, table] of Object.entries(this.generation.definition.states)) {
      const { condensing: by } = table;
      if (by === undefined || table.per.length > 1) continue;
      const of = JSON.stringify([table.per, table.from, table.settings]);
      let shared = made.find((one) => one.of === of && one.by === by);
      if (shared === undefined) {
        const facts = new CondensedFacts(by, {
          tables: Object.fromEntries(table.from.map((from) => [from, this.name(from)])),
          column: factColumn(table.per[0]!),
          type: this.typeOfKey(table, table.from[0]!),
          whole: (tx, asked) => this.wholeFacts(tx, table, asked),
        });
        made.push((shared = { of, by, facts }));
      }
      shared.facts.share();
      byName.set(name, shared.facts);
    }
    return byName;
  }

  private name(table: string): string {
    return tableName(this.generation.definition.name, table, this.generation.number);
  }

  private get map(): string {
    return tableName(IDENTITY, 'map', this.generation.identity!);
  }

  /** What of a facts table changed in a range: its own rows, and rows whose belief ended. */
  private changed(facts: string, column: string): string {
    return `select ${identifier(column)} as key from ${this.name(facts)} where position > $1 and position <= $2
      union select ${identifier(column)} from ${this.name(facts)} where until > $1 and until <= $2`;
  }

  /**
   * The keys of a column that facts of a range touched. Where it holds nodes, the contacts and companies these belong to,
   * and those the identity map changed; `known` leaves out of the latter whom no fact is of: most people who are new are
   * new to few read models.
   */
  private async touched(
    tx: Transaction,
    tables: readonly string[],
    column: string,
    { from, to }: Range,
    mapped: boolean,
    known: boolean,
  ): Promise<string[]> {
    const keys = await tx.rows<{ key: string | null }>(
      tables.map((table) => this.changed(table, column)).join(' union '),
      [from, to],
    );
    const touched = keys.flatMap(({ key }) => key ?? []);
    if (!mapped) return touched;
    const { map } = this;
    const facts = tables.map(
      (table) => `exists (select from ${this.name(table)} f where f.${identifier(column)} = a.node)`,
    );
    const which = known
      ? `where exists (select from ${map} a where a.contact = moved.contact and (${facts.join(' or ')}))`
      : '';
    const components = await tx.rows<{ contact: string }>(
      `select contact from ${map} where node = any($3::uuid[]) and from_position <= $2 and (until_position is null or until_position > $1)
       union select contact from (
         ${changedInMap(this.generation.identity!)} union ${movedMembers(this.generation.identity!)}
       ) moved ${which}`,
      [from, to, touched],
    );
    return components.map(({ contact }) => contact);
  }

  /** The facts tables that hold a key. */
  factsWith(key: string): string[] {
    return Object.entries(this.generation.definition.facts).flatMap(([facts, { columns }]) =>
      factColumn(key) in columns ? [facts] : [],
    );
  }

  private keysOf(tables: readonly string[], key: string): string {
    if (key === 'party') return allParties(this.name(tables[0]!), this.map);
    if (isMapped(key)) {
      const ofCompany = isCompanySql(sql`contact`).text;
      return `select distinct contact as key from ${this.map} where ${key === 'company' ? '' : 'not '}${ofCompany}`;
    }
    return tables
      .map(
        (table) =>
          `select distinct ${identifier(key)} as key from ${this.name(table)} where ${identifier(key)} is not null`,
      )
      .join(' union ');
  }

  async countKeys(pool: Pool, tables: readonly string[], key: string): Promise<number> {
    return Number(
      (await pool.query<{ n: string }>(`select count(*) as n from (${this.keysOf(tables, key)}) k`)).rows[0]!.n,
    );
  }

  /** All keys there ever were, in key order, a thousand at a time. */
  async *allKeys(pool: Pool, tables: readonly string[], key: string): AsyncGenerator<string[]> {
    const client = await pool.connect();
    try {
      await client.query('begin');
      await client.query(
        `declare all_keys no scroll cursor with hold for select key from (${this.keysOf(tables, key)}) k order by key`,
      );
      await client.query('commit');
      for (;;) {
        const { rows } = await client.query<{ key: string }>('fetch 1000 from all_keys');
        if (rows.length === 0) return;
        yield rows.map((row) => row.key);
      }
    } finally {
      // one that broke, or whose transaction failed, is not given back
      await client.query('close all_keys').then(
        () => client.release(),
        () => client.release(true),
      );
    }
  }

  /** The keys of each states and each current table that a range touched; asked together, and once for tables that ask the same. */
  private async allTouched(tx: Transaction, range: Range): Promise<[states: string[][], current: string[][]]> {
    const { states, current } = this.generation.definition;
    const asked = new Map<string, Promise<string[]>>();
    const touched = async (tables: readonly string[], key: string, known: boolean): Promise<string[]> => {
      const [column, mapped] = [factColumn(key), isMapped(key)];
      const question = JSON.stringify([tables, column, mapped, known]);
      const answer = asked.get(question) ?? this.touched(tx, tables, column, range, mapped, known);
      asked.set(question, answer);
      const keys = await answer;
      return mapped ? keys.filter((node) => isCompanyNode(node) === (key === 'company')) : keys;
    };
    return Promise.all([
      Promise.all(
        Object.entries(states).map(([name, table]) =>
          table.byEarliest ? this.touchedEarliest(tx, name, table, range) : touched(table.from, table.per[0]!, true),
        ),
      ),
      Promise.all(
        Object.values(current).map((table) => touched(this.factsWith(table.per), table.per, !readsMap(table))),
      ),
    ]);
  }

  private async touchedEarliest(
    tx: Transaction,
    name: string,
    table: StatesTable,
    { from, to }: Range,
  ): Promise<string[]> {
    const identity = isMapped(table.per[0]!) ? this.generation.identity : null;
    const text = touchedEarliest(table, this.name(name), this.name(table.from[0]!), identity);
    return (await tx.rows<{ key: string | null }>(text, [from, to])).flatMap(({ key }) => key ?? []);
  }

  /** Whose facts are whose, and when, of contacts or companies somewhere in a range. */
  private async members(tx: Transaction, units: readonly string[], { from, to }: Range): Promise<Belonging[]> {
    return tx.rowsAsDefined(
      `select contact, node as profile, from_position as "from", until_position as until from ${this.map}
       where contact = any($1::uuid[]) and from_position <= $3 and (until_position is null or until_position > $2)`,
      [units, from, to],
    );
  }

  /** As `members`, of parties: nodes stand for themselves where they belong to nobody. */
  private async partyMembers(tx: Transaction, units: readonly string[], range: Range): Promise<Belonging[]> {
    const [members, own] = await Promise.all([
      this.members(tx, units, range),
      tx.rowsAsDefined<Membership>(
        `select node as profile, from_position as "from", until_position as until from ${this.map}
         where node = any($1::uuid[]) and from_position <= $2 order by node, from_position`,
        [units, range.to],
      ),
    ]);
    const belonged = group(own, ({ profile }) => profile);
    const selves = units.flatMap((contact) =>
      alone(contact, belonged.get(contact) ?? []).map((gap) => ({ contact, ...gap })),
    );
    return [...members, ...selves];
  }

  /** Derives all keys a range touched, and recomputes the current rows of these. */
  async derive(tx: Transaction, range: Range): Promise<void> {
    const { definition } = this.generation;
    const states = Object.entries(definition.states);
    const current = Object.entries(definition.current);
    const [unitsOf, keysOf] = await this.allTouched(tx, range);
    for (const [i, [name, table]] of states.entries())
      for (let at = 0; at < unitsOf[i]!.length; at += 1_000)
        await this.deriveUnits(tx, name, table, unitsOf[i]!.slice(at, at + 1_000), range);
    for (const facts of this.condensed.values()) facts.done();
    for (const [i, [name]] of current.entries()) this.current(tx, name, keysOf[i]!, true);
  }

  /** Derives some units (values of the first key column, with everything below them) for a range. */
  async deriveUnits(
    tx: Transaction,
    name: string,
    table: StatesTable,
    units: readonly string[],
    { from, to }: Range,
  ): Promise<void> {
    if (units.length === 0) return;
    if (table.byEarliest) return this.deriveEarliest(tx, name, table, units, { from, to });
    const mapped = isMapped(table.per[0]!);
    // asked with the members, whether there are any or not
    const opening = this.openRows(tx, name, table, units, from);
    opening.catch(() => undefined);
    const setting = this.settings.of(tx, table, to);
    setting.catch(() => undefined);
    const members = mapped ? await this.members(tx, units, { from, to }) : null;
    const membersOf = group(members ?? [], (m) => m.contact);
    const settings = await setting;
    const asked: AskedFacts = { units, from, to, membersOf: (unit) => membersOf.get(unit) ?? [], settings };
    // a rebuild derives every unit once
    const condensed = from === 0 ? undefined : this.condensed.get(name);
    const whole = condensed === undefined ? await this.wholeFacts(tx, table, asked) : null;
    const factsOf = await condensed?.of(tx, asked);
    const opened = await opening;
    const made: string[] = [];
    const openOf = group(opened, (row) => row.unit);
    for (const unit of units) {
      const membership: Membership[] | null = members === null ? null : (membersOf.get(unit) ?? []);
      const { facts: own, left } = factsOf?.get(unit) ?? { facts: whole?.get(unit) ?? [], left: null };
      const open = openOf.get(unit) ?? [];
      const rest = table.per.slice(1);
      const below = (row: Readonly<Record<string, unknown>>): string => JSON.stringify(rest.map((key) => row[key]));
      const factsBelow = group(own, below);
      const openBelow = group(open, (row) => row.below);
      for (const key of new Set([...factsBelow.keys(), ...openBelow.keys()])) {
        const before = openBelow.get(key) ?? [];
        const ordered = (factsBelow.get(key) ?? []).sort(byPosition);
        const rows = believedHistory(table, ordered, membership, before, from, to, settings, left);
        const values = JSON.parse(key) as unknown[];
        for (const row of rows) made.push(line([unit, ...values], row));
      }
    }
    this.write(tx, name, table, made, opened);
  }

  /** As `deriveUnits`, of states that are by the earliest fact. */
  private async deriveEarliest(
    tx: Transaction,
    name: string,
    table: StatesTable,
    units: readonly string[],
    { from, to }: Range,
  ): Promise<void> {
    const [of] = table.from;
    const [key, ...rest] = table.per;
    const opening = this.openRows(tx, name, table, units, from);
    opening.catch(() => undefined);
    const members = isMapped(key!) ? await this.partyMembers(tx, units, { from, to }) : null;
    const membersOf = group(members ?? [], ({ contact }) => contact);
    const sources = members === null ? units : [...new Set(members.map(({ profile }) => profile))];
    const facts = await tx.rowsAsDefined<BelievedFact>(candidates(table, this.name(of!), this.typeOfKey(table, of!)), [
      sources,
      from,
      to,
    ]);
    const open = await opening;
    const openOf = new Map(open.map((row) => [`${row.unit} ${row.below}`, row]));
    const factsOf = group(facts, (fact) => fact[factColumn(key!)] as string);
    const made: string[] = [];
    for (const unit of units) {
      const own = members === null ? null : (membersOf.get(unit) ?? []);
      const profiles = own === null ? [unit] : [...new Set(own.map(({ profile }) => profile))];
      const ofUnit = profiles.flatMap((profile) => factsOf.get(profile) ?? []);
      for (const [below, some] of group(ofUnit, (fact) => JSON.stringify(rest.map((name) => fact[name]))))
        for (const row of earliestHistory(table, some, own, openOf.get(`${unit} ${below}`) ?? null, from, to))
          made.push(line([unit, ...(JSON.parse(below) as unknown[])], row));
    }
    this.write(tx, name, table, made, open);
  }

  /** Writes rows that were made, and when those that were open ended, where they did. */
  private write(
    tx: Transaction,
    name: string,
    table: StatesTable,
    made: readonly string[],
    open: readonly OpenRow[],
  ): void {
    const ended = open.filter(({ believedUntil }) => believedUntil !== null);
    if (ended.length > 0) {
      tx.write(
        `update ${this.name(name)} s set believed_until = e.until from unnest($1::tid[], $2::bigint[]) as e(tid, until) where s.ctid = e.tid`,
        [ended.map((row) => row.tid), ended.map((row) => row.believedUntil)],
      );
    }
    const columns = [
      ...table.per.map(identifier),
      ...columnNames(table.columns),
      'valid_from',
      'valid_to',
      'believed_from',
      'believed_until',
    ];
    if (made.length > 0) tx.copy(this.name(name), columns, [Buffer.from(made.join(''))]);
  }

  /** All facts of some units that are believed somewhere in a range. */
  private async wholeFacts(
    tx: Transaction,
    table: StatesTable,
    { units, from, to, membersOf }: AskedFacts,
  ): Promise<ReadonlyMap<string, BelievedFact[]>> {
    const column = factColumn(table.per[0]!);
    const mapped = isMapped(table.per[0]!);
    const keysOf = (unit: string): Iterable<string> =>
      mapped ? new Set(membersOf(unit).map(({ profile }) => profile)) : [unit];
    const keys = [...new Set(units.flatMap((unit) => [...keysOf(unit)]))];
    const all: BelievedFact[] = [];
    for (const facts of table.from) {
      const rows = await tx.rowsAsDefined<BelievedFact>(
        `select f.*, '${facts}' as "table" from ${this.name(facts)} f where f.${identifier(column)} = any($1::${this.typeOfKey(table, facts)}[]) and f.position <= $3 and (f.until is null or f.until > $2)`,
        [keys, from, to],
      );
      for (const row of rows) all.push(row);
    }
    const byKey = group(all, (fact) => fact[column] as string);
    return new Map(units.map((unit) => [unit, [...keysOf(unit)].flatMap((key) => byKey.get(key) ?? [])]));
  }

  private typeOfKey(table: StatesTable, facts: string): string {
    return keyType(this.generation.definition, facts, table.per[0]!);
  }

  private async openRows(
    tx: Transaction,
    name: string,
    table: StatesTable,
    units: readonly string[],
    from: number,
  ): Promise<OpenRow[]> {
    if (from === 0) return [];
    const rows = await tx.rowsAsDefined<
      Record<string, unknown> & {
        tid: string;
        valid_from: number | null;
        valid_to: number | null;
        believed_from: number;
      }
    >(
      `select s.*, s.ctid::text as tid from ${this.name(name)} s where ${identifier(table.per[0]!)} = any($1::uuid[]) and believed_until is null`,
      [units],
    );
    return rows.map((row) => {
      const valid = { from: row.valid_from, to: row.valid_to, values: row };
      return {
        valid,
        text: contentOf(table, valid),
        believedFrom: row.believed_from,
        believedUntil: null,
        tid: row.tid,
        unit: row[table.per[0]!] as string,
        below: JSON.stringify(table.per.slice(1).map((key) => row[key])),
      };
    });
  }

  /**
   * Recomputes the current rows of some keys, without waiting: writes what there is, drops what is not. `totals` are kept
   * with them, where asked to.
   */
  current(tx: Transaction, name: string, keys: readonly string[], totals = false): void {
    const table = this.generation.definition.current[name]!;
    const target = this.name(name);
    const columns = columnNames(table.columns);
    const per = identifier(table.per);
    const kept = totals && this.totals.of(name).length > 0;
    for (let i = 0; i < keys.length; i += 1_000) {
      const some = keys.slice(i, i + 1_000);
      const made = `with fresh as materialized (${this.sql(table.sql)}),
              gone as (
                delete from ${target} old where ${per} = any($1::uuid[])
                  and not exists (select from fresh where fresh.${per} = old.${per}))`;
      const written = `insert into ${target} as c (${[per, ...columns].join(', ')}) select ${[per, ...columns].join(', ')} from fresh
         on conflict (${per}) do update set ${columns.map((column) => `${column} = excluded.${column}`).join(', ')}`;
      if (!kept) tx.write(`${made} ${written}`, [some]);
      else
        tx.write(
          `${made}, was as (select * from ${target} where ${per} = any($1::uuid[])), written as (${written} returning *)${this.totals.keeping(name)} select`,
          [some],
        );
    }
    if (kept && keys.length > 0) this.totals.settle(tx, name);
  }

  /** Adds up totals of a whole current table, into an empty one. */
  total(tx: Transaction, name: string): void {
    this.totals.fill(tx, name);
  }

  private sql(text: string): string {
    return text.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      if (name === 'members') return `(select contact, node as profile from ${this.map} where until_position is null)`;
      if (name === 'memberships')
        return `(select node, company, from_position as since from ${tableName(IDENTITY, 'membership', this.generation.identity!)} where until_position is null)`;
      if (name === 'nodes') return tableName(IDENTITY, 'node', this.generation.identity!);
      return this.name(name);
    });
  }
}
