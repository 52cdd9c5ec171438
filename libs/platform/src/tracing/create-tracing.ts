import { NO_TRACING, type Tracing, type TracingOptions } from './tracing.js';

/** Begins spans where the options say that they go somewhere; what sends them is loaded only then. */
export async function createTracing(options: TracingOptions | undefined): Promise<Tracing> {
  if (options === undefined) return NO_TRACING;
  const { sendingTracing } = await import('./sending.js');
  return sendingTracing(options);
}
