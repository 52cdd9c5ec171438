import type { Json } from '#kernel';
import { moneyOf, numberOf } from './amounts.js';
import type { Condition, Expression, Modifiers, Test } from './mapping.js';
import { momentReader } from './moments.js';
import { isCurrency } from './read-expression.js';

/** The cells of a row, in the order of the columns. */
export type Cells = readonly string[];

/** A value of a row; undefined where the row says nothing. Throws Unfit. */
export type Value = (cells: Cells) => Json | undefined;

/** A row's value does not fit. */
export class Unfit extends Error {
  override readonly name = 'Unfit';
}

/** What expressions are compiled against. */
export interface Surroundings {
  readonly columns: readonly string[];
  readonly blank: readonly string[];
  /** The place of a column; notes where there is none. */
  readonly indexOf: (column: string) => number;
  /** The cells of the row before the one that is read; null before the first one. */
  readonly before: () => Cells | null;
  /** The cell of another file's row, by the row's key; undefined where there is no such row. */
  readonly lookUp: (lookup: string, column: string) => (key: string) => string | undefined;
}

/** Makes a function of an expression: what can be found out before the first row is. */
export function compile(expression: Expression, around: Surroundings): Value {
  switch (expression.from) {
    case 'constant': {
      const { value } = expression;
      return () => value;
    }
    case 'column': {
      const index = around.indexOf(expression.column);
      return modified((cells) => cells[index], expression.with, around);
    }
    case 'previous': {
      const index = around.indexOf(expression.column);
      return modified(() => around.before()?.[index], expression.with, around);
    }
    case 'concat': {
      const parts = expression.parts.map((part) => compile(part, around));
      const { separator } = expression;
      return modified(
        (cells) => {
          const texts: string[] = [];
          for (const part of parts) {
            const text = textual(part(cells));
            if (text === undefined) return undefined;
            texts.push(text);
          }
          return texts.join(separator);
        },
        expression.with,
        around,
      );
    }
    case 'lookup': {
      const key = compile(expression.key, around);
      const find = around.lookUp(expression.lookup, expression.column);
      return modified(
        (cells) => {
          const text = textual(key(cells));
          return text === undefined ? undefined : find(text);
        },
        expression.with,
        around,
      );
    }
    case 'object':
      return objectOf(
        Object.entries(expression.members).map(([name, member]) => [name, compile(member, around)] as const),
      );
    case 'list': {
      const items = expression.items.map((item) => compile(item, around));
      return (cells) => items.map((item) => item(cells)).filter((item) => item !== undefined);
    }
    case 'columns':
      return objectOf(
        (expression.columns === 'all' ? around.columns : expression.columns).map(
          (column) => [column, compile({ from: 'column', column, with: { trim: false } }, around)] as const,
        ),
      );
    default:
      return expression satisfies never;
  }
}

/** Members that say nothing are left out; an object without any says nothing. */
function objectOf(members: readonly (readonly [string, Value])[]): Value {
  return (cells) => {
    const stated: [string, Json][] = [];
    for (const [name, member] of members) {
      const value = member(cells);
      if (value !== undefined) stated.push([name, value]);
    }
    // Defined, not assigned: a column may be called __proto__.
    return stated.length > 0 ? Object.fromEntries(stated) : undefined;
  };
}

/** Whether a row meets a condition. */
export function compileCondition(condition: Condition, around: Surroundings): (cells: Cells) => boolean {
  const holds = 'changed' in condition ? changedIn(condition.changed, around) : valueTest(condition, around);
  return condition.not ? (cells) => !holds(cells) : holds;
}

function changedIn(columns: readonly string[], around: Surroundings): (cells: Cells) => boolean {
  const indexes = columns.map((column) => around.indexOf(column));
  return (cells) => {
    const before = around.before();
    return before === null || indexes.some((index) => cells[index] !== before[index]);
  };
}

function valueTest(
  { value, is }: Extract<Condition, { readonly is: Test }>,
  around: Surroundings,
): (cells: Cells) => boolean {
  const find = compile(value, around);
  return testOf(is, (cells) => textual(find(cells)));
}

function testOf(is: Test, text: (cells: Cells) => string | undefined): (cells: Cells) => boolean {
  if (is.kind === 'present') return (cells) => text(cells) !== undefined;
  if (is.kind === 'blank') return (cells) => text(cells) === undefined;
  if (is.kind === 'matches') return (cells) => is.pattern.test(text(cells) ?? '');
  const values = new Set(is.values);
  return (cells) => values.has(text(cells) ?? '');
}

/** A value as text; undefined where it says nothing. Throws Unfit. */
export function textual(value: Json | undefined): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'object') throw new Unfit('is an object where a text is needed');
  return typeof value === 'string' ? value : String(value);
}

function modified(find: (cells: Cells) => string | undefined, says: Modifiers, around: Surroundings): Value {
  const blank = new Set(says.blank ?? around.blank);
  const { trim = true, map, otherwise, required = false } = says;
  const convert = converter(says, around);
  return (cells) => {
    const stated = find(cells);
    const trimmed = stated?.trim();
    if (stated === undefined || trimmed === '' || blank.has(trimmed!)) {
      if (otherwise !== undefined) return otherwise;
      if (required) throw new Unfit('is blank');
      return undefined;
    }
    let text = trim ? trimmed! : stated;
    if (says.case === 'lower') text = text.toLowerCase();
    else if (says.case === 'upper') text = text.toUpperCase();
    if (map !== undefined) {
      const mapped = map[text];
      if (mapped !== undefined) return typeof mapped === 'string' ? convert(mapped, cells) : mapped;
      if (otherwise !== undefined) return otherwise;
    }
    return convert(text, cells);
  };
}

function converter(says: Modifiers, around: Surroundings): (text: string, cells: Cells) => Json {
  const { number, money, date } = says;
  if (number !== undefined)
    return (text) => {
      const value = numberOf(text, number);
      if (value === null) throw new Unfit(`${JSON.stringify(text)} is no ${number.whole ? 'whole ' : ''}number`);
      return value;
    };
  if (money !== undefined) {
    const currencyOf = compile(money.currency, around);
    return (text, cells) => {
      const currency = currencyOf(cells);
      if (!isCurrency(currency)) throw new Unfit(`has the currency ${JSON.stringify(currency ?? '')}, which is none`);
      const value = moneyOf(text, money, currency);
      if (value === null) throw new Unfit(`${JSON.stringify(text)} is no amount in ${currency}`);
      return { amount: value.amount, currency: value.currency };
    };
  }
  if (date !== undefined) {
    const read = momentReader(date);
    return (text) => {
      const when = read(text);
      if (when === null || when.precision === 'none')
        throw new Unfit(`${JSON.stringify(text)} is not written as ${date.formats.join(' or ')}`);
      return when.at;
    };
  }
  return (text) => text;
}
