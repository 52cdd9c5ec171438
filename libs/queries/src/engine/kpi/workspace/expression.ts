import { joinSql, sql, type KpiReading, type Sql } from '#kernel';
import { raw } from '../slices.js';
import { tokensOf, Unsayable, type Token } from './tokens.js';

/** An expression that was read: its SQL at a reading, which says what was chosen of its parameters. */
export type Expression = (reading: KpiReading) => Sql;

/** What an expression may name. */
export interface Nameable {
  /** Columns of the record, which stand in SQL as `f.{column}`. */
  readonly columns: ReadonlySet<string>;
  /** Parameters, with what they are in SQL. */
  readonly parameters: ReadonlyMap<string, 'bigint' | 'text'>;
}

/** Functions there are: they look at their arguments and nothing else, and make nothing large. */
const FUNCTIONS = new Set(
  'abs ceil floor round trunc sign sqrt exp ln mod power lower upper length left right btrim starts_with date_trunc date_part'.split(
    ' ',
  ),
);
/** Part of the grammar of SQL: not in a schema. */
const GRAMMAR = new Set(['coalesce', 'nullif', 'greatest', 'least']);
const TYPES = new Set('integer bigint numeric float8 text boolean date timestamptz interval uuid'.split(' '));
/** Written before a text, as `date '2026-03-01'`. */
const TYPED_TEXTS = new Set(['date', 'timestamptz', 'interval', 'uuid']);
const COMPARISONS = new Set(['=', '<>', '!=', '<', '<=', '>', '>=']);
/** Words of the grammar: no column is called so. */
const WORDS = new Set(
  'and or not is null true false in between like ilike case when then else end distinct from'.split(' '),
);
const DEEPEST = 50;

/**
 * Reads an SQL expression over one record: columns, numbers, texts, parameters as `:days`, `now()` (the moment the
 * figure is read at), comparisons, arithmetic, CASE, casts and functions that are on a list. What it becomes is put
 * together from what was understood, never from the text. Throws Unsayable.
 */
export function readExpression(expression: string, nameable: Nameable): Expression {
  return new Reader(tokensOf(expression), nameable).all();
}

class Reader {
  private next = 0;
  private depth = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly nameable: Nameable,
  ) {}

  all(): Expression {
    const read = this.expression();
    if (this.token.kind !== 'end') this.refuse(`${this.token.text} is not expected here`);
    return read;
  }

  private get token(): Token {
    return this.tokens[this.next]!;
  }

  private refuse(what: string, remedy?: string): never {
    throw new Unsayable(this.token.offset, what, remedy);
  }

  private is(text: string, ahead = 0): boolean {
    const token = this.tokens[this.next + ahead];
    return token !== undefined && (token.kind === 'name' || token.kind === 'sign') && token.text === text;
  }

  private takes(text: string): boolean {
    if (!this.is(text)) return false;
    this.next += 1;
    return true;
  }

  private expect(text: string): void {
    if (!this.takes(text)) this.refuse(`${text.toUpperCase()} is missing`);
  }

  private expression(): Expression {
    if (++this.depth > DEEPEST) this.refuse(`is nested more than ${DEEPEST} deep`);
    const read = this.chain(['or'], () => this.chain(['and'], () => this.negated()));
    this.depth -= 1;
    return read;
  }

  /** Operands of one rank, from left to right. */
  private chain(operators: readonly string[], operand: () => Expression): Expression {
    let left = operand();
    for (;;) {
      const operator = operators.find((each) => this.is(each));
      if (operator === undefined) return left;
      this.next += 1;
      const [before, after] = [left, operand()];
      left = (reading) => sql`(${before(reading)} ${raw(operator.toUpperCase())} ${after(reading)})`;
    }
  }

  private negated(): Expression {
    let times = 0;
    while (this.takes('not')) times += 1;
    const read = this.comparison();
    return times % 2 === 0 ? read : (reading) => sql`(NOT ${read(reading)})`;
  }

  private comparison(): Expression {
    const left = this.sum();
    if (this.token.kind === 'sign' && COMPARISONS.has(this.token.text)) {
      const operator = raw(this.token.text);
      this.next += 1;
      const right = this.sum();
      return (reading) => sql`(${left(reading)} ${operator} ${right(reading)})`;
    }
    if (this.takes('is')) return this.being(left);
    const not = this.is('not') && ['in', 'between', 'like', 'ilike'].some((word) => this.is(word, 1));
    if (not) this.next += 1;
    const negated = raw(not ? 'NOT ' : '');
    if (this.takes('in')) {
      const list = this.list();
      if (list.length === 0) this.refuse('a list of nothing');
      return (reading) => sql`(${left(reading)} ${negated}IN (${listed(list, reading)}))`;
    }
    if (this.takes('between')) {
      const from = this.sum();
      this.expect('and');
      const to = this.sum();
      return (reading) => sql`(${left(reading)} ${negated}BETWEEN ${from(reading)} AND ${to(reading)})`;
    }
    for (const word of ['like', 'ilike'])
      if (this.takes(word)) {
        const pattern = this.sum();
        return (reading) => sql`(${left(reading)} ${negated}${raw(word.toUpperCase())} ${pattern(reading)})`;
      }
    return left;
  }

  private being(left: Expression): Expression {
    const not = raw(this.takes('not') ? 'NOT ' : '');
    if (this.takes('distinct')) {
      this.expect('from');
      const right = this.sum();
      return (reading) => sql`(${left(reading)} IS ${not}DISTINCT FROM ${right(reading)})`;
    }
    const what = ['null', 'true', 'false'].find((word) => this.takes(word));
    if (what === undefined) this.refuse('IS is followed by NULL, TRUE, FALSE or DISTINCT FROM');
    return (reading) => sql`(${left(reading)} IS ${not}${raw(what.toUpperCase())})`;
  }

  private sum(): Expression {
    return this.chain(['+', '-', '||'], () => this.chain(['*', '/', '%'], () => this.signed()));
  }

  private signed(): Expression {
    let minus = false;
    while (this.is('-') || this.is('+')) if (!this.takes('+')) minus = this.takes('-') !== minus;
    const read = this.cast();
    return minus ? (reading) => sql`(- ${read(reading)})` : read;
  }

  private cast(): Expression {
    let read = this.primary();
    while (this.takes('::')) {
      const type = this.token.text;
      if (this.token.kind !== 'name' || !TYPES.has(type))
        this.refuse(`${type || 'nothing'} is no type to cast to`, `there are ${[...TYPES].join(', ')}`);
      this.next += 1;
      const before = read;
      read = (reading) => sql`(${before(reading)})::${raw(type)}`;
    }
    return read;
  }

  private primary(): Expression {
    const { kind, text } = this.token;
    if (kind === 'number') return this.constant(raw(text));
    if (kind === 'text') return this.constant(sql`${text}::text`);
    if (kind === 'parameter') return this.parameter(text);
    if (kind === 'name') return this.named(text);
    if (this.takes('(')) {
      const read = this.expression();
      this.expect(')');
      return (reading) => sql`(${read(reading)})`;
    }
    return this.refuse(kind === 'end' ? 'ends where a value is expected' : `${text} is no value`);
  }

  private constant(value: Sql): Expression {
    this.next += 1;
    return () => value;
  }

  private parameter(name: string): Expression {
    const type = this.nameable.parameters.get(name);
    if (type === undefined)
      this.refuse(`there is no parameter ${name}`, `there are ${[...this.nameable.parameters.keys()].join(', ')}`);
    this.next += 1;
    return (reading) => sql`${reading.parameter(name)}::${raw(type)}`;
  }

  private named(name: string): Expression {
    const after = this.tokens[this.next + 1]!;
    if (name === 'true' || name === 'false' || name === 'null') return this.constant(raw(name.toUpperCase()));
    if (name === 'case') return this.cases();
    if (after.kind === 'text' && TYPED_TEXTS.has(name)) {
      this.next += 2;
      return () => sql`${after.text}::${raw(name)}`;
    }
    if (this.is('(', 1)) return this.called(name);
    if (WORDS.has(name) || !this.nameable.columns.has(name))
      this.refuse(`there is no column ${name}`, `there are ${[...this.nameable.columns].join(', ')}`);
    return this.constant(raw(`f."${name}"`));
  }

  private called(name: string): Expression {
    const known = name === 'now' || GRAMMAR.has(name) || FUNCTIONS.has(name);
    if (!known)
      this.refuse(`${name} is no function there is`, `there are ${[...GRAMMAR, ...FUNCTIONS, 'now'].join(', ')}`);
    this.next += 1;
    const given = this.list();
    if (name === 'now') {
      if (given.length > 0) this.refuse('now() takes nothing');
      return (reading) => reading.at;
    }
    if (given.length === 0) this.refuse(`${name} needs something to work on`);
    const called = raw(GRAMMAR.has(name) ? name : `pg_catalog.${name}`);
    return (reading) => sql`${called}(${listed(given, reading)})`;
  }

  private list(): readonly Expression[] {
    this.expect('(');
    const given: Expression[] = [];
    if (this.takes(')')) return given;
    do given.push(this.expression());
    while (this.takes(','));
    this.expect(')');
    return given;
  }

  private cases(): Expression {
    this.next += 1;
    const of = this.is('when') ? null : this.expression();
    const branches: (readonly [Expression, Expression])[] = [];
    while (this.takes('when')) {
      const when = this.expression();
      this.expect('then');
      branches.push([when, this.expression()]);
    }
    if (branches.length === 0) this.refuse('WHEN is missing');
    const otherwise = this.takes('else') ? this.expression() : null;
    this.expect('end');
    return (reading) =>
      sql`(CASE ${of === null ? sql`` : of(reading)} ${joinSql(
        branches.map(([when, then]) => sql`WHEN ${when(reading)} THEN ${then(reading)}`),
        ' ',
      )} ${otherwise === null ? sql`` : sql`ELSE ${otherwise(reading)}`} END)`;
  }
}

function listed(each: readonly Expression[], reading: KpiReading): Sql {
  return joinSql(
    each.map((one) => one(reading)),
    ', ',
  );
}
