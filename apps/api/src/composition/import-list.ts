import type { Pool } from 'pg';
import { importStream } from '#intake';
import { importFinished, importStarted } from '#journey';
import type { Envelope, EventLog, RecordedEvent, Sql } from '#kernel';
import { importItem, runningImports, type ImportItem } from '#queries';

const PAGE = 1_000;
const TYPES = [importStarted.name, importFinished.name, 'import-undone'];

/**
 * Every import there was, the newest first, read from the log itself: so it is right wherever nothing follows the log, and
 * while read models are behind. Imports are few; the log is scanned for them.
 */
export async function importList(using: {
  readonly log: EventLog;
  readonly pool: Pool;
}): Promise<readonly ImportItem[]> {
  const { log, pool } = using;
  const streams = await told(log);
  const rows = async <T extends object>({ text, values }: Sql): Promise<readonly T[]> =>
    (await pool.query<T>(text, [...values])).rows;
  const running = await runningImports(rows, [...streams.keys()]);
  const items: ImportItem[] = [];
  for (const [id, events] of streams) {
    const told = importItem(id, events, running.has(id));
    // it may have been finished after its stream was read, and before its lock was looked for
    const sure =
      told?.item.state === 'interrupted' ? importItem(id, await log.readStream(importStream(id)), false) : told;
    if (sure !== null) items.push(sure.item);
  }
  return items.reverse();
}

/** What the log says of each import. */
async function told(log: EventLog): Promise<ReadonlyMap<string, readonly RecordedEvent[]>> {
  const streams = new Map<string, RecordedEvent[]>();
  const { position: head } = await log.head();
  for (let after = 0; after < head;) {
    const page = await log.readAll({ after, until: head, types: TYPES, limit: PAGE });
    for (const event of page.events) {
      const id = (JSON.parse(event.text) as Envelope).about['import'] as string;
      streams.set(id, [...(streams.get(id) ?? []), event]);
    }
    if (page.scannedTo <= after) break;
    after = page.scannedTo;
  }
  return streams;
}
