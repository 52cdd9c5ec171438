import { randomUUID } from 'node:crypto';
import { LogBusy, type AppendOutcome, type EventId, type Millis } from '#kernel';
import { decide, type ReadState } from '../decide.js';
import type { Prepared } from '../prepare.js';
import { passes, TooLarge, WrongVersion, wordsOf } from './answers.js';
import type { Connection } from './connection.js';
import type { Intent, Intents, Settled } from './intents.js';
import type { IndexedState, LogIndex } from './log-index.js';
import type { LogReader } from './log-reader.js';
import { eventData, sizeOf } from './recorded.js';
import { endingAt, retrying, type Patience } from './retrying.js';

export interface DecisionAppenderOptions {
  readonly connection: Connection;
  readonly index: LogIndex;
  readonly reader: LogReader;
  readonly intents: Intents;
  readonly clock: () => Millis;
  readonly patience: Patience;
  /** Bytes the server takes in one append. */
  readonly maxAppendBytes: number;
}

/**
 * Appends to streams of decisions. Who repeats and who conflicts is decided here, from the index, current to the head;
 * the server is always told the revision that was decided upon, whatever the caller expects: that holds for ever and a
 * retry of it is recognised, which a memory of recent ids would not promise. Who loses a race decides again. What is
 * imported is counted as touches are: noted before it is sent, made a receipt after.
 */
export class DecisionAppender {
  /** The last call on each stream: calls of this process on one stream come one after the other. */
  private readonly tails = new Map<string, Promise<void>>();

  constructor(private readonly options: DecisionAppenderOptions) {}

  /** Outcomes in order; streams side by side, requests to one stream one after the other. Nothing is sent after `until`. */
  async append(requests: readonly Prepared[], until: number): Promise<AppendOutcome[]> {
    const streams = [...new Set(requests.map(({ stream }) => stream))];
    const release = await this.turnOn(streams);
    try {
      const ids = requests.flatMap(({ events }) => events.map(({ id }) => id));
      const state = await this.options.index.state(ids, streams);
      return await this.counted(requests, (intent) => this.each(requests, { state, intent, until }));
    } finally {
      release();
    }
  }

  /** Notes what is imported before it is appended, and makes receipts of it after. */
  private async counted(
    requests: readonly Prepared[],
    append: (intent: Intent | null) => Promise<AppendOutcome[]>,
  ): Promise<AppendOutcome[]> {
    const { intents, clock } = this.options;
    const imported = requests.filter(isImported);
    if (imported.length === 0) return append(null);
    const intent = await intents.begin(imported, clock());
    let outcomes: AppendOutcome[];
    try {
      outcomes = await append(intent);
    } catch (error) {
      // What of it is stored the streams will tell.
      intents.leave(intent);
      throw error;
    }
    const settled = requests.flatMap((request, i): Settled[] => {
      const outcome = outcomes[i]!;
      return isImported(request) && outcome.kind === 'appended' ? [{ request, outcome }] : [];
    });
    await intents.settle(intent, settled);
    return outcomes;
  }

  private async each(requests: readonly Prepared[], { state, intent, until }: Appending): Promise<AppendOutcome[]> {
    const streams = [...new Set(requests.map(({ stream }) => stream))];
    const outcomes: AppendOutcome[] = Array.from({ length: requests.length });
    await allSettled(
      streams.map(async (stream) => {
        const own = requests.flatMap((request) => (request.stream === stream ? request.events : []));
        for (const [i, request] of requests.entries())
          if (request.stream === stream)
            outcomes[i] = await this.one(
              request,
              { state, until, intent: isImported(request) ? intent : null },
              own.map(({ id }) => id),
            );
      }),
    );
    return outcomes;
  }

  /** `ids`: everything that the call brings to the stream, for whoever loses a race there has lost it with all of it. */
  private async one(
    request: Prepared,
    { state, intent, until }: Appending,
    ids: readonly EventId[],
  ): Promise<AppendOutcome> {
    const { stream, events } = request;
    const { mark, at } = intent ?? { mark: randomUUID(), at: this.options.clock() };
    const data = events.map((event) => eventData(event, mark, at));
    const size = data.reduce((sum, event) => sum + sizeOf(event), 0);
    if (size > this.options.maxAppendBytes) return tooLarge(request, new TooLarge(size, this.options.maxAppendBytes));
    const { patience, connection, index } = this.options;
    for (;;) {
      const actual = state.revisions.get(stream) ?? -1;
      const [outcome] = decide([{ request }], stateOf(request, state, actual)).outcomes;
      if (outcome!.kind !== 'appended' || outcome!.duplicate !== 'no') return outcome!;
      if (performance.now() >= until) throw busy(new Error('they waited for others too long'));
      try {
        const stored = await retrying(endingAt(patience, until), (left) =>
          connection.append(stream, data, actual, Math.min(left, connection.deadline)),
        );
        const revision = actual + events.length;
        const position =
          events.length === 1 && stored.position >= 0 ? stored.position : await this.placeOf(stream, revision);
        state.revisions.set(stream, revision);
        events.forEach(({ id, fingerprint }, i) =>
          state.known.set(id, { position, revision: actual + 1 + i, fingerprint }),
        );
        return { kind: 'appended', revision, position, duplicate: 'no', differs: false };
      } catch (error) {
        if (error instanceof TooLarge) return tooLarge(request, error);
        if (!(error instanceof WrongVersion) && !passes(error)) throw error;
        if (!(error instanceof WrongVersion) || performance.now() >= until) throw busy(error);
        const { known, revisions } = await index.state(ids, [stream]);
        for (const [id, there] of known) state.known.set(id, there);
        for (const [name, revision] of revisions) state.revisions.set(name, revision);
      }
    }
  }

  /** Where the last event of several stands: the answer tells where they stand together. */
  private async placeOf(stream: string, revision: number): Promise<number> {
    const [event] = await this.options.reader.stream(stream, revision, 1);
    return event!.position;
  }

  /** Waits for everybody who has called on one of these streams before; in the order of calls, so nobody waits for ever. */
  private async turnOn(streams: readonly string[]): Promise<() => void> {
    const before = streams.flatMap((stream) => this.tails.get(stream) ?? []);
    let release!: () => void;
    const turn = new Promise<void>((resolve) => (release = resolve));
    for (const stream of streams) this.tails.set(stream, turn);
    await Promise.all(before);
    return () => {
      for (const stream of streams) if (this.tails.get(stream) === turn) this.tails.delete(stream);
      release();
    };
  }
}

/** What an append goes by; the intent: of what is imported. */
interface Appending {
  readonly state: IndexedState;
  readonly intent: Intent | null;
  /** Nothing is sent after. */
  readonly until: number;
}

function isImported({ events }: Prepared): boolean {
  return events[0]!.import !== null;
}

/** What is known of a request's ids and stream, for `decide` to write into. */
function stateOf({ stream, events }: Prepared, state: IndexedState, actual: number): ReadState {
  const known = events.flatMap(({ id }) => {
    const first = state.known.get(id);
    return first === undefined ? [] : [[id, first] as const];
  });
  return { position: 0, known: new Map(known), revisions: new Map(actual < 0 ? [] : [[stream, actual]]) };
}

/** Waits for all of them, so that nothing is on its way any more, and throws what went wrong first. */
async function allSettled(working: readonly Promise<void>[]): Promise<void> {
  for (const result of await Promise.allSettled(working)) if (result.status === 'rejected') throw result.reason;
}

/** The answer to events that the server does not take in one append. */
export function tooLarge({ stream, events }: Prepared, { message }: TooLarge): AppendOutcome {
  const reason = `${events.length} events for stream ${stream}: ${message}`;
  return { kind: 'refused', code: 'event.too-large', reason };
}

/** What a caller hears whose append may be stored. */
export function busy(error: unknown): LogBusy {
  return new LogBusy(
    `EventStoreDB did not take the events (${wordsOf(error)}); what was sent may be stored: send it again with the same ids`,
    2,
  );
}
