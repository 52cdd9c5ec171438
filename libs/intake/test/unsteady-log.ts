import { LogBusy, type EventLog } from '#kernel';

/** What goes wrong with an append: it does not come through, or it is stored and the answer gets lost. */
export type Trouble = 'busy' | 'lost';

/** A log that has one trouble after the other, then none: a real one behind it keeps what came through. */
export function unsteadyLog(log: EventLog, troubles: Trouble[]): EventLog {
  const unsteady = Object.create(log) as EventLog;
  unsteady.appendAll = async (requests) => {
    const trouble = troubles.shift();
    if (trouble === 'busy') throw new LogBusy('the log is busy', 1);
    const outcomes = await log.appendAll(requests);
    if (trouble === 'lost') throw new LogBusy('the answer was lost', 1);
    return outcomes;
  };
  return unsteady;
}
