import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';

const current = new AsyncLocalStorage<string>();

/** Runs `work` so that everything logged inside it, awaits included, carries the correlation id. */
export function withCorrelation<T>(id: string, work: () => T): T {
  return current.run(id, work);
}

/** The correlation id of the work at hand, or undefined outside `withCorrelation`. */
export function correlationId(): string | undefined {
  return current.getStore();
}

/** A new correlation id, or the one a caller sent when it is harmless to log (letters, digits, `._:-`, at most 128). */
export function correlationIdFrom(sent: unknown): string {
  return typeof sent === 'string' && /^[\w.:-]{1,128}$/.test(sent) ? sent : randomUUID();
}
