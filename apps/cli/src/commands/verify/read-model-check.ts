import type { EventId } from '#kernel';
import { LogMismatch, differing, type TableDigest } from '#projections';
import { failure } from '../../failure.js';
import type { Installation } from '../../installation.js';
import type { Context } from '../../context.js';
import type { Findings } from './findings.js';

/** A live read model and the same one built anew, told apart by their digests. */
export interface Compared {
  readonly name: string;
  /** Every row there is. */
  readonly live: readonly TableDigest[];
  /** What is believed now, as if what was taken back had never been: equal across logs that came to the same. */
  readonly now: readonly TableDigest[];
  readonly rebuilt: readonly TableDigest[] | null;
}

/** Every checkpoint stands at an event of this log. */
export async function checkCheckpoints({ pool, log }: Installation, findings: Findings): Promise<void> {
  const identity = await log.identity();
  const { rows } = await pool.query<{
    name: string;
    logId: string;
    seen: string;
    event: EventId;
  }>(`
    SELECT 'read model ' || g.projection || ' ' || g.generation AS name, g.log_id AS "logId",
           c.seen_position AS seen, c.seen_event AS event
    FROM read.generation g
    JOIN read.checkpoint c ON c.projection = g.projection AND c.generation = g.generation AND c.seen_event IS NOT NULL
    WHERE g.state <> 'dropped'
    UNION ALL
    SELECT 'reaction ' || a.reaction, a.log_id, a.seen_position, a.seen_event
    FROM automation.checkpoint a
    WHERE a.seen_event IS NOT NULL`);
  const places = await log.locate(rows.map(({ event }) => event));
  for (const { name, logId, seen, event } of rows) {
    const position = places.get(event);
    if (logId !== identity.id) findings.add('checkpoints', name, `is of log ${logId}, this is log ${identity.id}`);
    else if (position !== Number(seen))
      findings.add(
        'checkpoints',
        name,
        `has seen event ${event} at position ${seen}, where this log holds it ${position === undefined ? 'nowhere' : `at ${position}`}`,
      );
  }
}

const ATTEMPTS = 3;
const PATIENCE_MS = 600_000;

/** Compares every live read model with one built anew from the log, row for row. Needs a moment without new events. */
export async function compareReadModels(
  context: Context,
  installation: Installation,
  quick: boolean,
  findings: Findings,
): Promise<Compared[]> {
  const bar = context.output.progress('Building anew, to compare', null, 'events');
  try {
    return await attempt(context, installation, quick, findings, (done, of) => bar.at(done, of > 0 ? of : null));
  } catch (error) {
    if (!(error instanceof LogMismatch)) throw error;
    for (const { projection, reason } of error.mismatches)
      findings.add('checkpoints', `read model ${projection}`, reason);
    return [];
  } finally {
    bar.clear();
  }
}

async function attempt(
  context: Context,
  installation: Installation,
  quick: boolean,
  findings: Findings,
  report: (done: number, of: number) => void,
): Promise<Compared[]> {
  const { log, readModels, running } = installation;
  const { projections } = installation.projector();
  if (running === undefined) {
    await projections.start();
    context.finally(() => projections.stop());
  }
  for (let tries = 1; ; tries++) {
    const before = (await log.head()).position;
    const names = projections.definitions.map(({ name }) => name);
    if (!(await readModels.waitFor(names, before, PATIENCE_MS)))
      throw failure('verify.behind', 'The read models stay behind the log: see  throughline projections.');
    const live = new Map<string, TableDigest[]>();
    const now = new Map<string, TableDigest[]>();
    for (const name of names) {
      live.set(name, await projections.digest(name, 'all'));
      now.set(name, await projections.digest(name, 'now'));
    }
    const rebuilt = quick
      ? new Map<string, TableDigest[]>()
      : await projections.digestRebuilt(names, 'all', ({ done, of }) => report(done, of));
    const moved = (await log.head()).position !== before;
    if (moved && !quick && tries < ATTEMPTS) continue;
    if (moved && !quick)
      throw failure(
        'verify.moving',
        'Events come in too fast to compare read models: try again when it is quieter, or with --quick.',
      );
    return names.map((name) => {
      const anew = rebuilt.get(name) ?? null;
      for (const table of anew === null ? [] : differing(live.get(name)!, anew))
        findings.add(
          'rebuilt equals live',
          `read model ${name}`,
          `table ${table} is not what the log says: run  throughline rebuild ${name}`,
        );
      return { name, live: live.get(name)!, now: now.get(name)!, rebuilt: anew };
    });
  }
}
