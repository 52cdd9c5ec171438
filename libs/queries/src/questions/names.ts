import { InvalidInput, isUuid, open, query, sql, text } from '#kernel';
import { NAMES_READ } from '../reading/who.js';

/** What somebody or something is called now, by any of its identifiers. */
export interface NameLine {
  /** The identifier, or contact, that was asked for. */
  readonly node: string;
  /** Whom it belongs to. */
  readonly id: string;
  readonly kind: 'contact' | 'company';
  /** Null where it is not known, or erased. */
  readonly name: string | null;
}

/** As many as a page of a list has. */
const MOST = 500;

/** What contacts and companies are called, for lists that have their ids alone: `nodes` names them, with commas between. */
export const names = query('names', {
  path: 'names',
  permission: 'contacts.read',
  params: { nodes: open(text) },
  reads: NAMES_READ,
  answer: async (asking, { nodes }): Promise<{ readonly items: readonly NameLine[] }> => {
    const wanted = [...new Set(nodes.split(',').filter((node) => node !== ''))];
    const wrong = wanted.find((node) => !isUuid(node));
    if (wrong !== undefined) throw new InvalidInput('query.invalid', [{ where: 'nodes', what: `${wrong} is no id` }]);
    if (wanted.length > MOST)
      throw new InvalidInput('query.invalid', [{ where: 'nodes', what: `are more than ${MOST}` }]);
    const items = await asking.byKey<NameLine>(sql`
      SELECT m.node, m.contact AS id,
        CASE WHEN y.company IS NULL THEN 'contact' ELSE 'company' END AS kind,
        coalesce(y.name, c.name, c.email) AS name
      FROM read.identity_map m
      LEFT JOIN read.contacts_contact c ON c.contact = m.contact
      LEFT JOIN read.companies_company y ON y.company = m.contact
      WHERE m.node = ANY (${wanted}::uuid[]) AND m.until_position IS NULL
      ORDER BY m.node`);
    return { items };
  },
});
