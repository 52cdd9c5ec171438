import { compareLogs, sourceOf, type LogSource } from '#event-log';
import { differing, type TableDigest } from '#projections';
import { composeProjector } from '../../../../api/src/composition/projector.js';
import type { Context } from '../../context.js';
import { number } from '../../output/table.js';
import { sizeOf } from '../file-size.js';
import { wholeFile } from '../import-events/lines-file.js';
import type { Ground } from './ground.js';
import { linesSource } from './lines-source.js';
import { openPostgres, type OpenedSource } from './open-source.js';
import { placeName, type Place } from './place.js';

/** What comparing a moved log with the one it was moved from found. */
export interface Verified {
  readonly same: boolean;
  /** So many events are the same. */
  readonly events: number;
  /** Where the logs part; null where they do not. */
  readonly difference: string | null;
  /** What is believed now, live and built from the new log. */
  readonly readModels: readonly { readonly name: string; readonly same: boolean; readonly live: string }[];
  /** Why read models were not compared; null where they were. */
  readonly notCompared: string | null;
}

/** Compares both logs event by event, then what the read models believe now with what they do when built from the new one. */
export async function verifyMove(
  context: Context,
  ground: Ground,
  from: OpenedSource,
  fromPlace: Place,
  to: Place,
): Promise<Verified> {
  const moved = await openMoved(context, ground, to);
  const { events, difference } = await compareEvents(context, from.source, moved.source, fromPlace, to);
  if (difference !== null || moved.log === null) {
    const notCompared = difference === null ? 'a file is not read by them' : 'the logs differ';
    return { same: difference === null, events, difference, readModels: [], notCompared };
  }
  // the installation as a whole is opened anew: its database may have been started for this command alone
  await ground.leave();
  return { events, difference, ...(await compareBeliefs(context, [from.source.id, moved.source.id], to)) };
}

async function openMoved(context: Context, ground: Ground, to: Place): Promise<OpenedSource> {
  if (to.kind !== 'file') {
    const log = await openPostgres(to.kind === 'own' ? ground.database.url : to.url, ground);
    return { source: await sourceOf(log), log };
  }
  const bar = context.output.progress('Checking events', await sizeOf(to.path, '--to'), 'bytes');
  try {
    return { source: linesSource(await wholeFile(to.path, 'events', (read) => bar.at(read))), log: null };
  } finally {
    bar.clear();
  }
}

async function compareEvents(
  { output }: Context,
  first: LogSource,
  second: LogSource,
  from: Place,
  to: Place,
): Promise<{ readonly events: number; readonly difference: string | null }> {
  const bar = output.progress('Comparing', second.events(await second.head()), 'events');
  const { same, difference, longer } = await compareLogs(first.pages(0), second.pages(0), (events) => bar.at(events));
  bar.done(same);
  if (difference !== null) return { events: same, difference: `Event ${number(same + 1)} ${difference}.` };
  if (longer === null) return { events: same, difference };
  const place = placeName(longer === 'first' ? from : to);
  return { events: same, difference: `After ${number(same)} events only ${place} goes on.` };
}

/** The read models there are must belong to one of both logs: what they believe now is the same on either. */
async function compareBeliefs(
  context: Context,
  logs: readonly string[],
  to: Place,
): Promise<Omit<Verified, 'events' | 'difference'>> {
  const installation = await context.open();
  const { pool, readModels, log } = installation;
  const { rows } = await pool.query<{ log: string }>(`SELECT log_id AS log FROM read.generation WHERE state = 'live'`);
  const none = (notCompared: string): Omit<Verified, 'events' | 'difference'> => {
    return { same: true, readModels: [], notCompared };
  };
  if (rows.length === 0) return none('none is built yet');
  if (!rows.every((row) => logs.includes(row.log))) return none('those that are live belong to another log');
  const { projections } = installation.projector();
  const names = projections.definitions.map(({ name }) => name);
  await installation.follow();
  if (!(await readModels.waitFor(names, (await log.head()).position, 600_000)))
    return none('they stay behind the log: see  throughline projections');
  const live = new Map<string, readonly TableDigest[]>();
  for (const name of names) live.set(name, await projections.digest(name, 'now'));
  const moved = await openPostgres(to.kind === 'postgres' ? to.url : installation.url, {
    logger: installation.logger,
    closing: (step) => context.finally(async () => void (await step())),
  });
  const bar = context.output.progress('Building from the new log', null, 'events');
  const projector = composeProjector({ ...installation, log: moved }, installation.logger);
  try {
    const rebuilt = await projector.projections.digestRebuilt(names, 'now', ({ done, of }) =>
      bar.at(done, of > 0 ? of : null),
    );
    const compared = names.map((name) => {
      const [now, anew] = [live.get(name)!, rebuilt.get(name)!];
      const held = now.reduce((sum, table) => sum + table.rows, 0);
      return { name, same: differing(now, anew).length === 0, live: `${number(held)} rows` };
    });
    return { same: compared.every(({ same }) => same), readModels: compared, notCompared: null };
  } finally {
    bar.clear();
    await projector.stop();
  }
}
