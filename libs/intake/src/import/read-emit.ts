import { CHANNELS, isChannel, touchpointRecorded } from '#journey';
import { IDENTIFIER_KINDS, type AnyEventDefinition, type EventCatalogue, type Problem, type Shape } from '#kernel';
import { isOfCompanies } from '../engine/identify/companies.js';
import { isObject, type Checking } from './checking.js';
import { SHIFTS, type Emit, type Expression, type MomentFormat, type Path, type Shift } from './mapping.js';
import { readAbout, thingsOf } from './read-about.js';
import { readConditions } from './read-condition.js';
import { readExpression, readMoment, type Known } from './read-expression.js';

const EMIT = ['name', 'event', 'when', 'at', 'about', 'identifiers', 'fields', 'id'];
const FORMAT: ReadonlySet<string> = new Set(['formats', 'format', 'zone', 'precision']);
const AT_ONLY: ReadonlySet<string> = new Set([...FORMAT, 'missing', 'shift']);

/** Reads one event that a row may become. */
export function readEmit(value: unknown, path: Path, known: Known, catalogue: EventCatalogue): Emit {
  const { checking } = known;
  const emit = checking.object(value, path, EMIT);
  const event = checking.text(emit['event'], [...path, 'event']);
  const importable = catalogue.all.filter((definition) => definition.importable);
  const definition = importable.find(({ name }) => name === event);
  if (definition === undefined && event !== '')
    checking.wrong(
      [...path, 'event'],
      `${JSON.stringify(event)} is no event that may be imported`,
      `give one of ${importable.map(({ name }) => name).join(', ')}`,
    );
  const about = definition === undefined ? {} : readAbout(emit['about'], [...path, 'about'], definition, known);
  return {
    name: word(checking.text(emit['name'], [...path, 'name'], event), [...path, 'name'], checking),
    event,
    when: readConditions(emit['when'], [...path, 'when'], known),
    at: readAt(emit['at'], [...path, 'at'], known),
    about,
    identifiers: readPeople(emit['identifiers'], [...path, 'identifiers'], definition, known),
    fields: fields(emit['fields'] ?? {}, [...path, 'fields'], definition, about, known),
    id: emit['id'] === undefined ? null : readExpression(emit['id'], [...path, 'id'], known),
  };
}

/** A name that ids are made of. */
export function word(text: string, path: Path, checking: Checking): string {
  if (text.length > 200) checking.wrong(path, `has ${text.length} characters, at most 200 are allowed`);
  return text;
}

/** What intake says itself. */
const OWN: ReadonlySet<string> = new Set(['identifiers', 'companies']);

function readAt(value: unknown, path: Path, known: Known): Emit['at'] {
  const { checking } = known;
  if (value === 'unknown') return null;
  if (value === undefined) {
    checking.wrong(path, 'is missing: nobody knows when it happened', 'name its column, or say  at: unknown');
    return null;
  }
  const at = checking.anyObject(value, path);
  const source = Object.fromEntries(Object.entries(at).filter(([name]) => !AT_ONLY.has(name)));
  const own = Object.fromEntries(Object.entries(at).filter(([name]) => FORMAT.has(name)));
  const format: MomentFormat = readMoment(own, path, known);
  return {
    value: readExpression(source, path, known),
    format,
    missing:
      at['missing'] === undefined
        ? 'refuse'
        : checking.oneOf(at['missing'], [...path, 'missing'], ['refuse', 'unknown']),
    shifts: at['shift'] === undefined ? [] : readShifts(at['shift'], [...path, 'shift'], known),
  };
}

/** How far a moment is moved: a number of each unit, or an expression of one, perhaps negated. */
function readShifts(value: unknown, path: Path, known: Known): readonly Shift[] {
  const { checking } = known;
  const said = checking.object(value, path, SHIFTS);
  return SHIFTS.filter((unit) => said[unit] !== undefined).map((unit) => {
    const here = [...path, unit];
    const by = said[unit];
    if (!isObject(by)) return { unit, by: readExpression(by, here, known), negate: false };
    const { negate, ...source } = by;
    return { unit, by: readExpression(source, here, known), negate: checking.flag(negate, [...here, 'negate'], false) };
  });
}

/** Whom an event is about: somebody where it must be, nobody where it cannot be. */
function readPeople(
  value: unknown,
  path: Path,
  definition: AnyEventDefinition | undefined,
  known: Known,
): Emit['identifiers'] {
  if (definition === undefined) return identifiers(value, path, known);
  const profile = (definition.about as Readonly<Record<string, unknown>>)['profile'];
  const companies = isOfCompanies(definition) ? Object.keys(definition.companies) : null;
  if (companies === null && profile !== undefined)
    return value === undefined && profile === 'optional' ? [] : identifiers(value, path, known);
  if (value !== undefined)
    known.checking.wrong(
      path,
      companies === null
        ? `${definition.name} is about no contact, and names no people`
        : `${definition.name} is about companies, and names no people`,
      companies === null
        ? `name what it is about: ${Object.keys(thingsOf(definition)).join(', ')}`
        : `name them by the fields ${companies.join(', ')}`,
    );
  return [];
}

function identifiers(value: unknown, path: Path, known: Known): Emit['identifiers'] {
  const { checking } = known;
  const list = checking.list(value, path);
  if (Array.isArray(value) && list.length === 0) checking.wrong(path, 'is empty: nobody would know whom it is about');
  return list.map((item, i) => {
    const here = [...path, i];
    const { kind, namespace, ...source } = checking.anyObject(item, here);
    return {
      kind: checking.oneOf(kind, [...here, 'kind'], IDENTIFIER_KINDS),
      ...(namespace === undefined ? {} : { namespace: checking.text(namespace, [...here, 'namespace']) }),
      value: readExpression(source, here, known),
    };
  });
}

function fields(
  value: unknown,
  path: Path,
  definition: AnyEventDefinition | undefined,
  about: Emit['about'],
  known: Known,
): Emit['fields'] {
  const { checking } = known;
  const said = checking.anyObject(value, path);
  const read: Record<string, Emit['fields'][string]> = {};
  const payload: Readonly<Record<string, Shape<unknown>>> = definition?.payload ?? {};
  for (const name in said) {
    read[name] = readExpression(said[name], [...path, name], known);
    if (definition !== undefined && (OWN.has(name) || !Object.hasOwn(payload, name)))
      checking.wrong(
        [...path, name],
        `${definition.name} has no field ${JSON.stringify(name)}`,
        `it has ${Object.keys(payload)
          .filter((field) => !OWN.has(field))
          .join(', ')}`,
        true,
      );
    else if (definition !== undefined && about[name] === undefined && !checking.recorded)
      refuseUnfit(read[name], said[name], [...path, name], definition, known);
  }
  if (definition !== undefined)
    for (const name in payload)
      if (!OWN.has(name) && !payload[name]!.optional && said[name] === undefined && about[name] === undefined)
        checking.wrong(path, `lacks ${JSON.stringify(name)}, which ${definition.name} must have`);
  return read;
}

/** A constant that its field cannot take would refuse every row. */
function refuseUnfit(
  expression: Expression,
  said: unknown,
  path: Path,
  { name: event, payload }: AnyEventDefinition,
  { checking }: Known,
): void {
  // What is no constant at all is noted already, and stands as null.
  if (expression.from !== 'constant' || expression.value === null) return;
  const field = String(path.at(-1));
  const problems: Problem[] = [];
  (payload as Readonly<Record<string, Shape<unknown>>>)[field]!.check(expression.value, '', problems);
  if (problems.length === 0 && event === touchpointRecorded.name && field === 'channel' && !isChannel(expression.value))
    problems.push({ where: '', what: `is not a channel: known are ${CHANNELS.join(', ')}` });
  for (const { where, what } of problems)
    checking.wrong(isObject(said) ? [...path, 'constant'] : path, where === '' ? what : `${where} ${what}`);
}
