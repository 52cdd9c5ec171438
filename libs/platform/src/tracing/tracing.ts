import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags, type SpanContext } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AlwaysOnSampler, BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
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

/** A span that links to more events than this says how many they were. */
const MOST_LINKS = 32;

const KINDS = {
  server: SpanKind.SERVER,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
} as const;

/**
 * Begins spans and sends them in the background; a collector that is away costs spans, nothing else. What is kept is
 * decided before anything is made: at the beginning of a trace here, or where the request came from.
 */
export function createTracing(options: TracingOptions | undefined): Tracing {
  if (options === undefined) return NO_TRACING;
  const { service, version, endpoint, headers, ratio, everyMs = 2_000 } = options;
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ 'service.name': service, 'service.version': version }),
    sampler: new AlwaysOnSampler(),
    spanProcessors: [
      new BatchSpanProcessor(new OTLPTraceExporter({ url: `${endpoint}/v1/traces`, headers: { ...headers } }), {
        scheduledDelayMillis: everyMs,
        exportTimeoutMillis: 2_000,
      }),
    ],
  });
  const tracer = provider.getTracer('throughline', version);
  return {
    on: true,
    begin: (name, { kind, parent, links = [], attributes = {} }) => {
      if (!isKept(parent, links, ratio)) return null;
      const span = tracer.startSpan(
        name,
        {
          kind: KINDS[kind],
          attributes,
          links: links.slice(0, MOST_LINKS).map((link) => ({ context: remote(link) })),
        },
        parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, remote(parent)),
      );
      const { traceId, spanId } = span.spanContext();
      return {
        context: { traceId, spanId, sampled: true },
        set: (more) => void span.setAttributes(more),
        end: ({ name: known, failed } = {}) => {
          if (known !== undefined) span.updateName(known);
          if (failed !== undefined) span.setStatus({ code: SpanStatusCode.ERROR, message: failed });
          span.end();
        },
      };
    },
    close: () => letGo(provider),
  };
}

/** At the end of a program, spans that a collector does not take by then are lost: an orderly end does not fail by it. */
const LAST_SENDING_MS = 1_000;

async function letGo(provider: BasicTracerProvider): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, LAST_SENDING_MS);
  });
  const sent = provider.shutdown().catch(() => undefined);
  await Promise.race([sent, late]);
  clearTimeout(timer);
}

function isKept(parent: TraceContext | undefined, links: readonly TraceContext[], ratio: number): boolean {
  if (parent !== undefined) return parent.sampled;
  return links.length > 0 || Math.random() < ratio;
}

function remote({ traceId, spanId }: TraceContext): SpanContext {
  return { traceId, spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true };
}
