import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { TraceContext } from '../tracing/trace-context.js';

/** What the work at hand belongs to. */
interface Belonging {
  readonly correlation: string;
  readonly trace?: TraceContext | undefined;
}

const current = new AsyncLocalStorage<Belonging>();

/**
 * Runs `work` so that everything logged inside it, awaits included, carries the correlation id, and the trace's id where
 * it is part of one.
 */
export function withCorrelation<T>(id: string, work: () => T, trace?: TraceContext): T {
  return current.run({ correlation: id, trace }, work);
}

/** The correlation id of the work at hand, or undefined outside `withCorrelation`. */
export function correlationId(): string | undefined {
  return current.getStore()?.correlation;
}

/** Where the work at hand stands in a trace; undefined where it is in none. */
export function traceContext(): TraceContext | undefined {
  return current.getStore()?.trace;
}

/** A correlation id that a caller sent, when it is harmless to keep and log (letters, digits, `._:-`, at most 128). */
export function statedCorrelation(sent: unknown): string | undefined {
  return typeof sent === 'string' && /^[\w.:-]{1,128}$/.test(sent) ? sent : undefined;
}

/** A new correlation id, or the one a caller sent when it is harmless to log. */
export function correlationIdFrom(sent: unknown): string {
  return statedCorrelation(sent) ?? randomUUID();
}
