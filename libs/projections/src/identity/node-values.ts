import {
  isCompanyNode,
  kindOfNode,
  type EventId,
  type EventView,
  type Keyring,
  type Position,
  type RecordedEvent,
} from '#kernel';
import type { FoldingWith } from '../engine/fold.js';

/** What an event says a node stands for; without a value where that is erased. */
export interface NodeValue {
  readonly node: string;
  readonly kind: string;
  readonly namespace: string | null;
  readonly value: string | null;
}

const PAGE = 2_000;

/** Events by their positions. */
export type EventsRead = ReadonlyMap<Position, RecordedEvent>;

/** How much text of events is kept ahead: what comes after is read when it is asked for. Ordinary events all fit. */
const AHEAD = 16 * 1024 * 1024;

/** Events that will be asked for, read before they are, as far as there is room, and the keys of whom they name made ready. */
export async function readAhead(positions: readonly Position[], using: FoldingWith): Promise<EventsRead> {
  const read = new Map<Position, RecordedEvent>();
  let held = 0;
  for (let i = 0; i < positions.length && held < AHEAD; i += PAGE) {
    const events = await using.log.readAt(positions.slice(i, i + PAGE));
    for (const event of events) {
      read.set(event.position, event);
      held += event.text.length;
    }
    await using.vault.load(using.decoder.subjects(events));
  }
  return read;
}

/**
 * The values of nodes seen for the first time, opened from the events that named them, by their position. Of these, those
 * that were `read` already are not read again.
 */
export async function nodeValues(
  fresh: ReadonlyMap<string, number>,
  using: FoldingWith,
  read: EventsRead = new Map(),
): Promise<NodeValue[]> {
  const { vault, decoder } = using;
  const values = new Map<string, NodeValue>();
  const positions = [...new Set(fresh.values())].sort((a, b) => a - b);
  for (let i = 0; i < positions.length; i += PAGE) {
    const events = await stated(await recorded(positions.slice(i, i + PAGE), using, read), using);
    const keys: Keyring = await vault.load(decoder.subjects(events.map(([event]) => event)));
    for (const [event, position] of events) {
      const view = decoder.view(event, keys);
      for (const { nodes, says } of named(view)) {
        nodes.forEach((node, i) => {
          if (fresh.get(node) !== position) return;
          const said = says[i];
          values.set(node, {
            node,
            kind: said?.kind ?? kindShown(node),
            namespace: said?.namespace ?? null,
            value: said?.value ?? null,
          });
        });
      }
    }
  }
  for (const node of fresh.keys())
    if (!values.has(node)) values.set(node, { node, kind: kindShown(node), namespace: null, value: null });
  return [...values.values()];
}

async function recorded(
  positions: readonly Position[],
  { log }: FoldingWith,
  read: EventsRead,
): Promise<readonly RecordedEvent[]> {
  const missing = positions.filter((position) => !read.has(position));
  const rest = missing.length === 0 ? [] : await log.readAt(missing);
  return [...positions.flatMap((position) => read.get(position) ?? []), ...rest].sort(
    (a, b) => a.position - b.position,
  );
}

type Says = readonly { readonly kind: string; readonly namespace: string; readonly value: string }[];

interface Named {
  readonly profile: string;
  readonly others: readonly string[];
  readonly company: string;
  readonly parent: string;
}

/** The nodes an event names with what it says of each: people's, which are personal, and companies', which are not. */
function named({ about, payload }: EventView): { readonly nodes: readonly string[]; readonly says: Says }[] {
  const { profile, others = [], company, parent } = about as Partial<Named>;
  // a company comes before the others where nobody else does: as the event states them
  const all = [profile ?? company, ...others, company, parent].filter((node) => node !== undefined);
  const nodes = [...new Set(all)];
  const list = (field: string): Says => (Array.isArray(payload[field]) ? (payload[field] as Says) : []);
  const companies = nodes.filter(isCompanyNode);
  // opening costs: only where a person is named
  const people = nodes.length > companies.length ? nodes.filter((node) => !isCompanyNode(node)) : [];
  return [
    ...(people.length === 0 ? [] : [{ nodes: people, says: list('identifiers') }]),
    ...(companies.length === 0 ? [] : [{ nodes: companies, says: list('companies') }]),
  ];
}

/** What kind of identifier a node is, as events name it. */
function kindShown(node: string): string {
  const kind = kindOfNode(node);
  return kind === 'mailbox' ? 'email' : kind;
}

/** The events that state identifiers: an amendment's target in its place. With the position each was found at. */
async function stated(
  events: readonly RecordedEvent[],
  { log, decoder }: FoldingWith,
): Promise<[RecordedEvent, number][]> {
  const amendments = new Map<EventId, number>();
  for (const event of events)
    if (event.type === 'amended') amendments.set(decoder.envelope(event).payload['target'] as EventId, event.position);
  const plain = events
    .filter((event) => event.type !== 'amended')
    .map((event): [RecordedEvent, number] => [event, event.position]);
  if (amendments.size === 0) return plain;
  const located = await log.locate([...amendments.keys()]);
  const targets = await log.readAt([...located.values()].sort((a, b) => a - b));
  return [...plain, ...targets.map((target): [RecordedEvent, number] => [target, amendments.get(target.id)!])];
}
