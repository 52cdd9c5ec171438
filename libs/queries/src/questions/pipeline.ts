import { flag, id, InvalidInput, joinSql, optional, query, sql, wholeNumber, type Asking, type Sql } from '#kernel';
import { DEFAULT_PIPELINE, type Pipeline } from '#journey';
import {
  asksNow,
  DEAL_MODELS,
  dealColumns,
  dealLine,
  dealNames,
  openDealsAt,
  todayOf,
  type DealLine,
  type DealRow,
} from '../reading/deals.js';
import { whole } from '../reading/moments.js';
import { pipelinesOf, probabilityOf } from '../reading/pipelines.js';
import { weigh, type Counted, type WeightedWorth } from '../reading/worth.js';

/** A stage of the board: what is open in it. */
export interface BoardStage {
  readonly stage: string;
  /** Percent; null for a stage that the pipeline does not know. */
  readonly probability: number | null;
  readonly deals: number;
  readonly totals: readonly WeightedWorth[];
  /** The first of them, by when they are expected to close. */
  readonly items: readonly DealLine[];
}

/** What is open in a pipeline, stage by stage, and for whom. */
export interface Board {
  readonly pipeline: string;
  readonly name: string | null;
  readonly deals: number;
  readonly totals: readonly WeightedWorth[];
  /** The pipeline's stages in order, then those that only deals know. */
  readonly stages: readonly BoardStage[];
  readonly owners: readonly {
    readonly person: string | null;
    readonly name: string | null;
    readonly deals: number;
    readonly totals: readonly WeightedWorth[];
  }[];
}

const USUAL = 20;
const MOST = 100;

interface Group {
  readonly stage: string | null;
  readonly owner: string | null;
  readonly owner_name: string | null;
  readonly currency: string | null;
  readonly deals: string;
  readonly amount: string | null;
}

/** The board of a pipeline, the default one where none is named; perhaps of one owner. */
export const pipelineBoard = query('pipeline', {
  path: 'pipeline',
  permission: 'deals.read',
  params: {
    pipeline: optional(id),
    owner: optional(id),
    /** Only those that were expected to be closed by now. */
    overdue: optional(flag),
    /** How many deals of each stage are listed. */
    limit: optional(wholeNumber),
  },
  reads: [...DEAL_MODELS, 'pipelines'],
  clocks: true,
  answer: async (asking, params): Promise<Board | null> => {
    const { pipeline: asked = DEFAULT_PIPELINE.id, owner, overdue, limit = USUAL } = params;
    if (limit < 0 || limit > MOST)
      throw new InvalidInput('query.limit', [{ where: 'limit', what: `is ${limit}`, remedy: `give 0 to ${MOST}` }]);
    const whose = owner === undefined ? sql`true` : sql`d.owner = ${owner}`;
    const late = overdue === true ? sql`d.close_on < ${todayOf(asking)}` : sql`true`;
    const open = sql`d.pipeline = ${asked} AND ${whose} AND ${late}`;
    const [known, groups] = await Promise.all([pipelinesOf(asking), groupsOf(asking, open)]);
    const pipeline = known.get(asked);
    if (pipeline === undefined && groups.length === 0) return null;
    const counted = (some: readonly Group[]): readonly Counted[] =>
      some.map((group) => ({ ...group, probability: probabilityOf(pipeline, group.stage) }));
    const dealsOf = (some: readonly Group[]): number => some.reduce((sum, { deals }) => sum + whole(deals), 0);
    const items = await firstOf(asking, open, [...new Set(groups.map(({ stage }) => stage))], limit);
    const owners = [...new Set(groups.map((group) => group.owner))];
    return {
      pipeline: asked,
      name: pipeline?.name ?? null,
      deals: dealsOf(groups),
      totals: weigh(counted(groups)),
      stages: stagesOf(pipeline, groups).map((stage, i) => {
        const isIn = (of: string | null): boolean => of === stage || (of === null && i === 0);
        const own = groups.filter((group) => isIn(group.stage));
        return {
          stage,
          probability: probabilityOf(pipeline, stage),
          deals: dealsOf(own),
          totals: weigh(counted(own)),
          items: items.filter((line) => isIn(line.stage)).slice(0, limit),
        };
      }),
      owners: owners
        .map((person) => {
          const own = groups.filter((group) => group.owner === person);
          return { person, name: own[0]!.owner_name, deals: dealsOf(own), totals: weigh(counted(own)) };
        })
        .sort((a, b) => b.deals - a.deals || String(a.person).localeCompare(String(b.person))),
    };
  },
});

/** The stages of a board: the pipeline's, then those only deals know; at least one for those of which nobody said one. */
function stagesOf(pipeline: Pipeline | undefined, groups: readonly Group[]): readonly string[] {
  const known = (pipeline ?? DEFAULT_PIPELINE).stages.map(({ name }) => name);
  const first = pipeline === undefined && groups.every(({ stage }) => stage !== null) ? [] : known;
  const others = new Set(groups.flatMap(({ stage }) => (stage === null || known.includes(stage) ? [] : [stage])));
  return [...first, ...[...others].sort()];
}

function groupsOf(asking: Asking, open: Sql): Promise<readonly Group[]> {
  return asking.rows<Group>(sql`
    SELECT counted.*, coalesce(p.name, p.email) AS owner_name
    FROM (
      SELECT d.stage, d.owner, d.currency, count(*) AS deals, sum(d.amount) AS amount
      FROM ${openDealsAt(asking)} d WHERE ${open}
      GROUP BY d.stage, d.owner, d.currency
    ) counted
    LEFT JOIN read.staff_person p ON p.person = counted.owner AND p.believed_until IS NULL AND p.valid_to IS NULL`);
}

/** The first deals of each stage, by when they are expected to close: walks along an index, one a stage. */
async function firstOf(
  asking: Asking,
  open: Sql,
  stages: readonly (string | null)[],
  limit: number,
): Promise<readonly DealLine[]> {
  if (stages.length === 0 || limit === 0) return [];
  const once: Sql = { text: asksNow(asking) ? 'NOT MATERIALIZED' : 'MATERIALIZED', values: [] };
  const walks = stages.map(
    (stage) =>
      sql`(SELECT d.* FROM open_deals d WHERE ${stage === null ? sql`d.stage IS NULL` : sql`d.stage = ${stage}`}
           ORDER BY d.close_on, d.deal LIMIT ${limit})`,
  );
  const rows = await asking.rows<DealRow>(sql`
    WITH open_deals AS ${once} (SELECT d.* FROM ${openDealsAt(asking)} d WHERE ${open})
    SELECT ${dealColumns(asking)}
    FROM (${joinSql(walks, ' UNION ALL ')}) d ${dealNames(asking)}
    ORDER BY d.close_on, d.deal`);
  return rows.map(dealLine);
}
