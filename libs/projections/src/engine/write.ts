import type { Folded } from './fold.js';
import { copyLines, type FactRow } from './rows.js';
import { SumsSql } from './sums.js';
import { columnNames, FACT_COLUMNS, tableName, type Generation } from './tables.js';
import type { Transaction } from './transaction.js';

interface Facts {
  readonly table: string;
  readonly name: string;
  readonly columns: readonly string[];
}

/** Rows ready to be copied, by facts table. */
export type PreparedFacts = ReadonlyMap<string, Buffer[]>;

/** Writes what a batch changes into a generation's facts and sums, each table once. */
export class FactsWriter {
  private readonly facts: readonly Facts[];
  private readonly sums: readonly SumsSql[];

  constructor(private readonly generation: Generation) {
    const { definition, number } = generation;
    this.facts = Object.entries(definition.facts).map(([table, facts]) => ({
      table,
      name: tableName(definition.name, table, number),
      columns: [...FACT_COLUMNS, ...columnNames(facts.columns)],
    }));
    this.sums = Object.entries(definition.sums).map(([name, sums]) => new SumsSql(definition, number, name, sums));
  }

  /** Writes in the caller's transaction, without waiting. */
  write(tx: Transaction, folded: Folded): void {
    if (needsClosing(folded)) this.alone(tx);
    else if (this.sums.some(({ of }) => (folded.rows.get(of)?.length ?? 0) > 0)) this.beside(tx);
    for (const facts of this.facts) {
      const rows = folded.rows.get(facts.table);
      if (rows === undefined || rows.length === 0) continue;
      this.copy(tx, facts, rows);
      const believed = rows.filter((row) => row.until === null).map((row) => row.position);
      if (believed.length === 0) continue;
      for (const sum of this.sums) {
        if (sum.of === facts.table)
          tx.write(sum.add(`from ${facts.name} f where f.position = any($1::bigint[]) and f.until is null`), [
            believed,
          ]);
      }
    }
    this.close(tx, folded, this.sums);
    this.remember(tx, folded);
  }

  /** A place to gather rows of several batches. */
  prepared(): PreparedFacts {
    return new Map(this.facts.map(({ table }) => [table, []]));
  }

  /** Adds a batch's rows to those gathered: as bytes, so that nothing they were made of is held on to. */
  prepare(into: PreparedFacts, { rows }: Folded): void {
    for (const [table, list] of rows) if (list.length > 0) into.get(table)!.push(Buffer.from(copyLines(list)));
  }

  /** Writes gathered rows, without waiting. */
  copyPrepared(tx: Transaction, prepared: PreparedFacts): void {
    for (const { table, name, columns } of this.facts) tx.copy(name, columns, prepared.get(table)!);
  }

  /** Writes facts and what was taken back, but no sums: a rebuild adds these once, from all facts. */
  writeFacts(tx: Transaction, folded: Folded): void {
    if (needsClosing(folded)) this.alone(tx);
    for (const facts of this.facts) this.copy(tx, facts, folded.rows.get(facts.table) ?? []);
    this.close(tx, folded, []);
    this.remember(tx, folded);
  }

  /** Makes every sums table from the believed facts. */
  sumAll(tx: Transaction): void {
    for (const sum of this.sums) {
      const facts = this.facts.find((f) => f.table === sum.of)!;
      tx.once(sum.add(`from ${facts.name} f where f.until is null`));
    }
  }

  private copy(tx: Transaction, facts: Facts, rows: readonly FactRow[]): void {
    if (rows.length > 0) tx.copy(facts.name, facts.columns, [Buffer.from(copyLines(rows))]);
  }

  /**
   * Keeps the workers of all other lanes, of this process or another, from sums and from what is taken back until the end of
   * the transaction. For whoever touches sums more than once in it, or out of key order: beside others that would be a
   * circle in which each waits for the other. To be asked for before any sum is touched.
   */
  alone(tx: Transaction): void {
    tx.write('select pg_advisory_xact_lock(hashtextextended($1, 0))', [this.lock]);
  }

  /** Keeps those out who must be alone. Whoever adds to each sums table once, in key order, waits for nobody in a circle. */
  private beside(tx: Transaction): void {
    tx.write('select pg_advisory_xact_lock_shared(hashtextextended($1, 0))', [this.lock]);
  }

  private get lock(): string {
    return `close ${this.generation.definition.name} ${this.generation.number}`;
  }

  /** Ends the belief in what was taken back. */
  private close(tx: Transaction, { closings, undoneImports }: Folded, sums: readonly SumsSql[]): void {
    for (const facts of this.facts) {
      if (closings.size > 0) {
        this.closeMatching(
          tx,
          facts,
          sums,
          'unnest($1::bigint[], $2::bigint[]) as c(position, until)',
          'f.position = c.position',
          [[...closings.keys()], [...closings.values()]],
        );
      }
      for (const [imported, position] of undoneImports) {
        this.closeMatching(
          tx,
          facts,
          sums,
          '(select $1::text as import, $2::bigint as until) as c',
          'f.import = c.import and f.position < c.until',
          [imported, position],
        );
      }
    }
  }

  private closeMatching(
    tx: Transaction,
    facts: Facts,
    all: readonly SumsSql[],
    closing: string,
    matching: string,
    values: readonly unknown[],
  ): void {
    const sums = all.filter((sum) => sum.of === facts.table);
    const close = `update ${facts.name} f set until = c.until from ${closing} where ${matching} and f.until is null`;
    // one statement: what is subtracted is exactly what was closed, whatever other lanes commit meanwhile
    const subtracting = sums.map((sum, i) => `s${i} as (${sum.subtract('from closed f where true')})`);
    tx.write(
      sums.length === 0 ? close : `with closed as (${close} returning f.*), ${subtracting.join(', ')} select`,
      values,
    );
    // another lane may have closed it from a later position on: an undone import reaches every lane on its own way
    tx.write(
      `update ${facts.name} f set until = c.until from ${closing} where ${matching} and f.until > c.until`,
      values,
    );
    for (const sum of sums)
      for (const statement of sum.settle(`from ${facts.name} f, ${closing} where ${matching} and f.until = c.until`))
        tx.write(statement, values);
  }

  private remember(tx: Transaction, folded: Folded): void {
    const { name } = this.generation.definition;
    const { number } = this.generation;
    if (folded.takenBack.length > 0) {
      tx.write(
        `insert into read.taken_back select $1, $2, target, kind, position from unnest($3::uuid[], $4::text[], $5::bigint[]) as t(target, kind, position) on conflict do nothing`,
        [
          name,
          number,
          folded.takenBack.map((t) => t.target),
          folded.takenBack.map((t) => t.kind),
          folded.takenBack.map((t) => t.position),
        ],
      );
    }
    // before what was amended is marked as mended: both may be in one batch
    this.park(tx, folded.parked);
    const mended = folded.takenBack.flatMap((t) => (t.kind === 'amended' ? [t.target] : []));
    if (mended.length > 0) {
      tx.write(
        'update read.dead_letter set mended_at = clock_timestamp() where projection = $1 and generation = $2 and event_id = any($3::uuid[])',
        [name, number, mended],
      );
    }
    for (const [imported, position] of folded.undoneImports) {
      tx.write('insert into read.undone_import values ($1, $2, $3, $4) on conflict do nothing', [
        name,
        number,
        imported,
        position,
      ]);
    }
  }

  /** Sets aside events whose facts cannot be made. */
  park(tx: Transaction, parked: Folded['parked']): void {
    if (parked.length === 0) return;
    tx.write(
      `insert into read.dead_letter (projection, generation, position, event_id, event_type, error)
       select $1, $2, * from unnest($3::bigint[], $4::uuid[], $5::text[], $6::text[]) on conflict do nothing`,
      [
        this.generation.definition.name,
        this.generation.number,
        parked.map((p) => p.event.position),
        parked.map((p) => p.event.id),
        parked.map((p) => p.event.type),
        parked.map((p) => p.error),
      ],
    );
  }
}

/** Rows of the same import may be closed by workers of several lanes: one at a time, each row once. */
function needsClosing({ closings, undoneImports }: Folded): boolean {
  return closings.size > 0 || undoneImports.size > 0;
}
