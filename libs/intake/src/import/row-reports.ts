import {
  InvalidInput,
  type AnyEventDefinition,
  type EventCatalogue,
  type Identifier,
  type Problem,
  type Reported,
  type When,
} from '#kernel';
import { numberOf } from './amounts.js';
import { compile, compileCondition, textual, Unfit, type Cells, type Surroundings, type Value } from './expression.js';
import type { LookedUp } from './lookups.js';
import type { Emit, ImportMapping, NamedThing, Shift } from './mapping.js';
import { refuseMissing } from './missing-columns.js';
import { momentReader, shifted } from './moments.js';

/** An event that a row states. */
export interface RowReport {
  readonly emit: string;
  readonly report: Omit<Reported, 'messageId' | 'about'>;
  /** The things it concerns, as the source names them, by where their ids stand. */
  readonly things: Readonly<Record<string, Omit<NamedThing, 'value'> & { readonly name: string }>>;
  /** The source's own id; null where it is computed from the row. */
  readonly messageId: string | null;
}

/** What a row says: its events, none where no condition lets it in; or why it cannot be taken, and then nothing of it is. */
export type RowReading =
  | { readonly reports: readonly RowReport[]; readonly problems?: undefined }
  | { readonly problems: readonly Problem[]; readonly reports?: undefined };

type EmitReader = (cells: Cells) => RowReport | null;

/**
 * Makes a mapping a function of rows that are read in order, each after the one before it, for a file of these columns. Throws InvalidInput (`mapping.columns`) with
 * the place of every column that the file, or a look-up's file, does not have.
 */
export function rowReader(
  mapping: ImportMapping,
  columns: readonly string[],
  lookups: LookedUp,
  catalogue: EventCatalogue,
): (cells: Cells) => RowReading {
  refuseMissing(mapping, columns, lookups);
  let before: Cells | null = null;
  const around: Surroundings = {
    columns,
    before: () => before,
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
    before = cells;
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
  const about = Object.entries(emit.about).map(
    ([name, { value, ...thing }]) => [name, thing, texts(compile(value, around))] as const,
  );
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
    const things: Record<string, RowReport['things'][string]> = {};
    for (const [name, thing, value] of about) {
      const stated = at(emit, name, value, cells);
      if (stated !== undefined) things[name] = { ...thing, name: stated };
      else if (thing.required) throw unfit(emit, name, 'is blank');
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
        stated: [definition.name, named, payload, moment, ...(about.length === 0 ? [] : [namesOf(things)])],
      },
      things,
      messageId,
    };
  };
}

/** Things by their names: what is stated of them. */
function namesOf(things: RowReport['things']): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(things).map(([role, { name }]) => [role, name]));
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
  const shift = shiftReader(emit, moment.shifts, around);
  return (cells) => {
    const text = at(emit, 'at', value, cells);
    if (text === undefined) {
      if (moment.missing === 'unknown') return { precision: 'none' };
      throw unfit(emit, 'at', 'is blank: nobody knows when it happened');
    }
    const when = read(text);
    if (when === null)
      throw unfit(emit, 'at', `${JSON.stringify(text)} is not written as ${moment.format.formats.join(' or ')}`);
    if (shift === null) return when;
    const by = shift(cells);
    if (by === null) {
      if (moment.missing === 'unknown') return { precision: 'none' };
      throw unfit(emit, 'at.shift', 'is blank: nobody knows when it happened');
    }
    const moved = shifted(when, by, moment.format.zone);
    if (moved === null) throw unfit(emit, 'at.shift', 'leads to no date between the years 1 and 9999');
    return moved;
  };
}

/** How far a row moves its moment; null where it does not say. */
function shiftReader(
  emit: Emit,
  shifts: readonly Shift[],
  around: Surroundings,
): ((cells: Cells) => Partial<Record<Shift['unit'], number>> | null) | null {
  if (shifts.length === 0) return null;
  const values = shifts.map(({ unit, by, negate }) => ({ unit, negate, value: texts(compile(by, around)) }));
  return (cells) => {
    const moved: Partial<Record<Shift['unit'], number>> = {};
    for (const { unit, negate, value } of values) {
      const text = at(emit, 'at.shift', value, cells);
      if (text === undefined) return null;
      const number = numberOf(text, WHOLE);
      if (number === null) throw unfit(emit, 'at.shift', `${JSON.stringify(text)} is no whole number of ${unit}`);
      moved[unit] = negate ? -number : number;
    }
    return moved;
  };
}

const WHOLE = { decimal: '.', group: '', whole: true, round: false } as const;

function unfit({ name }: Emit, where: string, what: string): InvalidInput {
  return new InvalidInput('row.unfit', [{ where: `${name}.${where}`, what }]);
}
