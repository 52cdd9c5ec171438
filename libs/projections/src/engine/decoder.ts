import {
  amendedEnvelope,
  mayTakeBack,
  takingBack,
  type Envelope,
  type EventReader,
  type EventView,
  type Keyring,
  type NodeId,
  type RecordedEvent,
  type TakingBack,
} from '#kernel';

const ENVELOPE = Symbol('envelope');
const TAKING_BACK = Symbol('taking back');

/** A recorded event that carries its envelope, and what it takes back: weak maps would cost more than the parsing they save. */
interface Decoded extends RecordedEvent {
  [ENVELOPE]?: Envelope;
  [TAKING_BACK]?: TakingBack | null;
}

/** Parses each recorded event once, however many read models follow it, and opens it as far as they ask. */
export class Decoder {
  constructor(readonly reader: EventReader) {}

  envelope(recorded: Decoded): Envelope {
    return (recorded[ENVELOPE] ??= JSON.parse(recorded.text) as Envelope);
  }

  /** What an event takes back; null for nothing. Looked for once, however many read models ask. */
  takingBack(recorded: Decoded): TakingBack | null {
    let taken = recorded[TAKING_BACK];
    if (taken === undefined) {
      taken = recorded[ENVELOPE] !== undefined || mayTakeBack(recorded) ? takingBack(this.envelope(recorded)) : null;
      recorded[TAKING_BACK] = taken;
    }
    return taken;
  }

  /** The opened event. Throws UnknownEvent. */
  view(recorded: Decoded, keys: Keyring): EventView {
    return this.reader.open(recorded, keys, this.envelope(recorded));
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
