import { day, InvalidInput, open, optional, query, text } from '#kernel';
import { daysBefore, ledgerLines, today, type LedgerLine } from '../reading/ledger.js';

const USUAL_DAYS = 7;
const MOST_DAYS = 366;

/** What came in, by source, day and import, and whether it adds up. The last seven days unless told. */
export const ledger = query('ledger', {
  path: 'ledger',
  permission: 'projections.read',
  params: { from: optional(day), to: optional(day), source: optional(open(text)) },
  reads: ['contacts', 'identity'],
  answer: async (asking, params): Promise<{ readonly items: readonly LedgerLine[]; readonly off: number }> => {
    const to = params.to ?? (await today(asking));
    const from = params.from ?? daysBefore(to, USUAL_DAYS - 1);
    const days = (Date.parse(to) - Date.parse(from)) / 86_400_000 + 1;
    if (days < 1 || days > MOST_DAYS)
      throw new InvalidInput('query.period', [
        { where: 'from', what: `${from} to ${to} are ${days} days`, remedy: `give 1 to ${MOST_DAYS}` },
      ]);
    const items = await ledgerLines(asking, { from, to, source: params.source });
    return { items, off: items.filter(({ state }) => state === 'off').length };
  },
});
