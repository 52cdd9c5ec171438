import {
  amendedEnvelope,
  EventReader,
  IN_THE_EVENT,
  isErased,
  type Asking,
  type Envelope,
  type EventId,
  type Keyring,
  type RecordedEvent,
  type SealedFields,
} from '#kernel';
import { catalogue } from '#journey';

/** A row of a touch whose content is sealed. */
export interface SealedContent {
  readonly event_id: string;
  /** Where the row begins to be believed: the event's position, or its amendment's. */
  readonly position: string;
  readonly content: string | null;
}

type Content = Readonly<Record<string, unknown>>;

const reader = new EventReader(catalogue);

/** What the sources told of some touches' content, row by row: nothing where it is erased or was never told. */
export async function contentsOf(asking: Asking, rows: readonly SealedContent[]): Promise<readonly Content[]> {
  const kept = rows.filter(({ content }) => content !== null && content !== IN_THE_EVENT);
  const opened = await asking.unseal(
    'content',
    kept.map((row) => ({ event: row.event_id as EventId, fields: row.content as SealedFields })),
  );
  const contents = new Map<SealedContent, Content | null>(kept.map((row, i) => [row, opened[i]!]));
  for (const row of rows) if (row.content === IN_THE_EVENT) contents.set(row, await inTheEvent(asking, row));
  return rows.map((row) => contents.get(row) ?? {});
}

/** Content that is large, or of an older version, is read from the event, or from the amendment that states it. */
async function inTheEvent(asking: Asking, row: SealedContent): Promise<Content> {
  const { events, keys } = await asking.events([Number(row.position)]);
  const [event] = events;
  if (event === undefined) return {};
  if (event.id === row.event_id) return revealed(event, keys);
  const at = (await asking.locate([row.event_id as EventId])).get(row.event_id as EventId);
  const [target] = at === undefined ? [] : (await asking.events([at])).events;
  if (target === undefined) return {};
  return revealed(target, keys, amendedEnvelope(envelopeOf(target), envelopeOf(event)));
}

function envelopeOf(event: RecordedEvent): Envelope {
  return JSON.parse(event.text) as Envelope;
}

function revealed(event: RecordedEvent, keys: Keyring, envelope = envelopeOf(event)): Content {
  const { payload } = reader.open(event, keys, envelope);
  const content: Record<string, unknown> = {};
  for (const [name, category] of Object.entries(catalogue.find(event.type)!.personal))
    if (category === 'content' && !isErased(payload[name])) content[name] = payload[name];
  return content;
}
