import type { Problem } from './problem.js';
import { isUuid } from './ids.js';

/** A JSON Schema (2020-12) fragment. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json | undefined };

/** Personal data is kept under one key per data subject and category, so that each category can be erased alone. */
export type Category = 'identity' | 'content' | 'trace' | 'billing';
export const CATEGORIES: readonly Category[] = ['identity', 'content', 'trace', 'billing'];

/**
 * What a value must look like: its type for TypeScript, its check at run time, its JSON schema, and, where values of
 * this shape are personal unless the definition says otherwise, their category.
 */
export interface Shape<T> {
  readonly optional: boolean;
  readonly personal?: Category;
  readonly schema: JsonSchema;
  /** Returns the value; where it does not fit adds problems that name the place, and what it returns means nothing. */
  check(value: unknown, where: string, problems: Problem[]): T;
}

/** The type a shape describes. */
export type Of<S> = S extends Shape<infer T> ? T : never;

type OptionalNames<F> = { [K in keyof F]: F[K] extends { readonly optional: true } ? K : never }[keyof F];

/** The type of an object of shapes; optional shapes become optional members. */
export type Fields<F extends Record<string, Shape<unknown>>> = {
  readonly [K in Exclude<keyof F, OptionalNames<F>>]: Of<F[K]>;
} & {
  readonly [K in OptionalNames<F>]?: Of<F[K]>;
};

/** A shape whose values say nothing about a person; the type is what keeps personal values out of open columns. */
type OpenShape<T> = Shape<T> & { readonly optional: false; readonly personal?: undefined };
type PersonalShape<T> = Shape<T> & { readonly optional: false; readonly personal: Category };

function shape<T>(schema: JsonSchema, test: (value: unknown) => string | null): OpenShape<T>;
function shape<T>(schema: JsonSchema, test: (value: unknown) => string | null, personal: Category): PersonalShape<T>;
function shape<T>(
  schema: JsonSchema,
  test: (value: unknown) => string | null,
  personal?: Category,
): Shape<T> & { readonly optional: false } {
  return {
    optional: false,
    ...(personal === undefined ? {} : { personal }),
    schema,
    check(value, where, problems) {
      const what = test(value);
      if (what !== null) problems.push({ where, what });
      return value as T;
    },
  };
}

/**
 * What keeps a text from being stored exactly everywhere, by name, or null: U+0000 (PostgreSQL texts cannot hold it)
 * and lone surrogates (UTF-8 cannot say them). Every other character is kept as it is.
 */
export function unstorable(text: string): string | null {
  const at = text.indexOf('\u0000');
  if (at >= 0) return `holds U+0000 at character ${at + 1}, which cannot be stored`;
  if (!text.isWellFormed()) {
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code >= 0xd800 && code <= 0xdbff && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) i++;
      else if (code >= 0xd800 && code <= 0xdfff)
        return `holds the lone surrogate U+${code.toString(16).toUpperCase()} at character ${i + 1}`;
    }
  }
  return null;
}

function textTest(max: number, min = 0): (value: unknown) => string | null {
  return (value) => {
    if (typeof value !== 'string') return `must be a text, not ${nameOf(value)}`;
    if (value.length < min) return min === 1 ? 'must not be empty' : `must have at least ${min} characters`;
    if (value.length > max) return `has ${value.length} characters, at most ${max} are allowed`;
    return unstorable(value);
  };
}

function nameOf(value: unknown): string {
  if (value === null) return 'null';
  if (value === undefined) return 'missing';
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`;
}

/** Free text of people: personal (`content`) unless declared otherwise. Up to 64 K characters. */
export const text = shape<string>({ type: 'string', maxLength: 65_536 }, textTest(65_536), 'content');
/** A name out of a vocabulary (channel, kind, campaign, code): 1 to 200 characters, never personal. */
export const word = shape<string>({ type: 'string', minLength: 1, maxLength: 200 }, textTest(200, 1));
/** An address on the web, with all it may give away: personal (`trace`). Up to 8 K characters, kept as stated. */
export const url = shape<string>({ type: 'string', maxLength: 8_192 }, textTest(8_192), 'trace');
/** An id of a device, click or network address: personal (`trace`). */
export const traceId = shape<string>({ type: 'string', maxLength: 2_048 }, textTest(2_048), 'trace');
/** A value that says who somebody is (email, phone, name): personal (`identity`). */
export const identity = shape<string>(
  { type: 'string', minLength: 1, maxLength: 2_048 },
  textTest(2_048, 1),
  'identity',
);
/** Why a value is no whole number, or null. */
function notWhole(value: unknown): string | null {
  if (Number.isInteger(value)) return null;
  return Number.isFinite(value)
    ? 'must be a whole number, and has a fraction'
    : `must be a whole number, not ${nameOf(value)}`;
}

/** The largest whole number of 32 bits: what read models keep counts, minutes and seconds in. */
const MOST_WHOLE = 2_147_483_647;
/** A whole number of things, minutes, seconds: of 32 bits. */
export const wholeNumber = shape<number>({ type: 'integer', minimum: -MOST_WHOLE, maximum: MOST_WHOLE }, (v) => {
  const what = notWhole(v);
  if (what !== null) return what;
  return Math.abs(v as number) <= MOST_WHOLE ? null : `must be between -${MOST_WHOLE} and ${MOST_WHOLE}`;
});
/** A whole number in the safe range: money in minor units, bytes, rows. */
export const largeNumber = shape<number>({ type: 'integer' }, (v) => {
  const what = notWhole(v);
  if (what !== null) return what;
  const most = Number.MAX_SAFE_INTEGER;
  return Number.isSafeInteger(v) ? null : `is too large to be exact: must be between -${most} and ${most}`;
});
/** A finite number. */
export const decimal = shape<number>({ type: 'number' }, (v) =>
  typeof v === 'number' && Number.isFinite(v) ? null : `must be a number, not ${nameOf(v)}`,
);
/** True or false. */
export const flag = shape<boolean>({ type: 'boolean' }, (v) =>
  typeof v === 'boolean' ? null : `must be true or false, not ${nameOf(v)}`,
);
/** A UUID in lower case: an event, a node, anything addressed. */
export const id = shape<string>({ type: 'string', format: 'uuid' }, (v) =>
  typeof v === 'string' && isUuid(v) ? null : 'must be a lower-case UUID',
);
/** An instant: RFC 3339 in UTC with milliseconds, as `Date.prototype.toISOString` writes it. */
export const instant = shape<string>({ type: 'string', format: 'date-time' }, (v) =>
  typeof v === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(v) && isInstant(v)
    ? null
    : 'must be an instant such as 2026-03-01T09:30:00.000Z',
);
/** A calendar day, `YYYY-MM-DD`. */
export const day = shape<string>({ type: 'string', format: 'date' }, (v) =>
  typeof v === 'string' && /^\d{4}-\d\d-\d\d$/.test(v) && isDay(v) ? null : 'must be a day such as 2026-03-01',
);

/** Date.parse carries a 31st of February over into March. */
function isInstant(value: string): boolean {
  const at = Date.parse(value);
  return !Number.isNaN(at) && !hasNoYear(value) && new Date(at).toISOString().startsWith(value.slice(0, 19));
}

function isDay(value: string): boolean {
  const at = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && !hasNoYear(value) && at.toISOString().startsWith(value);
}

/** There was no year 0, and PostgreSQL has none. */
function hasNoYear(value: string): boolean {
  return value.startsWith('0000');
}

function jsonProblem(value: unknown, depth: number): string | null {
  if (typeof value === 'string') return unstorable(value);
  if (value === null || typeof value === 'boolean') return null;
  if (typeof value === 'number') return Number.isFinite(value) ? null : 'holds a number that JSON cannot say';
  if (typeof value !== 'object') return `holds ${nameOf(value)}`;
  if (depth > 32) return 'is nested deeper than 32 levels';
  if (Array.isArray(value)) {
    for (const item of value) {
      const what = jsonProblem(item, depth + 1);
      if (what !== null) return what;
    }
    return null;
  }
  for (const name in value) {
    const what = unstorable(name) ?? jsonProblem((value as Record<string, unknown>)[name], depth + 1);
    if (what !== null) return what;
  }
  return null;
}

/** Any JSON object, kept as the source sent it: personal (`content`) unless declared otherwise. */
export const properties = shape<{ readonly [name: string]: Json | undefined }>(
  { type: 'object' },
  (v) =>
    typeof v === 'object' && v !== null && !Array.isArray(v)
      ? jsonProblem(v, 1)
      : `must be an object, not ${nameOf(v)}`,
  'content',
);

/** One of the values named. */
export function oneOf<const V extends readonly string[]>(...values: V): OpenShape<V[number]> {
  const known = new Set<unknown>(values);
  return shape({ enum: values }, (v) => (known.has(v) ? null : `must be one of ${values.join(', ')}`));
}

/** A list of up to 1,000 items of one shape; as personal as its items. */
export function list<S extends Shape<unknown>>(
  item: S,
): Shape<readonly Of<S>[]> & { readonly optional: false; readonly personal?: S['personal'] } {
  return {
    optional: false,
    ...(item.personal === undefined ? {} : { personal: item.personal }),
    schema: { type: 'array', items: item.schema, maxItems: 1_000 },
    check(value, where, problems) {
      if (!Array.isArray(value)) problems.push({ where, what: `must be a list, not ${nameOf(value)}` });
      else if (value.length > 1_000)
        problems.push({ where, what: `has ${value.length} items, at most 1,000 are allowed` });
      else
        for (let i = 0; i < value.length; i++) {
          const before = problems.length;
          item.check(value[i], '', problems);
          if (problems.length > before) placeBelow(problems, before, `${where}[${i}]`);
        }
      return value as readonly Of<S>[];
    },
  };
}

/** An object of named members, each of a shape; personal only where `personal` says so. */
export function record<F extends Record<string, Shape<unknown>>>(fields: F): OpenShape<Fields<F>> {
  return {
    optional: false,
    schema: objectSchema(fields),
    check: (value, where, problems) => checkFields(fields, value, where, problems),
  };
}

/** The same shape, but the member may be missing. */
export function optional<T, P extends Category | undefined>(
  inner: Shape<T> & { readonly personal?: P },
): Shape<T> & { readonly optional: true; readonly personal?: P } {
  return { ...inner, optional: true };
}

/** The same shape, declared not personal: for texts that cannot say anything about a person. */
export function open<T, O extends boolean>(
  inner: Shape<T> & { readonly optional: O },
): Shape<T> & { readonly optional: O; readonly personal?: undefined } {
  const { personal: _personal, ...rest } = inner;
  return rest;
}

/** The same shape, personal in another category. */
export function personal<T, O extends boolean>(
  category: Category,
  inner: Shape<T> & { readonly optional: O },
): Shape<T> & { readonly optional: O; readonly personal: Category } {
  return { ...inner, personal: category };
}

function below(where: string, place: string): string {
  if (where === '' || place === '') return where + place;
  return place.startsWith('[') ? where + place : `${where}.${place}`;
}

/** Problems are rare: what was checked as if it stood alone is told its place only then. */
function placeBelow(problems: Problem[], from: number, where: string): void {
  for (let i = from; i < problems.length; i++) {
    const problem = problems[i]!;
    problems[i] = { ...problem, where: below(where, problem.where) };
  }
}

/** Checks an object against shapes: unknown members are named as problems, missing optional ones are left out. */
export function checkFields<F extends Record<string, Shape<unknown>>>(
  fields: F,
  value: unknown,
  where: string,
  problems: Problem[],
): Fields<F> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    problems.push({ where, what: `must be an object, not ${nameOf(value)}` });
    return {} as Fields<F>;
  }
  const given = value as Record<string, unknown>;
  for (const name in given) {
    if (given[name] !== undefined && !Object.hasOwn(fields, name)) {
      problems.push({
        where: below(where, name),
        what: 'is not known here',
        remedy: `known are ${Object.keys(fields).join(', ')}`,
      });
    }
  }
  const before = problems.length;
  for (const name in fields) {
    const field = fields[name]!;
    const member = given[name];
    if (member !== undefined) field.check(member, name, problems);
    else if (!field.optional) problems.push({ where: name, what: 'is missing' });
  }
  if (problems.length > before) placeBelow(problems, before, where);
  return value as Fields<F>;
}

/** The JSON schema of an object of shapes. */
export function objectSchema(fields: Record<string, Shape<unknown>>): JsonSchema {
  return {
    type: 'object',
    properties: Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.schema])),
    required: Object.entries(fields).flatMap(([name, field]) => (field.optional ? [] : [name])),
    additionalProperties: false,
  };
}
