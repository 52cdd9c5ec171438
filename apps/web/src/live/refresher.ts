import type { Query, QueryClient } from '@tanstack/react-query';

/**
 * Asks again for what has changed. A query that is under way when something changes may have been answered from before
 * it: it is neither broken off, or a stream of changes would never let it arrive, nor believed, but asked once more when
 * it has ended.
 */
export class Refresher {
  private readonly again = new Set<Query>();

  constructor(private readonly client: QueryClient) {}

  /** Listens for queries that end, until the function it returns is called. */
  start(): () => void {
    const unsubscribe = this.client.getQueryCache().subscribe((event) => {
      if (event.type === 'removed') this.again.delete(event.query);
      if (event.type !== 'updated' || event.query.state.fetchStatus !== 'idle') return;
      // The query is still telling that it ended: it is asked again after that.
      if (this.again.delete(event.query)) queueMicrotask(() => this.ask([event.query]));
    });
    return () => {
      unsubscribe();
      this.again.clear();
    };
  }

  /** Refreshes the queries that say (`meta.reads`) that they read something for which `changed` holds. */
  refresh(changed: (read: string) => boolean): void {
    const queries = this.client
      .getQueryCache()
      .findAll({ predicate: ({ meta }) => meta?.reads?.some(changed) ?? false });
    for (const query of queries) if (query.state.fetchStatus !== 'idle') this.again.add(query);
    this.ask(queries.filter((query) => !this.again.has(query)));
  }

  /** Refreshes all of them, after a loss: what was asked before it may never be answered, and is broken off. */
  refreshAll(): void {
    const queries = this.client.getQueryCache().findAll({ predicate: ({ meta }) => (meta?.reads?.length ?? 0) > 0 });
    for (const query of queries)
      if (query.state.data === undefined && query.state.fetchStatus !== 'idle') this.again.add(query);
    this.ask(queries);
  }

  private ask(queries: readonly Query[]): void {
    const asked = new Set(queries);
    if (asked.size > 0) void this.client.invalidateQueries({ predicate: (query) => asked.has(query) });
  }
}
