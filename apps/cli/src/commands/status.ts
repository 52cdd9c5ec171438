import { eventsWithin } from '#kernel';
import { DATA_VERSION, productVersion } from '#platform';
import type { ExitCode } from '../failure.js';
import { number } from '../output/table.js';
import type { Context } from '../context.js';
import { doing, exitCodeOf, lagging, NONE_BUILT, type Lagging } from './projections.js';

/** What runs where, on which data, and how far the read models are. Exit code 1 where one has halted. */
export async function status(
  { look, output }: Context,
  _args: readonly string[],
  options: { readonly showSecrets?: boolean },
): Promise<ExitCode> {
  const { configuration, running, kind, url, pool, log, readModels, address } = await look();
  const server = await pool.query<{ version: string }>(`SELECT current_setting('server_version') AS version`);
  const [identity, head] = [await log.identity(), await log.head()];
  const projections = lagging(await readModels.status(), log, head.position);
  const found = {
    release: productVersion(),
    dataVersion: DATA_VERSION,
    node: process.versions.node,
    postgresql: server.rows[0]!.version,
    running:
      running === undefined
        ? null
        : { pid: running.pid, startedAt: running.startedAt, address: running.address ?? null },
    address,
    home: configuration.home,
    database: { kind, url: options.showSecrets === true ? url : masked(url) },
    log: { ...identity, head: head.position },
    projections,
  };
  output.result(found, [
    `Throughline ${found.release} (data version ${DATA_VERSION}), Node.js ${found.node}, PostgreSQL ${found.postgresql}`,
    running === undefined ? 'Not running on this home.' : `Running: process ${running.pid} since ${running.startedAt}`,
    `Address:        ${address}`,
    `Data directory: ${configuration.home}`,
    `Database:       ${found.database.url} (${kind === 'external' ? 'DATABASE_URL' : 'embedded'})`,
    `Log:            ${identity.id}, epoch ${identity.epoch}, ${log.spacing === 1 ? '' : 'about '}${number(eventsWithin(log, head.position))} events`,
    ...(projections.length === 0 ? [NONE_BUILT] : []),
    ...output.table(projections, [
      { title: 'READ MODEL', value: (row) => row.name },
      { title: 'LAG', value: (row) => row.lag, right: true },
      { title: 'STATE', value: doing },
    ]),
    ...parked(projections),
  ]);
  return exitCodeOf(projections);
}

/** That events are missing from read models, and what to do; nothing where none are. */
function parked(projections: readonly Lagging[]): readonly string[] {
  const all = projections.reduce((sum, { deadLetters }) => sum + deadLetters, 0);
  if (all === 0) return [];
  return [
    `${all === 1 ? 'An event could' : `${number(all)} events could`} not be read:  throughline dead-letters  says why.`,
  ];
}

/** A connection string without its password. */
export function masked(connection: string): string {
  const url = new URL(connection);
  if (url.password !== '') url.password = '***';
  return url.href;
}
