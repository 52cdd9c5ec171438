import type { Json } from '#kernel';
import { isObject, type Checking } from './checking.js';
import type { Expression, Lookup, Modifiers, MomentFormat, NumberFormat, Path } from './mapping.js';
import { formatProblem, isZone } from './moments.js';

/** What a mapping's expressions may speak of. */
export interface Known {
  readonly zone: string;
  readonly lookups: Readonly<Record<string, Lookup>>;
  readonly checking: Checking;
}

const SOURCES = ['column', 'previous', 'constant', 'concat', 'lookup', 'object', 'list', 'columns'] as const;
const MODIFIERS = ['trim', 'case', 'blank', 'map', 'otherwise', 'number', 'money', 'date', 'required'];
const OWN: Readonly<Record<string, readonly string[]>> = {
  column: MODIFIERS,
  previous: MODIFIERS,
  constant: [],
  concat: ['separator', ...MODIFIERS],
  lookup: ['key', 'field', ...MODIFIERS],
  object: [],
  list: [],
  columns: [],
};

/** Reads where a value comes from: a scalar is a constant, anything else names its source. */
export function readExpression(value: unknown, path: Path, known: Known): Expression {
  const { checking } = known;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean')
    return { from: 'constant', value };
  const said = checking.anyObject(value, path);
  const sources = SOURCES.filter((name) => said[name] !== undefined);
  const [source] = sources;
  if (source === undefined || sources.length > 1) {
    if (isObject(value))
      checking.wrong(
        path,
        sources.length > 1 ? `has several sources: ${sources.join(', ')}` : 'says no source of its value',
        `give one of ${SOURCES.join(', ')}`,
      );
    return { from: 'constant', value: null };
  }
  checking.object(said, path, [source, ...OWN[source]!]);
  const at = [...path, source];
  const from = said[source];
  if (source === 'constant') return { from: 'constant', value: from as Json };
  if (source === 'object') {
    const members: Record<string, Expression> = {};
    const stated = checking.anyObject(from, at);
    for (const name in stated) members[name] = readExpression(stated[name], [...at, name], known);
    return { from: 'object', members };
  }
  if (source === 'list')
    return { from: 'list', items: checking.list(from, at).map((item, i) => readExpression(item, [...at, i], known)) };
  if (source === 'columns') return { from: 'columns', columns: from === 'all' ? 'all' : checking.texts(from, at) };
  const modifiers = readModifiers(said, path, known);
  if (source === 'column' || source === 'previous')
    return { from: source, column: checking.text(from, at), with: modifiers };
  if (source === 'concat')
    return {
      from: 'concat',
      parts: checking.list(from, at).map((part, i) => readExpression(part, [...at, i], known)),
      separator: typeof said['separator'] === 'string' ? said['separator'] : '',
      with: modifiers,
    };
  const lookup = checking.text(from, at);
  if (!Object.hasOwn(known.lookups, lookup))
    checking.wrong(
      at,
      `there is no look-up ${JSON.stringify(lookup)}`,
      `there are ${Object.keys(known.lookups).join(', ') || 'none'}`,
    );
  return {
    from: 'lookup',
    lookup,
    key: readExpression(said['key'], [...path, 'key'], known),
    column: checking.text(said['field'], [...path, 'field']),
    with: modifiers,
  };
}

function readModifiers(said: Readonly<Record<string, unknown>>, path: Path, known: Known): Modifiers {
  const { checking } = known;
  const kinds = ['number', 'money', 'date'].filter((name) => said[name] !== undefined && said[name] !== false);
  if (kinds.length > 1) checking.wrong(path, `is ${kinds.join(' and ')}: it can be one of them`);
  return {
    ...(said['trim'] === undefined ? {} : { trim: checking.flag(said['trim'], [...path, 'trim'], true) }),
    ...(said['case'] === undefined
      ? {}
      : { case: checking.oneOf(said['case'], [...path, 'case'], ['lower', 'upper'] as const) }),
    ...(said['blank'] === undefined ? {} : { blank: checking.texts(said['blank'], [...path, 'blank']) }),
    ...(said['map'] === undefined ? {} : { map: readMap(said['map'], [...path, 'map'], checking) }),
    ...(said['otherwise'] === undefined
      ? {}
      : { otherwise: scalar(said['otherwise'], [...path, 'otherwise'], checking) }),
    ...(said['number'] === undefined || said['number'] === false
      ? {}
      : { number: readNumber(said['number'], [...path, 'number'], checking) }),
    ...(said['money'] === undefined ? {} : { money: readMoney(said['money'], [...path, 'money'], known) }),
    ...(said['date'] === undefined ? {} : { date: readMoment(dateOf(said['date']), [...path, 'date'], known) }),
    ...(said['required'] === undefined
      ? {}
      : { required: checking.flag(said['required'], [...path, 'required'], false) }),
  };
}

function readMap(value: unknown, path: Path, checking: Checking): Record<string, string | number | boolean> {
  const map: Record<string, string | number | boolean> = Object.create(null) as Record<string, string>;
  const said = checking.anyObject(value, path);
  for (const name in said) map[name] = scalar(said[name], [...path, name], checking);
  return map;
}

function scalar(value: unknown, path: Path, checking: Checking): string | number | boolean {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  checking.wrong(path, 'must be a text, a number, true or false');
  return '';
}

function readNumber(value: unknown, path: Path, checking: Checking, more: readonly string[] = []): NumberFormat {
  if (value === true) return { decimal: '.', group: '', whole: false, round: false };
  if (value === 'whole') return { decimal: '.', group: '', whole: true, round: false };
  const said = checking.object(value, path, ['decimal', 'group', 'whole', 'round', ...more]);
  const decimal = checking.text(said['decimal'], [...path, 'decimal'], '.');
  const group = said['group'] === undefined ? '' : checking.text(said['group'], [...path, 'group']);
  if (decimal === group) checking.wrong([...path, 'group'], 'is the decimal sign as well');
  return {
    decimal,
    group,
    whole: checking.flag(said['whole'], [...path, 'whole'], false),
    round: checking.flag(said['round'], [...path, 'round'], false),
  };
}

function readMoney(value: unknown, path: Path, known: Known): NumberFormat & { readonly currency: Expression } {
  const said = typeof value === 'string' ? { currency: value } : value;
  const format = readNumber(said, path, known.checking, ['currency']);
  const currency = readExpression(isObject(said) ? said['currency'] : undefined, [...path, 'currency'], known);
  if (currency.from === 'constant' && !isCurrency(currency.value))
    known.checking.wrong(
      [...path, 'currency'],
      `${JSON.stringify(currency.value)} is no currency`,
      'give one such as EUR',
    );
  return { ...format, currency };
}

const CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

/** Whether a value is a currency of ISO 4217. */
export function isCurrency(value: unknown): value is string {
  return typeof value === 'string' && CURRENCIES.has(value);
}

function dateOf(value: unknown): unknown {
  if (value === true) return {};
  return typeof value === 'string' ? { formats: [value] } : value;
}

/** Reads how a moment is written. */
export function readMoment(value: unknown, path: Path, { zone, checking }: Known): MomentFormat {
  const said = checking.object(value, path, ['formats', 'format', 'zone', 'precision']);
  const own = checking.text(said['zone'], [...path, 'zone'], zone);
  if (said['zone'] !== undefined && !isZone(own))
    checking.wrong(
      [...path, 'zone'],
      `${JSON.stringify(own)} is no time zone`,
      'give one such as Europe/Berlin or UTC',
    );
  const member = said['formats'] === undefined ? 'format' : 'formats';
  const stated = said[member] ?? 'iso';
  const formats = Array.isArray(stated)
    ? checking.texts(stated, [...path, member])
    : [checking.text(stated, [...path, member])];
  formats.forEach((format, i) => {
    const what = formatProblem(format);
    if (what !== null) checking.wrong(Array.isArray(stated) ? [...path, member, i] : [...path, member], what);
  });
  return {
    formats,
    zone: own,
    ...(said['precision'] === undefined
      ? {}
      : { precision: checking.oneOf(said['precision'], [...path, 'precision'], ['instant', 'day'] as const) }),
  };
}
