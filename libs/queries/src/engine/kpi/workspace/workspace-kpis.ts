import { InvalidInput, sql, type KpiDefinition, type KpiReading, type Position, type Sql } from '#kernel';
import { NotBuilt, type QueryEngine } from '../../query-engine.js';
import { catalogueLine, type KpiLine } from '../catalogue-line.js';
import type { KpiEngine } from '../kpi-engine.js';
import { chosen } from '../question.js';
import { projectionOf, viewOf } from '../slices.js';
import { defineKpi, type OpenTables } from './define.js';
import { typedSql } from './workspace-records.js';

/** Where definitions of the workspace are kept: a facts table, with its columns. */
export interface DefinitionsTable {
  /** `projection.table`, with the columns `name`, `version` and `document`. */
  readonly over: string;
  /** Tables that definitions may be about. */
  readonly tables: OpenTables;
}

/** A document that was checked. */
export interface CheckedKpi {
  readonly name: string;
  readonly document: string;
  /** Of what it means: the same for documents that differ in words and layout alone. */
  readonly hash: string;
}

interface Row {
  readonly version: number;
  readonly document: string;
}

/** Figures that were defined in this workspace, beside those of the catalogue: found by name, asked in the same way. */
export class WorkspaceKpis {
  constructor(
    private readonly queries: QueryEngine,
    private readonly engine: KpiEngine,
    private readonly kept: DefinitionsTable,
  ) {}

  /**
   * Checks a document: what it says, and that the database understands it. Throws InvalidInput (`kpi.invalid`) with line
   * and place of what is wrong, NotBuilt.
   */
  async check(document: string): Promise<CheckedKpi> {
    const defined = defineKpi(document, 1, this.kept.tables);
    const { kpi } = defined;
    if (this.engine.find(kpi.name) !== undefined)
      defined.document.wrong(['name'], `${kpi.name} is a figure of the catalogue`, 'give it another name');
    defined.document.check();
    await this.queries.fresh([projectionOf(defined.over)]);
    for (const { path, says, type } of defined.expressions) {
      const refusal = await this.refusalOf(kpi, (reading) => typedSql(defined.over, says, type, reading));
      if (refusal !== null) defined.document.wrong(path, refusal);
    }
    defined.document.check();
    return { name: kpi.name, document, hash: kpi.frozen! };
  }

  /** What the database has against some SQL; null where it has nothing. */
  private async refusalOf(kpi: KpiDefinition, of: (reading: KpiReading) => Sql): Promise<string | null> {
    try {
      await this.queries.as(kpi, {}, ({ rows, zone, now }) => {
        const at = sql`${now}::timestamptz`;
        const ends = { from: at, to: at, opening: at, closing: at, asked: () => sql`true` };
        return rows(of({ asOf: null, knownAt: null, zone, now, at, ...ends, parameter: chosen(kpi) }));
      });
      return null;
    } catch (error) {
      if (error instanceof InvalidInput) return error.problems[0]!.what;
      throw error;
    }
  }

  /**
   * The definition of a name, the newest unless a version is named, in the catalogue or else in the workspace; undefined
   * where there is none. Throws InvalidInput (`kpi.invalid`) for one whose table does not have its columns any more.
   */
  async find(name: string, version?: number, minPosition?: Position): Promise<KpiDefinition | undefined> {
    if (this.engine.find(name) !== undefined) return this.engine.find(name, version);
    await this.queries.fresh([projectionOf(this.kept.over)], minPosition);
    const { rows } = await this.queries.asking({});
    const [row] = await rows<Row>(sql`
      SELECT d.version::integer, d.document FROM ${viewOf(this.kept.over)} d
      WHERE d.until IS NULL AND d.name = ${name} AND (${version ?? null}::integer IS NULL OR d.version = ${version ?? null}::integer)
      ORDER BY d.version DESC LIMIT 1`);
    return row === undefined ? undefined : this.read(row);
  }

  /** The catalogue in words, with what was defined in the workspace; what cannot be read any more is left out. */
  async lines(): Promise<readonly KpiLine[]> {
    const own = (await this.newest()).map((kpi) => catalogueLine(kpi, this.engine.hash(kpi)));
    return [...this.engine.lines(), ...own];
  }

  /** The newest version of every definition of the workspace that can be read, by name. */
  async newest(): Promise<readonly KpiDefinition[]> {
    try {
      await this.queries.fresh([projectionOf(this.kept.over)]);
    } catch (error) {
      if (error instanceof NotBuilt) return [];
      throw error;
    }
    const { rows } = await this.queries.asking({});
    const found = await rows<Row>(sql`
      SELECT DISTINCT ON (d.name) d.version::integer, d.document FROM ${viewOf(this.kept.over)} d
      WHERE d.until IS NULL ORDER BY d.name, d.version DESC`);
    return found.flatMap((row) => {
      try {
        return [this.read(row)];
      } catch (error) {
        if (error instanceof InvalidInput) return [];
        throw error;
      }
    });
  }

  private read({ version, document }: Row): KpiDefinition {
    return defineKpi(document, version, this.kept.tables).kpi;
  }
}
