import { open, oneOf, optional, query, sql, text, word, type Sql } from '#kernel';
import { membersOf } from '../reading/contact.js';
import { inPeriod, momentSql } from '../reading/moments.js';
import { continueAfter, paged, pageOf, pageSize } from '../reading/paging.js';
import { touchesOf, touchLines } from '../reading/touches.js';

/** What happened between a contact and the company: newest first, those nobody has a time for at the end. */
export const journey = query('journey', {
  path: 'contacts/:contact/journey',
  permission: 'contacts.read',
  params: {
    contact: open(text),
    channel: optional(word),
    kind: optional(word),
    direction: optional(oneOf('in', 'out')),
    campaign: optional(word),
    source: optional(word),
    /** An instant, or a day of the workspace: from its beginning. */
    from: optional(word),
    to: optional(word),
    ...paged,
  },
  reads: ['contacts', 'identity'],
  clocks: true,
  answer: async (asking, params) => {
    const members = await membersOf(asking, params.contact);
    if (members === null) return null;
    const size = pageSize(params.limit);
    const cursor = continueAfter('journey', params.cursor, ['instant?', 'whole']);
    const where: Sql[] = [];
    if (params.channel !== undefined) where.push(sql`t.channel = ${params.channel}`);
    if (params.kind !== undefined) where.push(sql`t.kind = ${params.kind}`);
    if (params.direction !== undefined) where.push(sql`t.direction = ${params.direction}`);
    if (params.campaign !== undefined) where.push(sql`t.campaign = ${params.campaign}`);
    if (params.source !== undefined) where.push(sql`t.source = ${params.source}`);
    if (params.from !== undefined || params.to !== undefined) {
      const from = params.from === undefined ? null : momentSql('from', params.from, asking.zone);
      const to = params.to === undefined ? null : momentSql('to', params.to, asking.zone);
      where.push(inPeriod(sql`t.occurred_at`, sql`t.precision`, from, to, asking.zone));
    }
    const rows = await touchesOf(asking, {
      profiles: members.profiles,
      limit: size + 1,
      where,
      after: cursor === null ? null : { at: cursor[0] as string | null, position: Number(cursor[1]) },
    });
    const page = pageOf(
      'journey',
      rows,
      size,
      (row) => row,
      (row) => [row.occurred_at?.toISOString() ?? null, Number(row.position)],
    );
    return { ...page, items: await touchLines(asking, page.items) };
  },
});
