import type { Configuration } from '../configuration/settings.js';
import type { TraceContext } from './trace-context.js';

/** A span that is kept: something that takes a while, and where it stands in its trace. */
export interface TracedSpan {
  readonly context: TraceContext;
  set(attributes: Readonly<Record<string, string | number | boolean>>): void;
  /** Ends it. An error is noted by its name alone: its message may tell what somebody said. */
  end(ending?: { readonly name?: string; readonly failed?: string }): void;
}

/** What a span begins with. */
export interface SpanBeginning {
  readonly kind: 'server' | 'producer' | 'consumer' | 'internal';
  /** What it is a part of: kept where that is kept. Without one, every so many are kept. */
  readonly parent?: TraceContext | undefined;
  /** What else it comes from. A span with links is kept. */
  readonly links?: readonly TraceContext[];
  readonly attributes?: Readonly<Record<string, string | number | boolean>>;
}

/** Where spans are begun. */
export interface Tracing {
  /** Whether any are kept. */
  readonly on: boolean;
  /** Begins a span; null where it is not kept, and nothing was spent on it. */
  begin(name: string, beginning: SpanBeginning): TracedSpan | null;
  /** Sends what has not been sent yet, and lets go. */
  close(): Promise<void>;
}

/** Where no traces go anywhere. */
export const NO_TRACING: Tracing = { on: false, begin: () => null, close: () => Promise.resolve() };

/** Where spans go: plain data, so that threads can be told. */
export interface TracingOptions {
  /** Name of the program, as in its log. */
  readonly service: string;
  readonly version: string;
  /** Base address of a collector that speaks OTLP over HTTP; spans go to `/v1/traces` there. */
  readonly endpoint: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Which part of the traces that begin here is kept, 0 to 1. */
  readonly ratio: number;
  /** How often spans are sent, in milliseconds. */
  readonly everyMs?: number;
}

/** Where a program's spans go, as configured; undefined where they go nowhere. */
export function tracingOptions(
  {
    tracesEndpoint,
    tracesHeaders,
    tracesRatio,
  }: Pick<Configuration, 'tracesEndpoint' | 'tracesHeaders' | 'tracesRatio'>,
  service: string,
  version: string,
): TracingOptions | undefined {
  if (tracesEndpoint === undefined) return undefined;
  return { service, version, endpoint: tracesEndpoint, headers: tracesHeaders ?? {}, ratio: tracesRatio };
}
