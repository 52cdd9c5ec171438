import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace, TraceFlags, type SpanContext } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AlwaysOnSampler, BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import type { TraceContext } from './trace-context.js';
import type { Tracing, TracingOptions } from './tracing.js';

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
export function sendingTracing(options: TracingOptions): Tracing {
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
