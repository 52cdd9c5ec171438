import { InvalidInput, instant, type EventLog, type Position, type Problem } from '#kernel';

/**
 * The last position recorded at or before an instant: positions and record times grow together, so it is found by
 * halving, some twenty reads of one event. A whole number is taken as the position itself.
 */
export async function positionKnownAt(log: EventLog, asKnownAt: string): Promise<Position> {
  if (/^\d{1,15}$/.test(asKnownAt)) return Number(asKnownAt);
  const problems: Problem[] = [];
  instant.check(asKnownAt, 'asKnownAt', problems);
  if (problems.length > 0)
    throw new InvalidInput('query.moment', [
      { where: 'asKnownAt', what: `${asKnownAt} is no instant`, remedy: 'give one such as 2026-03-01T09:30:00.000Z' },
    ]);
  const at = Date.parse(asKnownAt);
  let known = 0;
  let later = (await log.head()).position + 1;
  while (later - known > 1) {
    const middle = Math.floor((known + later) / 2);
    const [event] = (await log.readAll({ after: middle - 1, until: later - 1, limit: 1 })).events;
    if (event === undefined) later = middle;
    else if (event.recordedAt <= at) known = event.position;
    else later = middle;
  }
  return known;
}
