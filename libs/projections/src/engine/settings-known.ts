import type { Settings, StatesTable } from '#kernel';
import { byPosition, type BelievedFact } from './read-facts.js';
import { tableName, type Generation } from './tables.js';
import type { Transaction } from './transaction.js';

/** What rows of settings tables say about a fact: those that were believed at its position, in the order of positions. */
export function settingsIn(unordered: readonly BelievedFact[]): Settings {
  const rows = [...unordered].sort(byPosition);
  return (fact) =>
    rows.filter(({ position, until }) => position <= fact.position && (until === null || until > fact.position));
}

/**
 * The settings that states of a generation are derived with, read once for all keys of a range. All fact lanes have
 * passed the range's end by then: what is read up to there is all there will ever be, and whether a row was believed at
 * a fact's position does not change any more.
 */
export class SettingsKnown {
  private readonly known = new Map<string, { readonly to: number; readonly rows: readonly BelievedFact[] }>();

  constructor(private readonly generation: Generation) {}

  /** What the settings tables of a states table say about facts up to a position. */
  async of(tx: Transaction, { settings = [] }: StatesTable, to: number): Promise<Settings> {
    const tables = await Promise.all(settings.map((table) => this.read(tx, table, to)));
    return settingsIn(tables.flat());
  }

  private async read(tx: Transaction, table: string, to: number): Promise<readonly BelievedFact[]> {
    const known = this.known.get(table);
    if (known?.to === to) return known.rows;
    const name = tableName(this.generation.definition.name, table, this.generation.number);
    const rows = await tx.rowsAsDefined<BelievedFact>(
      `select f.*, '${table}' as "table" from ${name} f where f.position <= $1`,
      [to],
    );
    this.known.set(table, { to, rows });
    return rows;
  }
}
