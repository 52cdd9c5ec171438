import {
  InvalidInput,
  joinSql,
  sql,
  viewName,
  type Asking,
  type KpiDefinition,
  type Page,
  type Position,
  type Sql,
} from '#kernel';
import { believed, mapped } from '../reading/contact.js';
import { inPeriod, iso, momentSql, whole } from '../reading/moments.js';
import { continueAfter, pageOf, pageSize } from '../reading/paging.js';
import type { AskedHow, QueryEngine } from './query-engine.js';

/** Which figure: a half-open period of days or instants, perhaps by a slice, at a moment. */
export interface KpiQuestion extends AskedHow {
  readonly from: string;
  readonly to: string;
  /** A slice of the definition: one figure per value of it. */
  readonly by?: string;
}

/** A figure with what it is made of. A ratio over nothing is null. */
export interface Figure {
  readonly value: number | null;
  readonly numerator: number;
  /** Only for ratios. */
  readonly denominator?: number;
}

/** The answer: the figure, what nobody has a time for beside it, and one figure per value of the slice asked for. */
export interface KpiAnswer extends Figure {
  readonly name: string;
  readonly version: number;
  readonly kind: KpiDefinition['kind'];
  readonly from: string;
  readonly to: string;
  readonly zone: string;
  readonly undated: Figure;
  readonly slices?: readonly (Figure & { readonly slice: string | null })[];
  readonly position: Position;
}

/** A record that was counted. */
export interface KpiRecord {
  readonly eventId: string;
  readonly position: number;
  readonly at: string | null;
  readonly contact: string | null;
}

/** Which records: those of a figure's numerator or denominator, perhaps of one value of a slice. */
export interface KpiRecordsQuestion extends KpiQuestion {
  readonly part: 'numerator' | 'denominator';
  readonly slice?: string;
  readonly cursor?: string;
  readonly limit?: number;
}

interface Counted {
  readonly slice: string | null;
  readonly numerator: string | null;
  readonly denominator: string | null;
}

/** Evaluates figures: period, slices, both clocks and drilling come from here, whatever the figure. */
export class KpiEngine {
  constructor(
    private readonly queries: QueryEngine,
    readonly catalogue: readonly KpiDefinition[],
  ) {}

  /** The definition of a name, or undefined. */
  find(name: string): KpiDefinition | undefined {
    return this.catalogue.find((kpi) => kpi.name === name);
  }

  /** A figure for a period. Throws InvalidInput for a slice or moment that is none. */
  async evaluate(kpi: KpiDefinition, question: KpiQuestion): Promise<KpiAnswer> {
    const position = await this.queries.fresh(reads(kpi), question.minPosition);
    const asking = await this.queries.asking(question);
    const period = placedIn(kpi, asking, question);
    const all = sql`NULL::text`;
    const [[total], [undated], slices] = await Promise.all([
      this.count(kpi, asking, all, period),
      this.count(kpi, asking, all, sql`${placed(kpi)} IS NULL`),
      question.by === undefined ? null : this.count(kpi, asking, raw(sliceOf(kpi, question.by)), period, true),
    ]);
    return {
      name: kpi.name,
      version: kpi.version,
      kind: kpi.kind,
      from: question.from,
      to: question.to,
      zone: asking.zone,
      ...figure(kpi, total),
      undated: figure(kpi, undated),
      ...(slices === null ? {} : { slices: slices.map((row) => ({ slice: row.slice, ...figure(kpi, row) })) }),
      position,
    };
  }

  /** The records a figure counts, the newest first. */
  async records(kpi: KpiDefinition, question: KpiRecordsQuestion): Promise<Page<KpiRecord>> {
    const condition = question.part === 'numerator' ? kpi.numerator : kpi.denominator;
    if (condition === undefined || kpi.kind === 'sum')
      throw new InvalidInput('kpi.part', [{ where: 'part', what: `${kpi.name} has no ${question.part} of records` }]);
    await this.queries.fresh(reads(kpi), question.minPosition);
    const asking = await this.queries.asking(question);
    const size = pageSize(question.limit);
    const list = `kpi ${kpi.name}`;
    const after = continueAfter(list, question.cursor, ['whole']);
    const where = [placedIn(kpi, asking, question), sql`(${raw(condition)})`];
    if (question.by !== undefined)
      where.push(sql`${raw(sliceOf(kpi, question.by))} IS NOT DISTINCT FROM ${question.slice ?? null}`);
    if (after !== null) where.push(sql`f.position < ${after[0]}::bigint`);
    const rows = await asking.rows<{ event_id: string; position: string; at: Date | null; contact: string | null }>(sql`
      SELECT f.event_id, f.position, f.occurred_at AS at, member.contact
      FROM ${source(kpi, asking)}
      WHERE ${joinSql([believed(asking, 'f'), ...where], ' AND ')}
      ORDER BY f.position DESC LIMIT ${size + 1}`);
    return pageOf(
      list,
      rows,
      size,
      (row) => ({
        eventId: row.event_id,
        position: Number(row.position),
        at: iso(row.at),
        contact: row.contact,
      }),
      (row) => [Number(row.position)],
    );
  }

  private count(
    kpi: KpiDefinition,
    asking: Asking,
    slice: Sql,
    where: Sql,
    grouped = false,
  ): Promise<readonly Counted[]> {
    return asking.rows<Counted>(sql`
      SELECT ${slice} AS slice, ${counted(kpi, kpi.numerator)} AS numerator,
             ${kpi.denominator === undefined ? sql`NULL` : counted(kpi, kpi.denominator)} AS denominator
      FROM ${source(kpi, asking)}
      WHERE ${believed(asking, 'f')} AND ${where}
      ${grouped ? sql`GROUP BY 1 ORDER BY 1` : sql``}`);
  }
}

function raw(text: string): Sql {
  return { text, values: [] };
}

/** The read models a figure is computed from. */
function reads(kpi: KpiDefinition): readonly string[] {
  return [kpi.over.projection, 'identity'];
}

/** The facts a figure is over, each with the contact its profile belonged to. */
function source(kpi: KpiDefinition, asking: Asking): Sql {
  const view = raw(`read.${viewName(kpi.over.projection, kpi.over.table)}`);
  return sql`${view} f
    LEFT JOIN LATERAL (
      SELECT map.contact FROM read.identity_map map WHERE map.node = f.profile AND ${mapped(asking, 'map')}
    ) member ON true`;
}

function placed(kpi: KpiDefinition): Sql {
  return raw(`f.${kpi.placed}`);
}

function placedIn(kpi: KpiDefinition, asking: Asking, { from, to }: KpiQuestion): Sql {
  return inPeriod(
    placed(kpi),
    raw('f.precision'),
    momentSql('from', from, asking.zone),
    momentSql('to', to, asking.zone),
    asking.zone,
  );
}

/** Counts rows, or distinct units, that meet a condition; a sum adds the expression itself. */
function counted(kpi: KpiDefinition, condition: string): Sql {
  if (kpi.kind === 'sum') return raw(`coalesce(sum(${condition}), 0)`);
  if (kpi.unit === undefined) return raw(`count(*) FILTER (WHERE ${condition})`);
  const unit = kpi.unit === 'contact' ? 'coalesce(member.contact, f.profile)' : `f.${kpi.unit}`;
  return raw(`count(DISTINCT ${unit}) FILTER (WHERE ${condition})`);
}

function figure(kpi: KpiDefinition, row: Counted | undefined): Figure {
  const numerator = whole(row?.numerator);
  if (kpi.kind !== 'ratio') return { value: numerator, numerator };
  const denominator = whole(row?.denominator);
  return { value: denominator === 0 ? null : numerator / denominator, numerator, denominator };
}

function sliceOf(kpi: KpiDefinition, by: string): string {
  if (Object.hasOwn(kpi.slices, by)) return `f.${kpi.slices[by]}`;
  throw new InvalidInput('kpi.slice', [
    { where: 'by', what: `${kpi.name} has no slice ${by}`, remedy: `there are ${Object.keys(kpi.slices).join(', ')}` },
  ]);
}
