import { isCompanyNode, sameKind } from '#kernel';
import type { Transaction } from '../engine/transaction.js';
import type { IdentityReader, Sighting } from './identity-reader.js';

/** A person's identifier and a company's. */
type Pair = readonly [node: string, company: string];

const REMEMBERED = 100_000;

/**
 * Which people's identifiers were seen with which companies': from the event that first named both until no event that
 * does is believed any more. Joins nobody and is never followed, so a domain with a hundred thousand people costs one row
 * for one more. Written as it goes, so that what is asked later in the range is all there.
 */
export class Memberships {
  constructor(
    private readonly tx: Transaction,
    private readonly table: string,
    private readonly reader: Pick<IdentityReader, 'firstTogether'>,
    /** Pairs that are stored, as far as a worker remembers. */
    private readonly known: Set<string>,
  ) {}

  /** Takes sightings in, in the order of their positions: of each pair the first counts. Does not wait. */
  add(rows: readonly Sighting[]): void {
    const fresh: { node: string; company: string; position: number }[] = [];
    for (const row of rows) {
      for (const [node, company] of pairsOf(row)) {
        const key = `${node} ${company}`;
        if (this.known.has(key)) continue;
        this.known.add(key);
        fresh.push({ node, company, position: row.position });
      }
    }
    if (fresh.length === 0) return;
    this.tx.write(
      `insert into ${this.table} (node, company, position, from_position)
       select node, company, position, position from unnest($1::uuid[], $2::uuid[], $3::bigint[]) as f(node, company, position)
       on conflict (node, company) where until_position is null do nothing`,
      [fresh.map((f) => f.node), fresh.map((f) => f.company), fresh.map((f) => f.position)],
    );
    if (this.known.size > REMEMBERED) this.known.clear();
  }

  /** Sightings are not believed any more from a position on: pairs end, or are first seen elsewhere. */
  async settle(closed: readonly Sighting[], at: number): Promise<void> {
    const pairs = new Map<string, Pair>();
    for (const row of closed) for (const pair of pairsOf(row)) pairs.set(pair.join(' '), pair);
    if (pairs.size === 0) return;
    // the first sighting of most is an older one still
    const asked = [...pairs.values()];
    const lost = await this.tx.rows<{ node: string; company: string }>(
      `select m.node, m.company from unnest($1::uuid[], $2::uuid[]) as p(node, company)
         join ${this.table} m on m.node = p.node and m.company = p.company and m.until_position is null
         where m.position = any($3::bigint[])`,
      [asked.map(([node]) => node), asked.map(([, company]) => company), closed.map(({ position }) => position)],
    );
    await this.move(
      lost.map(({ node, company }) => [node, company]),
      at,
    );
  }

  private async move(lost: readonly Pair[], at: number): Promise<void> {
    if (lost.length === 0) return;
    const found = await this.reader.firstTogether(lost, at);
    for (const { a, b, position } of found) if (position === null) this.known.delete(`${a} ${b}`);
    this.tx.write(
      `update ${this.table} m set position = coalesce(f.position, m.position), until_position = case when f.position is null then $4::bigint end
       from unnest($1::uuid[], $2::uuid[], $3::bigint[]) as f(node, company, position)
       where m.node = f.node and m.company = f.company and m.until_position is null`,
      [found.map(({ a }) => a), found.map(({ b }) => b), found.map(({ position }) => position), at],
    );
  }

  /** Of each company's identifier the person's that was seen with it first: its event is where the company's may be first seen. */
  async firstOf(companies: readonly string[]): Promise<Pair[]> {
    if (companies.length === 0) return [];
    const rows = await this.tx.rows<{ company: string; node: string }>(
      `select c.company, f.node from unnest($1::uuid[]) as c(company)
       cross join lateral (
         select m.node from ${this.table} m where m.company = c.company and m.until_position is null
         order by m.position limit 1) f`,
      [companies],
    );
    return rows.map(({ company, node }) => [company, node]);
  }
}

function pairsOf({ profile, others }: Sighting): Pair[] {
  const pairs: Pair[] = [];
  for (const other of others)
    if (!sameKind(profile, other)) pairs.push(isCompanyNode(other) ? [profile, other] : [other, profile]);
  return pairs;
}
