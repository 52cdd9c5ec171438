import { appendingThrough, type AppendOutcome, type EventLog } from '#kernel';
import { NO_TRACING, traceContext, type Metrics, type TracedSpan, type Tracing } from '#platform';

/** What became of events handed over together. */
export interface Appended {
  readonly events: number;
  /** From handing them over until they were durable. */
  readonly seconds: number;
  /** How many streams came out how. */
  readonly outcomes: ReadonlyMap<string, number>;
}

/** Puts appends into the metrics: how long callers wait, how many events they bring, what became of them. */
export function appendMetrics(metrics: Metrics): (appended: Appended) => void {
  const seconds = metrics.histogram('append_seconds', 'Time from handing events over until they are durable.');
  const size = metrics.histogram(
    'append_events',
    'Events handed over together.',
    [],
    [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000],
  );
  const outcomes = metrics.counter('append_outcomes_total', 'Streams appended to, by outcome.', ['outcome']);
  return (appended) => {
    size.observe(appended.events);
    seconds.observe(appended.seconds);
    for (const [outcome, count] of appended.outcomes) outcomes.inc({ outcome }, count);
  };
}

const FAILED: ReadonlyMap<string, number> = new Map([['failed', 1]]);

/** The same log; `hear` is told of every append. Those of a traced request are spans of its trace. */
export function meteredLog(log: EventLog, hear: (appended: Appended) => void, tracing: Tracing = NO_TRACING): EventLog {
  const measured = async <T extends AppendOutcome | readonly AppendOutcome[]>(
    events: number,
    append: () => Promise<T>,
  ): Promise<T> => {
    const began = performance.now();
    const parent = tracing.on ? traceContext() : undefined;
    const span = parent === undefined ? null : tracing.begin('append', { kind: 'internal', parent });
    let outcomes = FAILED;
    try {
      const result = await append();
      const each: readonly AppendOutcome[] = Array.isArray(result) ? result : [result as AppendOutcome];
      outcomes = countOutcomes(each);
      if (span !== null) describe(span, events, each, outcomes);
      return result;
    } finally {
      span?.end(outcomes === FAILED ? { failed: 'not appended' } : {});
      hear({ events, seconds: (performance.now() - began) / 1_000, outcomes });
    }
  };

  return appendingThrough(log, {
    append: (stream, events, expected) => measured(events.length, () => log.append(stream, events, expected)),
    appendAll: (requests) =>
      measured(
        requests.reduce((sum, request) => sum + request.events.length, 0),
        () => log.appendAll(requests),
      ),
  });
}

/** How many, where in the log, and what became of them. */
function describe(
  span: TracedSpan,
  events: number,
  outcomes: readonly AppendOutcome[],
  counts: ReadonlyMap<string, number>,
): void {
  const positions = outcomes.flatMap((outcome) => (outcome.kind === 'appended' ? [outcome.position] : []));
  span.set({
    'throughline.events': events,
    ...Object.fromEntries([...counts].map(([outcome, count]) => [`throughline.${outcome}`, count])),
    ...(positions.length === 0
      ? {}
      : {
          'throughline.position.first': positions.reduce((a, b) => Math.min(a, b)),
          'throughline.position.last': positions.reduce((a, b) => Math.max(a, b)),
        }),
  });
}

function countOutcomes(outcomes: readonly AppendOutcome[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const outcome of outcomes) {
    const name = outcome.kind === 'appended' ? (outcome.duplicate === 'yes' ? 'repeat' : 'recorded') : outcome.kind;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}
