import {
  amendedEnvelope,
  type Envelope,
  type EventReader,
  type EventView,
  type Keyring,
  type NodeId,
  type RecordedEvent,
} from '#kernel';

/** Parses and opens each recorded event once, however many read models follow it. */
export class Decoder {
  private readonly envelopes = new WeakMap<RecordedEvent, Envelope>();
  private readonly views = new WeakMap<RecordedEvent, EventView>();

  constructor(readonly reader: EventReader) {}

  envelope(recorded: RecordedEvent): Envelope {
    let envelope = this.envelopes.get(recorded);
    if (envelope === undefined) this.envelopes.set(recorded, (envelope = JSON.parse(recorded.text) as Envelope));
    return envelope;
  }

  /** The opened event. Throws UnknownEvent. */
  view(recorded: RecordedEvent, keys: Keyring): EventView {
    let view = this.views.get(recorded);
    if (view === undefined)
      this.views.set(recorded, (view = this.reader.open(recorded, keys, this.envelope(recorded))));
    return view;
  }

  /** The target as its amendment states it, at the target's own place. */
  amended(target: RecordedEvent, amendment: RecordedEvent, keys: Keyring): EventView {
    return this.reader.open(target, keys, amendedEnvelope(this.envelope(target), this.envelope(amendment)));
  }

  /** The nodes whose keys these events' sealed parts need. */
  subjects(events: Iterable<RecordedEvent>): NodeId[] {
    const nodes = new Set<NodeId>();
    for (const event of events) for (const part of this.envelope(event).sealed ?? []) nodes.add(part[1]);
    return [...nodes];
  }
}
