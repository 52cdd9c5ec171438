import { traceContextOfEvent, type TraceContext } from './trace-context.js';
import type { Tracing } from './tracing.js';

/** What a batch needs to say of its events. */
interface Travelling {
  readonly position: number;
  readonly text: string;
}

/**
 * Does something with a batch of events, in a span when one of them was recorded by a traced request: part of that
 * request's trace where there is one such, linked to each of them where there are several.
 *
 * @param name what is done, such as `publish` or `project contacts`
 */
export async function inTracedBatch<T>(
  tracing: Tracing,
  {
    name,
    kind,
    events,
  }: { readonly name: string; readonly kind: 'producer' | 'consumer'; readonly events: readonly Travelling[] },
  work: () => Promise<T>,
): Promise<T> {
  const origins = tracing.on ? originsOf(events) : [];
  if (origins.length === 0) return work();
  const span = tracing.begin(name, {
    kind,
    parent: origins.length === 1 ? origins[0] : undefined,
    links: origins,
    attributes: {
      'throughline.events': events.length,
      'throughline.position.first': events[0]!.position,
      'throughline.position.last': events.at(-1)!.position,
      'throughline.traced': origins.length,
    },
  });
  try {
    const result = await work();
    span?.end();
    return result;
  } catch (error) {
    span?.end({ failed: error instanceof Error ? error.name : 'Error' });
    throw error;
  }
}

/** The requests that recorded them, each once. */
function originsOf(events: readonly Travelling[]): readonly TraceContext[] {
  const origins = new Map<string, TraceContext>();
  for (const { text } of events) {
    const context = traceContextOfEvent(text);
    if (context?.sampled === true) origins.set(context.spanId, context);
  }
  return [...origins.values()];
}
