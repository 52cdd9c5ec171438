/** Where something stands in a trace, as W3C Trace Context writes it: `00-{trace}-{span}-{flags}`. */
export interface TraceContext {
  /** 32 hex digits. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
  /** Whether whoever began the trace keeps it. */
  readonly sampled: boolean;
}

const WRITTEN = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
const NOTHING = /^0+$/;

/** Reads a `traceparent`; undefined where it is none. Versions after 00 are not known here and count as none. */
export function readTraceContext(text: unknown): TraceContext | undefined {
  if (typeof text !== 'string') return undefined;
  const [, traceId = '', spanId = '', flags = ''] = WRITTEN.exec(text) ?? [];
  if (flags === '' || NOTHING.test(traceId) || NOTHING.test(spanId)) return undefined;
  return { traceId, spanId, sampled: (parseInt(flags, 16) & 1) === 1 };
}

/** Writes a context as a `traceparent`. */
export function writeTraceContext({ traceId, spanId, sampled }: TraceContext): string {
  return `00-${traceId}-${spanId}-${sampled ? '01' : '00'}`;
}

const IN_ENVELOPE = '"correlation":"00-';
const WRITTEN_LENGTH = 55;

/**
 * The context that an event was recorded in, from its envelope's text: the correlation of what a traced request brought.
 * Undefined where it was not traced. Does not parse the envelope, which every follower of the log would pay for.
 */
export function traceContextOfEvent(text: string): TraceContext | undefined {
  const at = text.indexOf(IN_ENVELOPE);
  if (at < 0) return undefined;
  const begins = at + IN_ENVELOPE.length - 3;
  return readTraceContext(text.slice(begins, begins + WRITTEN_LENGTH));
}
