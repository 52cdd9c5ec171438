import { eventsWithin, type EventLog } from '#kernel';
import type { ReadModelStatus } from '#projections';
import type { ExitCode } from '../failure.js';
import { duration } from '../output/table.js';
import type { Context } from '../context.js';

/** A read model beside the end of the log. */
export interface Lagging extends ReadModelStatus {
  readonly head: number;
  /** Events it does not show yet; about, where positions have gaps. */
  readonly lag: number;
}

/** Said where there is no read model. */
export const NONE_BUILT = 'No read model is built yet: they are built when  throughline start  runs.';

/** The state of every live read model against the log's head. */
export function lagging(status: readonly ReadModelStatus[], log: Pick<EventLog, 'spacing'>, head: number): Lagging[] {
  return status.map((one) => ({ ...one, head, lag: eventsWithin(log, head - one.position) }));
}

/** What a read model does now, in a few words. */
export function doing({ halted, rebuilding, lag }: Lagging): string {
  if (halted !== null) return `halted: ${halted}`;
  if (rebuilding === null) return lag === 0 ? 'up to date' : 'catching up';
  const share = rebuilding.of === 0 ? 0 : Math.floor((100 * rebuilding.done) / rebuilding.of);
  const left = rebuilding.secondsLeft === null ? '' : `, ${duration(rebuilding.secondsLeft)} left`;
  return `rebuilding (${rebuilding.phase}): ${share} %${left}`;
}

/** Exit code 1 where a read model stands still until this process is another one. */
export function exitCodeOf(rows: readonly ReadModelStatus[]): ExitCode {
  return rows.some(({ halted }) => halted !== null) ? 1 : 0;
}

/** Shows the read models: versions, how far they are, parked events. Exit code 1 where one has halted. */
export async function projections({ look, output }: Context): Promise<ExitCode> {
  const { readModels, log } = await look();
  const [status, head] = [await readModels.status(), await log.head()];
  const rows = lagging(status, log, head.position);
  output.result(
    { head: head.position, projections: rows },
    rows.length === 0
      ? [NONE_BUILT]
      : output.table(rows, [
          { title: 'NAME', value: (row) => row.name },
          { title: 'VERSION', value: (row) => row.version, right: true },
          { title: 'POSITION', value: (row) => row.position, right: true },
          { title: 'LAG', value: (row) => row.lag, right: true },
          { title: 'DEAD LETTERS', value: (row) => row.deadLetters, right: true },
          { title: 'STATE', value: doing },
        ]),
  );
  return exitCodeOf(rows);
}
