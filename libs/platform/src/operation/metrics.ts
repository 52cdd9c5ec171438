import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** The process's metrics. Names begin with `throughline_`, units stand in the name (`_seconds`, `_bytes`, `_total`). */
export interface Metrics {
  readonly registry: Registry;
  /** A count that only grows. */
  counter<Label extends string = never>(name: string, help: string, labels?: readonly Label[]): Counter<Label>;
  /**
   * A value that goes up and down; `collect` is called when the metrics are read. Where it fails there is no value: the
   * others are read all the same.
   */
  gauge<Label extends string = never>(
    name: string,
    help: string,
    labels?: readonly Label[],
    collect?: (gauge: Gauge<Label>) => void | Promise<void>,
  ): Gauge<Label>;
  /** A distribution; buckets in the unit of the name, 1 ms to 10 s unless told. */
  histogram<Label extends string = never>(
    name: string,
    help: string,
    labels?: readonly Label[],
    buckets?: readonly number[],
  ): Histogram<Label>;
  /** Everything in Prometheus's text format. */
  text(): Promise<string>;
  readonly contentType: string;
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** A registry of its own (tests make as many as they like), with the process's default metrics unless told not to. */
export function createMetrics(options: { readonly processMetrics?: boolean } = {}): Metrics {
  const registry = new Registry();
  // The event loop is sampled ten times a second: the default of a hundred costs more than everything else while idle.
  if (options.processMetrics ?? true) collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 100 });
  const named = (name: string, help: string) => ({ name: `throughline_${name}`, help, registers: [registry] });
  return {
    registry,
    contentType: registry.contentType,
    text: () => registry.metrics(),
    counter: (name, help, labels = []) => new Counter({ ...named(name, help), labelNames: labels }),
    gauge: (name, help, labels = [], collect) =>
      new Gauge({
        ...named(name, help),
        labelNames: labels,
        ...(collect
          ? {
              async collect(this: Gauge<(typeof labels)[number]>) {
                try {
                  await collect(this);
                } catch {
                  if (labels.length > 0) this.reset();
                  else this.remove();
                }
              },
            }
          : {}),
      }),
    histogram: (name, help, labels = [], buckets = SECONDS) =>
      new Histogram({ ...named(name, help), labelNames: labels, buckets: [...buckets] }),
  };
}
