import { at, canonicalJson, type OpenTable, type Slice } from '#kernel';
import type { DocumentPath, KpiDocument } from './document.js';

/** Where a slice by a state is read: its tables, the record's columns, and which nodes the record has. */
export interface StateSliceIn {
  readonly document: KpiDocument;
  readonly tables: ReadonlyMap<string, OpenTable>;
  readonly columns: OpenTable['columns'];
  readonly nodes: readonly string[];
}

/**
 * Reads a slice by a state of the record's date: `{ at, on, column }`, the key met whole. `needed` takes the columns of
 * the record it is looked up by. Problems are noted in the document.
 */
export function stateSlice(
  path: DocumentPath,
  { at: over, on, column }: Readonly<Record<string, unknown>>,
  { document, tables, columns, nodes }: StateSliceIn,
  needed: Set<string>,
): Slice {
  const states = [...tables].filter(([, { kind }]) => kind === 'states').map(([name]) => name);
  const table = typeof over === 'string' && states.includes(over) ? tables.get(over)! : undefined;
  if (table === undefined) {
    document.wrong([...path, 'at'], 'is no table of states', `there are ${states.join(', ')}`);
    return at('none', {}, 'none');
  }
  if (typeof column !== 'string' || !Object.hasOwn(table.columns, column))
    document.wrong([...path, 'column'], 'is no column there', `there are ${Object.keys(table.columns).join(', ')}`);
  const met = isObject(on) ? on : {};
  if (canonicalJson(Object.keys(met).sort()) !== canonicalJson([...table.per].sort()))
    document.wrong([...path, 'on'], 'does not say the whole key', `give ${table.per.join(', ')}`);
  const keys = Object.entries(met).map(([key, of]) => {
    const fixed = isObject(of) ? of['is'] : undefined;
    if (typeof fixed === 'string') return [key, { is: fixed }] as const;
    if (of === 'record' || nodes.includes(String(of))) return [key, String(of)] as const;
    if (typeof of !== 'string' || !Object.hasOwn(columns, of)) {
      document.wrong([...path, 'on', key], 'is no column of the record');
      return [key, 'record'] as const;
    }
    needed.add(of);
    return [key, `column_${of}`] as const;
  });
  return at(over as string, Object.fromEntries(keys), String(column));
}

/** Whether a value of a document is a list of names and values. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
