import { id, query, sql, type Asking } from '#kernel';
import { calledNow, mapped } from '../reading/contact.js';
import { historyOfDeal, type DealEvent } from '../reading/deal-history.js';
import { DEAL_MODELS, dealColumns, dealLine, dealNames, type DealLine, type DealRow } from '../reading/deals.js';
import { held, whole } from '../reading/moments.js';
import { pipelinesOf, probabilityOf } from '../reading/pipelines.js';

/** Who takes part in a deal. */
export interface DealParty {
  readonly contact: string;
  readonly name: string | null;
  readonly role: string | null;
  /** Whether the deal is with this contact. */
  readonly main: boolean;
}

/** What a deal is about to sell. Amounts are minor units of the currency's own. */
export interface DealProduct {
  readonly product: string;
  readonly quantity: number;
  readonly amount: number | null;
  readonly currency: string | null;
  readonly cost: number | null;
  readonly costCurrency: string | null;
}

/** A deal, whole. */
export interface DealRecord extends DealLine {
  readonly pipelineName: string | null;
  /** Where it is, the first stage of its pipeline where nobody said; null where that is unknown as well. */
  readonly stageName: string | null;
  /** Percent, by its stage; null where no pipeline knows it. */
  readonly probability: number | null;
  readonly parties: readonly DealParty[];
  readonly lines: readonly DealProduct[];
  /** For whom it counts, in percent; for its owner alone where there are none. */
  readonly shares: readonly { readonly person: string; readonly name: string | null; readonly percent: number }[];
  readonly history: readonly DealEvent[];
  /** Of its stream, as far as the answer holds it: commands may name it as `If-Match`. */
  readonly revision: number | null;
}

/** Everything that is known about one deal. */
export const dealRecord = query('deal', {
  path: 'deals/:deal',
  permission: 'deals.read',
  params: { deal: id },
  reads: [...DEAL_MODELS, 'pipelines'],
  clocks: true,
  answer: async (asking, { deal }): Promise<DealRecord | null> => {
    const [[row], parties, lines, shares, pipelines, { events, revision }] = await Promise.all([
      asking.byKey<DealRow>(sql`
        SELECT ${dealColumns(asking)} FROM read.deals_deal d ${dealNames(asking)}
        WHERE d.deal = ${deal} AND ${held(asking, 'd')}`),
      partiesOf(asking, deal),
      linesOf(asking, deal),
      sharesOf(asking, deal),
      pipelinesOf(asking),
      historyOfDeal(asking, deal),
    ]);
    if (row === undefined) return null;
    const pipeline = pipelines.get(row.pipeline);
    return {
      ...dealLine(row),
      pipelineName: pipeline?.name ?? null,
      stageName: row.stage ?? pipeline?.stages[0]?.name ?? null,
      probability: probabilityOf(pipeline, row.stage),
      parties,
      lines,
      shares,
      history: events,
      revision,
    };
  },
});

/** Who takes part: a contact of several identifiers once, in the role that one of them has. */
async function partiesOf(asking: Asking, deal: string): Promise<readonly DealParty[]> {
  return asking.byKey<DealParty>(sql`
    SELECT coalesce(m.contact, p.profile) AS contact, max(${calledNow('c', sql`m.contact`)}) AS name, max(p.role) AS role,
           bool_or(p.main) AS main
    FROM read.deals_party p
    LEFT JOIN read.identity_map m ON m.node = p.profile AND ${mapped(asking, 'm')}
    LEFT JOIN read.contacts_contact c ON c.contact = m.contact
    WHERE p.deal = ${deal} AND ${held(asking, 'p')}
    GROUP BY 1 ORDER BY bool_or(p.main) DESC, 2 NULLS LAST, 1`);
}

async function linesOf(asking: Asking, deal: string): Promise<readonly DealProduct[]> {
  const [row] = await asking.byKey<{ lines: readonly DealProduct[] }>(
    sql`SELECT l.lines FROM read.deals_lines l WHERE l.deal = ${deal} AND ${held(asking, 'l')}`,
  );
  return row?.lines ?? [];
}

async function sharesOf(asking: Asking, deal: string): Promise<DealRecord['shares']> {
  const rows = await asking.byKey<{ person: string; name: string | null; percent: number }>(sql`
    SELECT share.person, coalesce(p.name, l.name, p.email) AS name, share.percent
    FROM read.deals_split s
    CROSS JOIN LATERAL json_to_recordset(s.shares) AS share (person uuid, percent integer)
    LEFT JOIN read.staff_person p ON p.person = share.person AND p.believed_until IS NULL AND p.valid_to IS NULL
    LEFT JOIN read.teams_colleague l ON l.person = share.person AND l.believed_until IS NULL AND l.valid_to IS NULL
    WHERE s.deal = ${deal} AND ${held(asking, 's')}
    ORDER BY share.percent DESC, share.person`);
  return rows.map((row) => ({ ...row, percent: whole(row.percent) }));
}
