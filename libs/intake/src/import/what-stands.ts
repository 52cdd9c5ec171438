import type { Envelope, EventId, EventLog } from '#kernel';

/** What the log holds under an id. */
export interface Standing {
  readonly fingerprint: string;
  /** The import that recorded it, if one did. */
  readonly import: string | null;
}

/** That an import is not undone may change: it is asked again after so long. Milliseconds. */
const FRESH = 1_000;

/** Asks the log what it holds already: two questions for a batch, and one for each import that had recorded something of it. */
export class WhatStands {
  private readonly imports = new Map<string, { readonly undone: boolean; readonly at: number }>();

  constructor(private readonly log: EventLog) {}

  async under(ids: readonly EventId[]): Promise<ReadonlyMap<EventId, Standing>> {
    const located = await this.log.locate(ids);
    if (located.size === 0) return new Map();
    const events = await this.log.readAt([...located.values()].sort((a, b) => a - b));
    return new Map(
      events.map(({ id, text }) => {
        const { fingerprint, import: imported = null } = JSON.parse(text) as Envelope;
        return [id, { fingerprint, import: imported }];
      }),
    );
  }

  /** Those of some imports that were undone. */
  async undone(imports: Iterable<string>): Promise<ReadonlySet<string>> {
    const undone = new Set<string>();
    for (const name of imports) {
      let known = this.imports.get(name);
      if (known === undefined || (!known.undone && performance.now() - known.at > FRESH)) {
        const events = await this.log.readStream(importStream(name));
        known = { undone: events.some(({ type }) => type === 'import-undone'), at: performance.now() };
        this.imports.set(name, known);
      }
      if (known.undone) undone.add(name);
    }
    return undone;
  }
}

/** The stream in which an import is started, finished and undone. */
export function importStream(id: string): string {
  return `import-${id}`;
}
