import { oneOf, open, optional, sql, text, word, type Asking, type Sql } from '#kernel';
import { paged, type SortKind } from './paging.js';
import { happenedIn } from './period.js';

const FILTERS = {
  channel: optional(word),
  kind: optional(word),
  direction: optional(oneOf('in', 'out')),
  campaign: optional(word),
  source: optional(word),
  /** An instant, or a day of the workspace: from its beginning. */
  from: optional(word),
  to: optional(word),
} as const;

/** The parameters of a journey: whose, what to leave out, and which page. */
export function journeyParams<const Whose extends string>(whose: Whose) {
  return {
    ...({ [whose]: open(text) } as { readonly [K in Whose]: ReturnType<typeof openText> }),
    ...FILTERS,
    ...paged,
  };
}

function openText() {
  return open(text);
}

/** What cursors of journeys hold: the last line's instant, and its position. */
export const JOURNEY_CURSOR: readonly SortKind[] = ['instant?', 'whole'];

type Filters = { readonly [K in keyof typeof FILTERS]?: string | undefined };

/** The conditions a journey's parameters put on its touches, `t`. */
export function journeyWhere(asking: Asking, params: Filters): Sql[] {
  const where: Sql[] = [];
  if (params.channel !== undefined) where.push(sql`t.channel = ${params.channel}`);
  if (params.kind !== undefined) where.push(sql`t.kind = ${params.kind}`);
  if (params.direction !== undefined) where.push(sql`t.direction = ${params.direction}`);
  if (params.campaign !== undefined) where.push(sql`t.campaign = ${params.campaign}`);
  if (params.source !== undefined) where.push(sql`t.source = ${params.source}`);
  where.push(...happenedIn(sql`t.occurred_at`, sql`t.precision`, params, asking.zone));
  return where;
}
