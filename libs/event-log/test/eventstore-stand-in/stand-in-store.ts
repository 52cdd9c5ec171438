import { appendFileSync, existsSync, readFileSync } from 'node:fs';

/** What an event is sent with. */
export interface Proposed {
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly data: Buffer;
  readonly metadata: Buffer;
}

/** An event as it is kept. */
export interface Kept extends Proposed {
  readonly stream: string;
  readonly revision: number;
  /** Where its record begins, in bytes. */
  readonly position: number;
  /** Epoch milliseconds. */
  readonly created: number;
}

export type Expectation = 'any' | 'none' | 'exists' | number;

export type Answer =
  | { readonly kind: 'success'; readonly revision: number; readonly position: number }
  | { readonly kind: 'wrong-version'; readonly actual: number };

/** Ids under which a repeat without an expectation is found: no more, and none after a restart. */
const REMEMBERED = 500;

/** What a record takes besides its event's own bytes. */
const OVERHEAD = 96;

/**
 * What the stand-in keeps, by the rules that a real EventStoreDB was seen to follow: what it does with repeats, and
 * positions that are byte offsets with gaps. In memory, and in a file where it is to outlive its process.
 */
export class StandInStore {
  readonly events: Kept[] = [];
  private readonly streams = new Map<string, Kept[]>();
  private readonly recent = new Map<string, Kept>();
  private end = 0;
  private lastCreated = 0;

  constructor(
    private readonly file: string | null,
    public clock: () => number = Date.now,
  ) {
    if (file !== null && existsSync(file)) this.load(file);
    // A server writes about itself: whoever reads everything meets it.
    if (this.events.length === 0) this.store('$scavenges', [systemEvent('$scavengeIndexInitialized')], this.now());
  }

  stream(name: string): readonly Kept[] {
    return this.streams.get(name) ?? [];
  }

  append(stream: string, events: readonly Proposed[], expected: Expectation): Answer {
    const known = this.stream(stream);
    const actual = known.length - 1;
    const repeat = typeof expected === 'number' || expected === 'none' ? this.at(known, events, expected) : null;
    if (repeat === 'wrong') return { kind: 'wrong-version', actual };
    if (repeat !== null) return success(repeat);
    if (expected === 'exists' && actual < 0) return { kind: 'wrong-version', actual };
    if (expected === 'any' || expected === 'exists') {
      const remembered = this.remembered(stream, events);
      if (remembered === 'wrong') return { kind: 'wrong-version', actual };
      if (remembered !== null) return success(remembered);
    }
    return success(this.store(stream, events, this.now()));
  }

  /** Writes about itself, as a server does from time to time. */
  writeStatistics(): void {
    this.store('$stats-127.0.0.1:2113', [systemEvent('$statsCollected')], this.now());
  }

  /** What stands where an expected revision says that these events would come: the same ids are a repeat. */
  private at(known: readonly Kept[], events: readonly Proposed[], expected: number | 'none'): Kept | 'wrong' | null {
    const after = expected === 'none' ? -1 : expected;
    if (after === known.length - 1) return null;
    const there = known.slice(after + 1, after + 1 + events.length);
    const same = there.length === events.length && there.every((event, i) => event.id === events[i]!.id);
    return same ? there.at(-1)! : 'wrong';
  }

  /** What is remembered of ids that come without an expectation; asked for the first one, as a server does. */
  private remembered(stream: string, events: readonly Proposed[]): Kept | 'wrong' | null {
    const found = events.map(({ id }) => this.recent.get(`${stream}\n${id}`));
    if (found[0] === undefined) return null;
    return found.every((event, i) => event !== undefined && event.revision === found[0]!.revision + i)
      ? found.at(-1)!
      : 'wrong';
  }

  private now(): number {
    this.lastCreated = Math.max(this.lastCreated, this.clock());
    return this.lastCreated;
  }

  private store(stream: string, events: readonly Proposed[], created: number): Kept {
    if (this.file !== null) appendFileSync(this.file, lineOf(stream, created, events));
    let last: Kept | undefined;
    for (const event of events) last = this.keep(stream, event, created);
    return last!;
  }

  private keep(stream: string, event: Proposed, created: number): Kept {
    const own = this.streams.get(stream) ?? [];
    const kept: Kept = { ...event, stream, revision: own.length, position: this.end, created };
    this.end += OVERHEAD + stream.length * 2 + event.data.length + event.metadata.length;
    own.push(kept);
    this.streams.set(stream, own);
    this.events.push(kept);
    this.recent.set(`${stream}\n${event.id}`, kept);
    if (this.recent.size > REMEMBERED) this.recent.delete(this.recent.keys().next().value!);
    return kept;
  }

  /** A line that was cut off by the end of the process is a batch that was never acknowledged. */
  private load(file: string): void {
    for (const line of readFileSync(file, 'utf8').split('\n').slice(0, -1)) {
      const { stream, created, events } = JSON.parse(line) as Line;
      for (const { data, metadata, ...event } of events)
        this.keep(
          stream,
          { ...event, data: Buffer.from(data, 'base64'), metadata: Buffer.from(metadata, 'base64') },
          created,
        );
      this.lastCreated = created;
    }
    this.recent.clear();
  }
}

/** A batch as it is kept in the file; bytes in base64. */
interface Line {
  readonly stream: string;
  readonly created: number;
  readonly events: readonly (Omit<Proposed, 'data' | 'metadata'> & {
    readonly data: string;
    readonly metadata: string;
  })[];
}

function lineOf(stream: string, created: number, events: readonly Proposed[]): string {
  const line: Line = {
    stream,
    created,
    events: events.map(({ data, metadata, ...event }) => ({
      ...event,
      data: data.toString('base64'),
      metadata: metadata.toString('base64'),
    })),
  };
  return `${JSON.stringify(line)}\n`;
}

function success({ revision, position }: Kept): Answer {
  return { kind: 'success', revision, position };
}

function systemEvent(type: string): Proposed {
  return {
    id: crypto.randomUUID(),
    type,
    contentType: 'application/json',
    data: Buffer.from('{}'),
    metadata: Buffer.alloc(0),
  };
}
