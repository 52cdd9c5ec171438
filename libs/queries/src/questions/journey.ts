import { query } from '#kernel';
import { membersOf } from '../reading/contact.js';
import { journeyParams, journeyWhere, JOURNEY_CURSOR } from '../reading/journey.js';
import { continueAfter, pageOf, pageSize } from '../reading/paging.js';
import { touchesOf, touchLines } from '../reading/touches.js';

/** What happened between a contact and the company: newest first, those nobody has a time for at the end. */
export const journey = query('journey', {
  path: 'contacts/:contact/journey',
  permission: 'contacts.read',
  params: journeyParams('contact'),
  reads: ['contacts', 'identity'],
  clocks: true,
  answer: async (asking, params) => {
    const members = await membersOf(asking, params.contact);
    if (members === null) return null;
    const size = pageSize(params.limit);
    const cursor = continueAfter('journey', params.cursor, JOURNEY_CURSOR);
    const where = journeyWhere(asking, params);
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
