import { sql, type Asking, type KpiDefinition, type Page, type Sql } from '#kernel';
import type { QueryEngine } from '../query-engine.js';
import { previousFigure, type KpiAnswer } from './answer.js';
import { catalogueLine, type KpiLine } from './catalogue-line.js';
import { convertingOf, type Converting, type RatesTable } from './converting.js';
import { countingSql, matrixSql, slicesOf, type CountedGroup, type Selection } from './counting.js';
import { definitionHash } from './definition-hash.js';
import { drill, type KpiRecord, type ValueOf } from './drilling.js';
import { figureOf, type Figure, type Telling } from './figure.js';
import { bucketOf, bucketSql, endsOf, mostParts, partsOf, previousOf } from './period.js';
import { modelOf } from './prediction.js';
import {
  askedFilters,
  askedRow,
  askedSlices,
  chosen,
  unitOf,
  type KpiQuestion,
  type KpiRecordsQuestion,
} from './question.js';
import { horizonIn, partNamed, readingOf, tellingOf } from './reading-of.js';
import { readModelsOf } from './records.js';
import { foldedRows } from './folded-rows.js';
import type { KpiRow } from './row.js';
import { projectionOf, raw } from './slices.js';
import { comparedRows } from './verdict.js';

/** Evaluates figures: periods, buckets, slices, both clocks and drilling come from here, whatever the figure. */
export class KpiEngine {
  private readonly hashes = new Map<KpiDefinition, string>();

  constructor(
    private readonly queries: QueryEngine,
    /** Every definition there is; of a name there may be several versions. */
    readonly catalogue: readonly KpiDefinition[],
    /** Where exchange rates are; without them no money is converted. */
    private readonly rates?: RatesTable,
  ) {}

  /** The definition of a name, the newest unless a version is named; undefined where there is none. */
  find(name: string, version?: number): KpiDefinition | undefined {
    return this.catalogue
      .filter((kpi) => kpi.name === name && (version === undefined || kpi.version === version))
      .reduce<KpiDefinition | undefined>(
        (best, kpi) => (best === undefined || kpi.version > best.version ? kpi : best),
        undefined,
      );
  }

  /** The hash of what a definition says. */
  hash(kpi: KpiDefinition): string {
    if (kpi.frozen !== undefined) return kpi.frozen;
    let hash = this.hashes.get(kpi);
    if (hash === undefined) this.hashes.set(kpi, (hash = definitionHash(kpi)));
    return hash;
  }

  /** The catalogue in words: the newest version of each figure. */
  lines(): readonly KpiLine[] {
    return this.catalogue.filter((kpi) => this.find(kpi.name) === kpi).map((kpi) => catalogueLine(kpi, this.hash(kpi)));
  }

  /** Read models that a question asks. Throws InvalidInput for a slice that is none. */
  readsOf(kpi: KpiDefinition, question: KpiRecordsQuestion): readonly string[] {
    const by = askedSlices(kpi, question.by);
    const filters = [...askedFilters(kpi, question.where), ...askedRow(kpi, question).filters];
    const rates = this.converting(kpi, question)?.rates;
    return [
      ...readModelsOf(kpi, slicesOf({ by, filters })),
      ...(rates === undefined ? [] : [projectionOf(rates.over)]),
    ];
  }

  private converting(kpi: KpiDefinition, { currency }: KpiQuestion): Converting | undefined {
    return convertingOf(kpi, currency, this.rates);
  }

  /** A figure. Throws InvalidInput for a slice, moment, parameter that is none; NotBuilt. */
  async evaluate(kpi: KpiDefinition, question: KpiQuestion): Promise<KpiAnswer> {
    const by = askedSlices(kpi, question.by);
    const filters = askedFilters(kpi, question.where);
    const position = await this.queries.fresh(this.readsOf(kpi, question), question.minPosition);
    const { zone } = this.queries;
    const converting = this.converting(kpi, question);
    endsOf(question, zone);
    const previous = question.compare === undefined ? undefined : previousOf(question, zone);
    const counting = this.queries.as(kpi, question, (asking) => {
      const selection: Selection = {
        kpi,
        reading: readingOf(kpi, asking, question),
        filters,
        by,
        ...(converting === undefined ? {} : { converting }),
      };
      return Promise.all([
        counted(asking, countingSql({ ...selection, by: [] }, [])),
        this.rows(selection, asking, question),
      ]);
    });
    // it has a connection for itself: whoever waits for a second one while holding it may wait for ever
    if (kpi.restricted === true) await counting;
    const [[all, rows], before, log] = await Promise.all([
      counting,
      previous === undefined || previous === null
        ? previous
        : this.evaluate(kpi, { ...without(question), ...previous }),
      this.queries.logId(),
    ]);
    const telling = tellingOf(kpi, question);
    const figureIn = (state: CountedGroup['state']): Figure => this.figure(kpi, all, state, telling);
    const whole = figureIn('counted');
    // a matrix is its cells
    const figure = kpi.kind === 'matrix' ? { ...whole, value: null } : whole;
    return {
      kpi: kpi.name,
      version: kpi.version,
      hash: this.hash(kpi),
      kind: kpi.kind,
      unit: unitOf(kpi, question.parameters),
      from: question.from ?? null,
      to: question.to ?? null,
      zone,
      asOf: question.asOf ?? null,
      asKnownAt: question.asKnownAt ?? null,
      ...figure,
      undated: figureIn('undated'),
      immature: figureIn('immature'),
      ...comparedRows(
        kpi,
        chosen(kpi, question.parameters),
        by.map(({ name }) => name),
        rows ?? [{ slice: {}, bucket: null, ...figure }],
      ),
      ...(before === undefined ? {} : { previous: before === null ? null : previousFigure(before, figure) }),
      position,
      log,
    };
  }

  /** The records of a figure, the newest first: exactly those it counts. Throws InvalidInput. */
  async records(kpi: KpiDefinition, question: KpiRecordsQuestion): Promise<Page<KpiRecord>> {
    const by = askedSlices(kpi, question.by);
    const row = askedRow(kpi, question);
    const filters = [...askedFilters(kpi, question.where), ...row.filters];
    await this.queries.fresh(this.readsOf(kpi, question), question.minPosition);
    return this.queries.as(kpi, question, async (asking) => {
      const reading = readingOf(kpi, asking, question);
      const part = partNamed(kpi, question, asking.zone);
      const parts =
        kpi.placing === 'period' && part !== undefined
          ? partsOf(question, part.bucket, asking.zone).filter(({ name }) => name === part.name)
          : undefined;
      const within = [...row.cell];
      if (part !== undefined && parts === undefined)
        within.push(sql`${bucketSql(part.bucket, reading)} = ${part.name}`);
      const converting = this.converting(kpi, question);
      const selection: Selection = {
        kpi,
        reading,
        filters,
        by,
        ...(converting === undefined ? {} : { converting }),
        ...(parts === undefined ? {} : { parts }),
      };
      const valueOf = await this.expected(selection, asking, question);
      return drill(selection, (query) => asking.rows(query), {
        ...question,
        part: question.part ?? 'numerator',
        within,
        ...(valueOf === undefined ? {} : { valueOf }),
      });
    });
  }

  /** What a prediction expects of each of its records; undefined for what is none. */
  private async expected(selection: Selection, asking: Asking, question: KpiQuestion): Promise<ValueOf | undefined> {
    const { kpi } = selection;
    const horizon = horizonIn(kpi, question);
    if (horizon === undefined) return undefined;
    const groups = await counted(asking, countingSql({ ...selection, by: [] }, []));
    const models = new Map(
      groups
        .filter(({ state }) => state === 'counted')
        .map(({ currency, histories }) => [currency, modelOf(kpi.predicts!, histories ?? [], horizon).expecting]),
    );
    return (history, currency) => models.get(currency)?.(history) ?? null;
  }

  /** The rows asked for; null where neither slices nor buckets were. */
  private async rows(selection: Selection, asking: Asking, question: KpiQuestion): Promise<readonly KpiRow[] | null> {
    const { kpi, by, reading } = selection;
    const bucket = bucketOf(kpi, question);
    const slices = by.map((_, i) => raw(`r.slice_${i}`));
    const telling = tellingOf(kpi, question);
    if (kpi.kind === 'matrix') {
      const cells = await counted(asking, matrixSql(selection));
      return foldedRows(kpi, [...by.map(({ name }) => name), 'cohort', 'step'], cells, null, telling);
    }
    if (bucket === undefined && by.length === 0) return null;
    const names = by.map(({ name }) => name);
    if (bucket === undefined)
      return foldedRows(kpi, names, await counted(asking, countingSql(selection, slices)), null, telling);
    const closed = question.from !== undefined && question.to !== undefined;
    const parts = closed || kpi.placing === 'period' ? partsOf(question, bucket, asking.zone, mostParts(kpi)) : null;
    const [within, key] =
      kpi.placing === 'period'
        ? [{ ...selection, parts: parts! }, raw('part.name')]
        : [selection, bucketSql(bucket, reading)];
    const groups = await counted(asking, countingSql(within, [key, ...slices]));
    return foldedRows(kpi, names, groups, by.length === 0 ? (parts ?? []) : [], telling);
  }

  private figure(
    kpi: KpiDefinition,
    groups: readonly CountedGroup[],
    state: CountedGroup['state'],
    telling: Telling,
  ): Figure {
    return figureOf(
      kpi,
      groups.filter((group) => group.state === state),
      telling,
    );
  }
}

async function counted(asking: Asking, query: Sql): Promise<readonly CountedGroup[]> {
  return asking.rows<CountedGroup>(query);
}

function without({ compare: _compare, bucket: _bucket, ...question }: KpiQuestion): KpiQuestion {
  return question;
}
