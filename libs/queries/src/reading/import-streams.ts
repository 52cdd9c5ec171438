import { sql, type Actor, type Asking, type RecordedEvent } from '#kernel';
import { importItem, type ToldImport } from './import-item.js';
import { runningImports } from './running-imports.js';

/**
 * Imports as their streams in the log tell them, in the order of their ids: what has just begun or ended is told, however
 * far behind the read models are. One that never began is left out.
 */
export async function toldImports(asking: Asking, ids: readonly string[]): Promise<readonly ToldImport[]> {
  // before the log is read: whoever lets go of the lock has said before that it is finished
  const running = await runningImports(asking.rows, ids);
  const places = await asking.rows<{ stream: string; position: string }>(sql`
    WITH elsewhere AS (SELECT active FROM log_index.state)
    SELECT stream, position FROM log.stream_events
    WHERE stream = ANY (${ids.map(streamOf)}::text[]) AND NOT (SELECT active FROM elsewhere)
    UNION ALL
    SELECT stream, position FROM log_index.stream_events
    WHERE stream = ANY (${ids.map(streamOf)}::text[]) AND (SELECT active FROM elsewhere)
    ORDER BY position`);
  const { events } = await asking.events(places.map(({ position }) => Number(position)));
  const streams = new Map<string, RecordedEvent[]>();
  const at = new Map(events.map((event) => [event.position, event]));
  for (const { stream, position } of places)
    streams.set(stream, [...(streams.get(stream) ?? []), at.get(Number(position))!]);
  const names = await addresses(asking);
  return ids.flatMap((id) => importItem(id, streams.get(streamOf(id)) ?? [], running.has(id), names) ?? []);
}

/** Who acted, as people know them: the address of a person who works here, the id of what else. */
export async function addresses(asking: Asking): Promise<(actor: Actor) => string> {
  const people = await asking.rows<{ person: string; email: string }>(sql`
    SELECT person::text, email FROM read.staff_person WHERE believed_until IS NULL AND valid_to IS NULL`);
  const known = new Map(people.map(({ person, email }) => [person, email]));
  return ({ id }) => known.get(id) ?? id;
}

function streamOf(id: string): string {
  return `import-${id}`;
}
