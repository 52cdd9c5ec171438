import type { EventView, FactsTable, ProjectionDefinition } from '#kernel';
import { columnWriter } from './copy.js';

/** A row of a facts table on its way: its COPY text is made at once, so that a value that does not fit is the event's fault alone. */
export interface FactRow {
  readonly table: string;
  readonly position: number;
  readonly import: string | null;
  until: number | null;
  readonly before: string;
  readonly after: string;
}

interface Handler {
  readonly table: string;
  readonly columns: readonly (readonly [name: string, write: (value: unknown) => string])[];
  readonly rows: (event: EventView) => unknown;
}

const NO_ROWS: readonly FactRow[] = [];

/** What a definition says of each event type, looked up once. */
export class Handlers {
  private readonly byType = new Map<string, Handler[]>();

  constructor(readonly definition: ProjectionDefinition) {
    for (const [table, facts] of Object.entries(definition.facts)) {
      const columns = writersOf(facts);
      for (const says of facts.on) {
        const list = this.byType.get(says.definition.name) ?? [];
        list.push({ table, columns, rows: says.rows });
        this.byType.set(says.definition.name, list);
      }
    }
  }

  private last = { at: NaN, text: '' };

  /** Events of a group share their recordedAt: its text is made once. */
  private instant(at: number): string {
    if (at !== this.last.at) this.last = { at, text: new Date(at).toISOString() };
    return this.last.text;
  }

  /** Types of which personal fields were read once: their subjects' keys are loaded before from then on. */
  readonly opened = new Set<string>();

  /** Whether the definition says anything of a type. */
  has(type: string): boolean {
    return this.byType.has(type);
  }

  /**
   * The rows an event says. `position` is where they begin to be believed: the event's own, or its amendment's.
   * Throws what the definition throws, or a TypeError for a value that does not fit its column: a deterministic fault of this event.
   */
  rowsOf(event: EventView, position: number, recordedAt: number): readonly FactRow[] {
    const handlers = this.byType.get(event.type);
    if (handlers === undefined) return NO_ROWS;
    const result: FactRow[] = [];
    let counted = '';
    let n = 0;
    for (const { table, columns, rows } of handlers) {
      const said = rows(event);
      if (said === null || said === undefined) continue;
      if (table !== counted) {
        counted = table;
        n = result.reduce((before, row) => (row.table === table ? before + 1 : before), 0);
      }
      const imported = event.envelope.import ?? null;
      const tail = `\t${happenedAt(event)}\t${this.instant(recordedAt)}\t${event.id}\t${imported ?? '\\N'}\t`;
      for (const row of (Array.isArray(said) ? said : [said]) as readonly Record<string, unknown>[]) {
        let own = '';
        for (const [name, write] of columns) own += `\t${write(row[name])}`;
        const after = `${tail}${n++}\t${event.precision}${own}\n`;
        result.push({ table, position, import: imported, until: null, before: `${position}\t`, after });
      }
    }
    return result;
  }
}

function writersOf({ columns }: FactsTable): Handler['columns'] {
  return Object.entries(columns).map(([name, column]) => [name, columnWriter(column)] as const);
}

function happenedAt({ occurredAt, precision, envelope }: EventView): string {
  if (occurredAt === null) return '\\N';
  return precision === 'instant' ? envelope.occurredAt! : new Date(occurredAt).toISOString();
}

/** The COPY lines of rows, in the order FACT_COLUMNS then the definition's own. */
export function copyLines(rows: readonly FactRow[]): string {
  let text = '';
  for (const row of rows) text += `${row.before}${row.until ?? '\\N'}${row.after}`;
  return text;
}
