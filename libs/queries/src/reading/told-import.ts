import { id, query } from '#kernel';
import { toldImports } from './import-streams.js';

/**
 * One import, as the log tells it now; null where there is none. Not offered by itself: its
 * route adds what the process that runs it knows.
 */
export const importTold = query('import', {
  path: 'imports/:import',
  permission: 'imports.read',
  params: { import: id },
  reads: ['staff'],
  answer: async (asking, { import: one }) => (await toldImports(asking, [one]))[0] ?? null,
});
