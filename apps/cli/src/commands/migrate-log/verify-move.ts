import { compareLogs, sourceOf, type LogSource } from '#event-log';
import type { EventLog } from '#kernel';
import { differing, type TableDigest } from '#projections';
import { composeProjector } from '../../../../api/src/composition/projector.js';
import type { Context } from '../../context.js';
import { openInstallation, type Installation } from '../../installation.js';
import { number } from '../../output/table.js';
import { sizeOf } from '../file-size.js';
import { wholeFile } from '../import-events/lines-file.js';
import { usesEventStore, type Ground } from './ground.js';
import { linesSource } from './lines-source.js';
import { openEventStore, type Opening } from './open-eventstore.js';
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
  if (difference !== null || moved.log === null || to.kind === 'file') {
    const notCompared = difference === null ? 'a file is not read by them' : 'the logs differ';
    return { same: difference === null, events, difference, readModels: [], notCompared };
  }
  const inEventStore = await usesEventStore(ground);
  if (inEventStore && to.kind === 'eventstoredb')
    return { same: true, events, difference, readModels: [], notCompared: 'its index is kept of one log at a time' };
  // the installation as a whole is opened anew: its database may have been started for this command alone
  await ground.leave();
  const installation = await openAsItWas(context, inEventStore);
  return {
    events,
    difference,
    ...(await compareBeliefs(context, installation, [from.source.id, moved.source.id], to)),
  };
}

async function openMoved(context: Context, ground: Ground, to: Place): Promise<OpenedSource> {
  if (to.kind !== 'file') {
    const log = await openLogAt(to, ground);
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

/** The installation on the log it is on, which the settings may not name any more, or not yet. */
async function openAsItWas({ environment, ...context }: Context, inEventStore: boolean): Promise<Installation> {
  const { EVENTSTORE_URL: _, EVENTSTORE_URL_FILE: __, ...before } = environment;
  const installation = await openInstallation(inEventStore ? environment : before);
  context.finally(() => installation.close());
  return installation;
}

/** Opens a log to be read until the end of the command. */
function openLogAt(place: Exclude<Place, { readonly kind: 'file' }>, ground: Opening): Promise<EventLog> {
  if (place.kind === 'eventstoredb') return openEventStore(place.url, ground);
  return openPostgres(place.kind === 'own' ? ground.url : place.url, ground);
}

/** The read models there are must belong to one of both logs: what they believe now is the same on either. */
async function compareBeliefs(
  context: Context,
  installation: Installation,
  logs: readonly string[],
  to: Exclude<Place, { readonly kind: 'file' }>,
): Promise<Omit<Verified, 'events' | 'difference'>> {
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
  const { configuration, logger, url } = installation;
  const closing = (step: () => Promise<unknown>): void => context.finally(async () => void (await step()));
  const moved = await openLogAt(to, { configuration, logger, closing, url });
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
