import type { ImportItem } from '#queries';
import { importList } from '../../../../api/src/composition/import-list.js';
import type { Context } from '../../context.js';
import { failure, wrongUsage, type ExitCode } from '../../failure.js';
import { operator } from '../people.js';
import { importsOf } from './import.js';

/** Shows every import there was, the newest first, out of the log itself: also where nothing follows it. */
export async function listImports(context: Context): Promise<ExitCode> {
  const { log, pool } = await context.look();
  const items = await importList({ log, pool });
  context.output.result(
    { imports: items },
    items.length === 0
      ? ['Nothing was imported yet.']
      : context.output.table(items, [
          { title: 'IMPORT', value: (row) => row.id },
          { title: 'NAME', value: (row) => row.name },
          { title: 'SOURCE', value: (row) => row.source },
          { title: 'STATE', value: (row) => row.state },
          { title: 'STARTED', value: (row) => row.startedAt },
          { title: 'ROWS', value: (row) => row.rows, right: true },
          { title: 'RECORDED', value: (row) => row.recorded, right: true },
          { title: 'REPEATED', value: (row) => row.repeated, right: true },
          { title: 'REFUSED', value: (row) => row.refused, right: true },
        ]),
  );
  return 0;
}

/** Takes back all of an import; `id` may be the beginning of one. */
export async function undoOfImport(
  context: Context,
  [id]: readonly string[],
  { reason }: { readonly reason: string },
): Promise<ExitCode> {
  const installation = await context.open();
  const { log, pool } = installation;
  const found = (await importList({ log, pool })).filter((one) => one.id.startsWith(id!));
  const [one] = found;
  if (one === undefined)
    throw wrongUsage('import.unknown', `There is no import ${id}:  throughline imports  shows those there are.`);
  if (found.length > 1)
    throw wrongUsage('import.several', `${id} begins the ids of ${found.length} imports: give more of it.`);
  refuseRunning(one);
  const { position } = await importsOf(installation).undo(one.id, reason, operator());
  context.output.result({ id: one.id, undone: true, position }, [
    `Import ${one.id} (${one.name}) is taken back: what it recorded is not believed any more. The corrected file can be imported now.`,
  ]);
  return 0;
}

function refuseRunning({ id, state }: ImportItem): void {
  if (state === 'running')
    throw failure('import.running', `Import ${id} is running: stop it first (Ctrl-C where it runs), then undo it.`);
}
