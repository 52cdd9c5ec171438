import {
  InvalidInput,
  type AnyEventDefinition,
  type EventCatalogue,
  type Identifier,
  type Problem,
  type Reported,
  type When,
} from '#kernel';
import type { Misplaced } from './checking.js';
import { compile, compileCondition, textual, Unfit, type Cells, type Surroundings, type Value } from './expression.js';
import type { LookedUp } from './lookups.js';
import { placed } from './mapping-document.js';
import type { Emit, Expression, ImportMapping, Path } from './mapping.js';
import { momentReader } from './moments.js';

/** An event that a row states. */
export interface RowReport {
  readonly emit: string;
  readonly report: Omit<Reported, 'messageId'>;
  /** The source's own id; null where it is computed from the row. */
  readonly messageId: string | null;
}

/** What a row says: its events, none where no condition lets it in; or why it cannot be taken, and then nothing of it is. */
export type RowReading =
  | { readonly reports: readonly RowReport[]; readonly problems?: undefined }
  | { readonly problems: readonly Problem[]; readonly reports?: undefined };

type EmitReader = (cells: Cells) => RowReport | null;

/**
 * Makes a mapping a pure function of rows, for a file of these columns. Throws InvalidInput (`mapping.columns`) with
 * the place of every column that the file, or a look-up's file, does not have.
 */
export function rowReader(
  mapping: ImportMapping,
  columns: readonly string[],
  lookups: LookedUp,
  catalogue: EventCatalogue,
): (cells: Cells) => RowReading {
  refuseMissing(mapping, columns, lookups);
  const around: Surroundings = {
    columns,
    blank: mapping.file.blank,
    indexOf: (column) => columns.indexOf(column),
    lookUp: (lookup, column) => lookups.finder(lookup, column),
  };
  const emits = mapping.emits.map((emit) => emitReader(emit, catalogue.find(emit.event)!, around, mapping.file.region));
  const width = columns.length;
  return (cells) => {
    if (cells.length !== width)
      return { problems: [{ where: '', what: `has ${cells.length} cells, and there are ${width} columns` }] };
    const reports: RowReport[] = [];
    const problems: Problem[] = [];
    for (const emit of emits) {
      try {
        const report = emit(cells);
        if (report !== null) reports.push(report);
      } catch (error) {
        if (!(error instanceof InvalidInput)) throw error;
        problems.push(...error.problems);
      }
    }
    return problems.length > 0 ? { problems } : { reports };
  };
}

function emitReader(
  emit: Emit,
  definition: AnyEventDefinition,
  around: Surroundings,
  region: string | undefined,
): EmitReader {
  const conditions = emit.when.map((condition) => compileCondition(condition, around));
  const when = whenReader(emit, around);
  const identifiers = emit.identifiers.map(({ kind, namespace, value }) => ({
    kind,
    namespace,
    value: texts(compile(value, around)),
    ...(kind === 'phone' && region !== undefined ? { region } : {}),
  }));
  const fields = Object.entries(emit.fields).map(([name, value]) => [name, compile(value, around)] as const);
  const id = emit.id === null ? null : texts(compile(emit.id, around));
  return (cells) => {
    if (!conditions.every((holds) => holds(cells))) return null;
    const named: Identifier[] = [];
    for (const { kind, namespace, region, value } of identifiers) {
      const stated = at(emit, kind, value, cells);
      if (stated === undefined) continue;
      named.push({
        kind,
        value: stated,
        ...(namespace === undefined ? {} : { namespace }),
        ...(region === undefined ? {} : { region }),
      });
    }
    const payload: Record<string, unknown> = {};
    for (const [name, value] of fields) {
      const stated = at(emit, name, value, cells);
      if (stated !== undefined) payload[name] = stated;
    }
    const moment = when(cells);
    const messageId = id === null ? null : at(emit, 'id', id, cells);
    if (messageId === undefined) throw unfit(emit, 'id', 'is blank');
    return {
      emit: emit.name,
      report: {
        definition,
        identifiers: named,
        payload,
        when: moment,
        stated: [definition.name, named, payload, moment],
      },
      messageId,
    };
  };
}

/** A value at a place of an emit. Throws InvalidInput that names it. */
function at<T>(emit: Emit, where: string, value: (cells: Cells) => T, cells: Cells): T {
  try {
    return value(cells);
  } catch (error) {
    throw error instanceof Unfit ? unfit(emit, where, error.message) : error;
  }
}

/** The same value, as text. */
function texts(value: Value): (cells: Cells) => string | undefined {
  return (cells) => textual(value(cells));
}

function whenReader(emit: Emit, around: Surroundings): (cells: Cells) => When {
  const { at: moment } = emit;
  if (moment === null) return () => ({ precision: 'none' });
  const value = texts(compile(moment.value, around));
  const read = momentReader(moment.format);
  return (cells) => {
    const text = at(emit, 'at', value, cells);
    if (text === undefined) {
      if (moment.missing === 'unknown') return { precision: 'none' };
      throw unfit(emit, 'at', 'is blank: nobody knows when it happened');
    }
    const when = read(text);
    if (when === null)
      throw unfit(emit, 'at', `${JSON.stringify(text)} is not written as ${moment.format.formats.join(' or ')}`);
    return when;
  };
}

function unfit({ name }: Emit, where: string, what: string): InvalidInput {
  return new InvalidInput('row.unfit', [{ where: `${name}.${where}`, what }]);
}

/** Every column a mapping names must be there: better said once than for every row. */
function refuseMissing(mapping: ImportMapping, columns: readonly string[], lookups: LookedUp): void {
  const missing: Misplaced[] = [];
  const inFile = (path: Path, column: string): void => {
    if (!columns.includes(column))
      missing.push({
        path,
        what: `the file has no column ${JSON.stringify(column)}`,
        remedy: `it has ${columns.join(', ')}`,
      });
  };
  const look = (path: Path, expression: Expression): void => {
    switch (expression.from) {
      case 'constant':
        return;
      case 'column':
        inFile([...path, 'column'], expression.column);
        break;
      case 'columns':
        if (expression.columns !== 'all')
          expression.columns.forEach((column, i) => inFile([...path, 'columns', i], column));
        return;
      case 'object':
        for (const name in expression.members) look([...path, 'object', name], expression.members[name]!);
        return;
      case 'list':
        expression.items.forEach((item, i) => look([...path, 'list', i], item));
        return;
      case 'concat':
        expression.parts.forEach((part, i) => look([...path, 'concat', i], part));
        break;
      case 'lookup': {
        look([...path, 'key'], expression.key);
        const there = lookups.columns(expression.lookup);
        if (!there.includes(expression.column))
          missing.push({
            path: [...path, 'field'],
            what: `the look-up ${expression.lookup} has no column ${JSON.stringify(expression.column)}`,
            remedy: `it has ${there.join(', ')}`,
          });
      }
    }
    if (expression.with.money !== undefined) look([...path, 'money', 'currency'], expression.with.money.currency);
  };
  mapping.emits.forEach((emit, i) => {
    const path = ['emits', i];
    emit.when.forEach((condition, n) => look([...path, 'when', n], condition.value));
    if (emit.at !== null) look([...path, 'at'], emit.at.value);
    emit.identifiers.forEach(({ value }, n) => look([...path, 'identifiers', n], value));
    for (const name in emit.fields) look([...path, 'fields', name], emit.fields[name]!);
    if (emit.id !== null) look([...path, 'id'], emit.id);
  });
  if (missing.length > 0)
    throw new InvalidInput(
      'mapping.columns',
      missing.map((problem) => placed(problem, mapping.placeOf)),
    );
}
