import type { EventView, FactsTable, ProjectionDefinition } from '#kernel';
import { copyValue } from './copy.js';

/** A row of a facts table on its way: its COPY text is made at once, so that a value that does not fit is the event's fault alone. */
export interface FactRow {
  readonly position: number;
  readonly n: number;
  readonly eventId: string;
  readonly import: string | null;
  until: number | null;
  readonly before: string;
  readonly after: string;
}

/** The rows one event says, by facts table. */
export type FactRows = ReadonlyMap<string, readonly FactRow[]>;

interface Handler {
  readonly table: string;
  readonly facts: FactsTable;
  readonly columns: readonly (readonly [string, FactsTable['columns'][string]])[];
  readonly rows: (event: EventView) => unknown;
}

/** What a definition says of each event type, looked up once. */
export class Handlers {
  private readonly byType = new Map<string, Handler[]>();

  constructor(readonly definition: ProjectionDefinition) {
    for (const [table, facts] of Object.entries(definition.facts)) {
      for (const says of facts.on) {
        const list = this.byType.get(says.definition.name) ?? [];
        list.push({ table, facts, columns: Object.entries(facts.columns), rows: says.rows });
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
  rowsOf(event: EventView, position: number, recordedAt: number): FactRows | null {
    const handlers = this.byType.get(event.type);
    if (handlers === undefined) return null;
    let result: Map<string, FactRow[]> | null = null;
    for (const handler of handlers) {
      const said = handler.rows(event);
      if (said === null || said === undefined) continue;
      const rows = Array.isArray(said)
        ? (said as readonly Record<string, unknown>[])
        : [said as Record<string, unknown>];
      if (rows.length === 0) continue;
      result ??= new Map();
      let list = result.get(handler.table);
      if (list === undefined) result.set(handler.table, (list = []));
      const importId = event.envelope.import ?? null;
      const tail = `\t${happenedAt(event)}\t${this.instant(recordedAt)}\t${event.id}\t${importId ?? '\\N'}\t`;
      for (const row of rows) {
        let own = '';
        for (const [name, column] of handler.columns) own += `\t${copyValue(row[name], column)}`;
        const n = list.length;
        list.push({
          position,
          n,
          eventId: event.id,
          import: importId,
          until: null,
          before: `${position}\t`,
          after: `${tail}${n}\t${event.precision}${own}\n`,
        });
      }
    }
    return result;
  }
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
