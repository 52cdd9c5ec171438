import { randomUUID } from 'node:crypto';
import {
  LogBusy,
  type AppendOutcome,
  type AppendRequest,
  type Envelope,
  type EventId,
  type EventLog,
  type Expected,
  type Head,
  type LogIdentity,
  type LogPage,
  type Millis,
  type NewEvent,
  type Position,
  type RecordedEvent,
} from '#kernel';
import { decide, recordedNow, type Known } from './decide.js';
import { PAGE_BYTES } from './page.js';
import { prepare, type Prepared } from './prepare.js';
import { resolveTakings, type Taking } from './taken-back.js';

/** The event log in memory: the same promises as on PostgreSQL, kept by the same decisions, gone with the process. */
export class MemoryEventLog implements EventLog {
  readonly spacing = 1;
  private readonly known: LogIdentity = { id: randomUUID(), epoch: 1 };
  private readonly events: RecordedEvent[] = [];
  private readonly ids = new Map<string, Known>();
  private readonly revisions = new Map<string, number>();
  private readonly streams = new Map<string, RecordedEvent[]>();
  private readonly imports = new Map<string, EventId[]>();
  private readonly takers: {
    by: EventId;
    position: Position;
    target?: { id: EventId; stream: string };
    undone?: string;
  }[] = [];
  private readonly wakes = new Set<() => void>();
  private closed = false;

  constructor(
    private readonly options: {
      readonly clock?: () => Millis;
      readonly maxEvents?: number;
      readonly identity?: LogIdentity;
    } = {},
  ) {}

  identity(): Promise<LogIdentity> {
    return Promise.resolve(this.options.identity ?? this.known);
  }

  async append(stream: string, events: readonly NewEvent[], expected: Expected): Promise<AppendOutcome> {
    const [outcome] = await this.appendAll([{ stream, events, expected }]);
    return outcome!;
  }

  // eslint-disable-next-line require-await -- a port's method: what it throws rejects
  async appendAll(requests: readonly AppendRequest[]): Promise<readonly AppendOutcome[]> {
    if (this.closed) throw new Error('the event log is closed');
    const prepared = requests.map((request) => refuseNonJson(prepare(request)));
    const accepted = prepared.filter((request): request is Prepared => !('kind' in request));
    const coming = accepted.reduce((sum, request) => sum + request.events.length, 0);
    const { maxEvents = Number.MAX_SAFE_INTEGER } = this.options;
    if (this.events.length + coming > maxEvents)
      throw new LogBusy(`a log in memory holds at most ${maxEvents} events`, 60);
    const outcomes = this.store(accepted)[Symbol.iterator]();
    return prepared.map((request) => ('kind' in request ? request : outcomes.next().value!));
  }

  readStream(stream: string, from = 0): Promise<readonly RecordedEvent[]> {
    return Promise.resolve((this.streams.get(stream) ?? []).slice(from));
  }

  takenBack(stream: string): Promise<ReadonlySet<EventId>> {
    const own = new Set((this.streams.get(stream) ?? []).map((event) => event.id));
    const takings: Taking[] = this.takers.flatMap(({ by, position, target, undone }) =>
      target !== undefined
        ? this.isIn(target)
          ? [{ target: target.id, by, position }]
          : []
        : (this.imports.get(undone!) ?? []).map((event) => ({ target: event, by, position })),
    );
    return Promise.resolve(new Set([...resolveTakings(takings)].filter((id) => own.has(id))));
  }

  /** What is taken back is named by id and stream; where they do not belong together, nothing is. */
  private isIn({ id, stream }: { readonly id: EventId; readonly stream: string }): boolean {
    const position = this.ids.get(id)?.position;
    return position !== undefined && this.events[position - 1]!.stream === stream;
  }

  readAll(options: Parameters<EventLog['readAll']>[0]): Promise<LogPage> {
    const { after, until = this.events.length, types, limit } = options;
    const wanted = types === undefined ? null : new Set(types);
    const end = Math.min(until, this.events.length);
    const page: RecordedEvent[] = [];
    let at = after;
    let bytes = 0;
    for (; at < end && page.length < limit && bytes < PAGE_BYTES; at++) {
      const event = this.events[at]!;
      if (wanted !== null && !wanted.has(event.type)) continue;
      page.push(event);
      bytes += Buffer.byteLength(event.text);
    }
    const whole = types === undefined && options.until === undefined && at >= this.events.length;
    return Promise.resolve({ events: page, scannedTo: at, ...(whole ? { atEnd: true } : {}) });
  }

  readAt(positions: readonly Position[]): Promise<readonly RecordedEvent[]> {
    const ordered = [...new Set(positions)].sort((a, b) => a - b);
    return Promise.resolve(ordered.flatMap((position) => this.events[position - 1] ?? []));
  }

  locate(ids: readonly EventId[]): Promise<ReadonlyMap<EventId, Position>> {
    const found = new Map<EventId, Position>();
    for (const id of ids) {
      const known = this.ids.get(id);
      if (known !== undefined) found.set(id, known.position);
    }
    return Promise.resolve(found);
  }

  head(): Promise<Head> {
    const last = this.events.at(-1);
    return Promise.resolve(
      last === undefined ? { position: 0, event: null } : { position: last.position, event: last.id },
    );
  }

  watch(wake: () => void): () => void {
    const own = (): void => wake();
    this.wakes.add(own);
    return () => {
      this.wakes.delete(own);
    };
  }

  close(): Promise<void> {
    this.closed = true;
    this.wakes.clear();
    return Promise.resolve();
  }

  private store(requests: readonly Prepared[]): readonly AppendOutcome[] {
    const { outcomes, rows } = decide(
      requests.map((request) => ({ request })),
      { position: this.events.length, known: this.ids, revisions: this.revisions },
    );
    const recordedAt = recordedNow(this.options.clock ?? Date.now, this.events.at(-1)?.recordedAt ?? 0);
    for (const { event, position, stream, revision } of rows) {
      const { id, type, text, takes } = event;
      const recorded: RecordedEvent = { position, recordedAt, revision, stream, id, type, text };
      this.events.push(recorded);
      append(this.streams, stream, recorded);
      const name = text.includes('"import":"') ? (JSON.parse(text) as Envelope).import : undefined;
      if (name !== undefined) append(this.imports, name, id);
      if (takes?.kind === 'import-undone') this.takers.push({ by: id, position, undone: takes.import });
      else if (takes !== null)
        this.takers.push({ by: id, position, target: { id: takes.target, stream: takes.targetStream } });
    }
    if (rows.length > 0) for (const wake of this.wakes) queueMicrotask(wake);
    return outcomes;
  }
}

function append<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

/** What PostgreSQL finds out when it stores a text as JSON. */
function refuseNonJson(prepared: ReturnType<typeof prepare>): ReturnType<typeof prepare> {
  if ('kind' in prepared) return prepared;
  for (const { id, text } of prepared.events) {
    try {
      JSON.parse(text);
    } catch (error) {
      return { kind: 'refused', code: 'event.unstorable', reason: `event ${id}: ${(error as Error).message}` };
    }
  }
  return prepared;
}
