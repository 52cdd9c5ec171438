import type { AppendOutcome, EventLog } from '#kernel';
import type { Metrics } from '#platform';

/** The same log, its appends measured: how long callers wait, how many events they bring, what became of them. */
export function meteredLog(log: EventLog, metrics: Metrics): EventLog {
  const seconds = metrics.histogram('append_seconds', 'Time from handing events over until they are durable.');
  const size = metrics.histogram(
    'append_events',
    'Events handed over together.',
    [],
    [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000],
  );
  const outcomes = metrics.counter('append_outcomes_total', 'Streams appended to, by outcome.', ['outcome']);

  const measured = async <T extends AppendOutcome | readonly AppendOutcome[]>(
    events: number,
    append: () => Promise<T>,
  ): Promise<T> => {
    size.observe(events);
    const done = seconds.startTimer();
    try {
      const result = await append();
      for (const [outcome, count] of countOutcomes(Array.isArray(result) ? result : [result as AppendOutcome]))
        outcomes.inc({ outcome }, count);
      return result;
    } catch (error) {
      outcomes.inc({ outcome: 'failed' });
      throw error;
    } finally {
      done();
    }
  };

  return {
    append: (stream, events, expected) => measured(events.length, () => log.append(stream, events, expected)),
    appendAll: (requests) =>
      measured(
        requests.reduce((sum, request) => sum + request.events.length, 0),
        () => log.appendAll(requests),
      ),
    identity: () => log.identity(),
    readStream: (stream, from) => log.readStream(stream, from),
    takenBack: (stream) => log.takenBack(stream),
    readAll: (options) => log.readAll(options),
    readAt: (positions) => log.readAt(positions),
    locate: (ids) => log.locate(ids),
    head: () => log.head(),
    watch: (wake) => log.watch(wake),
    close: () => log.close(),
  };
}

function countOutcomes(outcomes: readonly AppendOutcome[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const outcome of outcomes) {
    const name = outcome.kind === 'appended' ? (outcome.duplicate === 'yes' ? 'repeat' : 'recorded') : outcome.kind;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}
