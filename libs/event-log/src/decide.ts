import type { AppendOutcome, Millis, Position } from '#kernel';
import type { Prepared, PreparedEvent } from './prepare.js';

/** What a log knows of an id: where its event stands, and what a repeat is compared with. */
export interface Known {
  readonly position: Position;
  readonly fingerprint: string;
  readonly revision: number;
}

/** What was read under the append lock. `decide` writes what it decides into the maps. */
export interface ReadState {
  readonly position: Position;
  readonly known: Map<string, Known>;
  /** Last revisions of the decision streams that exist. */
  readonly revisions: Map<string, number>;
}

/** One event to store. Positions follow each other without gaps. */
export interface NewRow {
  readonly event: PreparedEvent;
  readonly position: Position;
  readonly stream: string;
  readonly revision: number;
  readonly touch: boolean;
}

/**
 * What becomes of one source's deliveries, and of each of its imports, in a group. Of an import only what is recorded: a
 * file is read again from its first row after a crash, so what of it repeats is counted by who reads it.
 */
export interface Receipt {
  readonly source: string;
  readonly import: string | null;
  /** Messages that came in, counted apart from what became of them: the others must add up to it. */
  received: number;
  recorded: number;
  repeated: number;
  differing: number;
  firstPosition: Position | null;
  lastPosition: Position | null;
}

export interface Decision {
  readonly outcomes: readonly AppendOutcome[];
  readonly rows: readonly NewRow[];
  readonly receipts: readonly Receipt[];
}

/** A request, and where its first event went if an earlier attempt, whose answer was lost, stored it. */
export interface Attempted {
  readonly request: Prepared;
  readonly attempted?: Position | undefined;
}

/**
 * Decides who is stored, who repeats and who conflicts, in order, as if the requests had come one after the other.
 * Pure but for the maps of `state`. A repeat answers its first result whatever it expects; a request that mixes
 * known events with new ones conflicts.
 */
export function decide(items: readonly Attempted[], state: ReadState): Decision {
  const outcomes: AppendOutcome[] = [];
  const rows: NewRow[] = [];
  const receipts = new Map<string, Receipt>();
  let position = state.position;
  for (const { request, attempted } of items) {
    const { events, stream, touch, expected } = request;
    const repeat = repeated(events, state.known, attempted);
    const actual = touch ? -1 : (state.revisions.get(stream) ?? -1);
    const conflicts = repeat === 'new' && !fits(expected, actual);
    const receipt = isCounted(request, repeat, conflicts) ? receiptOf(receipts, events[0]!) : null;
    if (receipt !== null) receipt.received += events.length;
    if (conflicts) {
      outcomes.push({ kind: 'conflict', expected, actual });
    } else if (repeat === 'new') {
      let revision = actual;
      for (const event of events) {
        position++;
        revision++;
        rows.push({ event, position, stream, revision, touch });
        state.known.set(event.id, { position, fingerprint: event.fingerprint, revision });
        if (receipt !== null) recorded(receipt, position);
      }
      if (!touch) state.revisions.set(stream, revision);
      outcomes.push({ kind: 'appended', revision, position, duplicate: 'no', differs: false });
    } else if (repeat === 'mixed') {
      outcomes.push({ kind: 'conflict', expected, actual: state.revisions.get(stream) ?? -1 });
    } else {
      if (receipt !== null) receipt[repeat.differs ? 'differing' : 'repeated']++;
      outcomes.push(repeat);
    }
  }
  return { outcomes, rows, receipts: [...receipts.values()] };
}

function fits(expected: Prepared['expected'], actual: number): boolean {
  if (expected === 'any') return true;
  if (expected === 'none') return actual === -1;
  return expected === 'exists' ? actual >= 0 : expected === actual;
}

type Appended = Extract<AppendOutcome, { kind: 'appended' }>;

function repeated(
  events: readonly PreparedEvent[],
  known: ReadonlyMap<string, Known>,
  attempted: Position | undefined,
): 'new' | 'mixed' | Appended {
  let found = 0;
  let differs = false;
  let last: Known | undefined;
  for (const event of events) {
    const first = known.get(event.id);
    if (first === undefined) continue;
    found++;
    last = first;
    differs ||= first.fingerprint !== event.fingerprint;
  }
  if (last === undefined) return 'new';
  if (found < events.length) return 'mixed';
  return {
    kind: 'appended',
    revision: last.revision,
    position: last.position,
    // Found where the unanswered attempt had put it, it is that attempt's own.
    duplicate: !differs && attempted === last.position - events.length + 1 ? 'no' : 'yes',
    differs,
  };
}

/** Whether a receipt counts a request: touches, and what files say of things, once it is recorded. */
function isCounted({ touch, events }: Prepared, repeat: 'new' | 'mixed' | Appended, conflicts: boolean): boolean {
  if (events[0]!.import !== null) return repeat === 'new' && !conflicts;
  // What an unanswered attempt of the same call stored was received then.
  return touch && !(typeof repeat === 'object' && repeat.duplicate === 'no');
}

function receiptOf(receipts: Map<string, Receipt>, event: PreparedEvent): Receipt {
  const { source, import: imported } = event;
  const key = imported === null ? source : `${source}\n${imported}`;
  let receipt = receipts.get(key);
  if (receipt === undefined) {
    receipt = {
      source,
      import: imported,
      received: 0,
      recorded: 0,
      repeated: 0,
      differing: 0,
      firstPosition: null,
      lastPosition: null,
    };
    receipts.set(key, receipt);
  }
  return receipt;
}

function recorded(receipt: Receipt, position: Position): void {
  receipt.recorded++;
  receipt.firstPosition ??= position;
  receipt.lastPosition = position;
}

/** The log's own clock: never before what was recorded last. */
export function recordedNow(clock: () => Millis, last: Millis): Millis {
  return Math.max(clock(), last);
}
