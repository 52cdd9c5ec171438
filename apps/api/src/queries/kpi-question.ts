import {
  checkFields,
  InvalidInput,
  oneOf,
  open,
  optional,
  text,
  wholeNumber,
  word,
  type Fields,
  type Problem,
} from '#kernel';
import { BUCKETS, fromTexts, PARTS, type KpiQuestion, type KpiRecordsQuestion } from '#queries';
import { askedHow } from './asked-how.js';

const FIGURE = {
  from: optional(word),
  to: optional(word),
  bucket: optional(oneOf(...BUCKETS)),
  compare: optional(oneOf('previous')),
  version: optional(wholeNumber),
  currency: optional(word),
};
const RECORDS = {
  ...FIGURE,
  part: optional(oneOf(...PARTS)),
  in: optional(word),
  cursor: optional(open(text)),
  limit: optional(wholeNumber),
};

type Address = Readonly<Record<string, unknown>>;

/** A question for a figure as an address says it; what is named besides is chosen of the definition's parameters. */
export function figureQuestion(query: Address): KpiQuestion & { readonly version?: number } {
  return asked(FIGURE, query);
}

/** The same for its records. */
export function recordsQuestion(query: Address): KpiRecordsQuestion & { readonly version?: number } {
  const { slice, ...rest } = query;
  return { ...asked(RECORDS, rest), slice: texts('slice', slice) };
}

function asked<F extends typeof FIGURE>(shapes: F, query: Address): KpiQuestion & Fields<F> {
  const { params, how } = askedHow(query);
  const { by, where, ...others } = params;
  const named = Object.entries(others);
  const known = Object.fromEntries(named.filter(([name]) => Object.hasOwn(shapes, name)));
  const chosen = named.filter(([name]) => !Object.hasOwn(shapes, name));
  const problems: Problem[] = [];
  const fields = checkFields(shapes, fromTexts(shapes, known), '', problems);
  if (problems.length > 0) throw new InvalidInput('query.invalid', problems);
  return {
    ...fields,
    ...how,
    by: texts('by', by).flatMap((names) => names.split(',')),
    where: texts('where', where),
    parameters: Object.fromEntries(chosen.map(([name, value]) => [name, one(name, value)])),
  };
}

/** What may be said several times. */
function texts(name: string, value: unknown): readonly string[] {
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : [value]).map((each) => one(name, each));
}

function one(name: string, value: unknown): string {
  if (typeof value === 'string' && value.length <= 1_000) return value;
  throw new InvalidInput('query.invalid', [{ where: name, what: 'is no short text', remedy: 'say it once, in words' }]);
}
