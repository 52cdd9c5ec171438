/**
 * A KPI is a sentence in SQL over one facts or states table. Engine: period, slices, both clocks, drill.
 * `unit` counts distinct values of a column (`contact` goes through the identity map) instead of rows.
 */
export interface KpiDefinition {
  readonly name: string;
  readonly version: number;
  readonly kind: 'ratio' | 'count' | 'sum';
  /** Projection and table it is over. */
  readonly over: { readonly projection: string; readonly table: string };
  /** The column that places a record in a period. */
  readonly placed: string;
  /** SQL conditions (ratio) over the table's columns; for a count only `numerator`; for a sum the expression summed. */
  readonly numerator: string;
  readonly denominator?: string;
  /** Counts distinct values of this column; rows when missing. */
  readonly unit?: string;
  /** Slices by name: columns of the table itself, read at the fact. */
  readonly slices: Readonly<Record<string, string>>;
}

/** Declares a KPI. */
export function kpi(name: string, version: number, says: Omit<KpiDefinition, 'name' | 'version'>): KpiDefinition {
  if (says.kind === 'ratio' && says.denominator === undefined)
    throw new Error(`kpi ${name}: a ratio needs a denominator`);
  return { name, version, ...says };
}
