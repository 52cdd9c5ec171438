import { randomUUID } from 'node:crypto';
import { touchStream, type AppendOutcome, type EventId, type Millis, type Position } from '#kernel';
import type { Asking } from '../postgres/asking.js';
import { arrays } from '../postgres/binary-arrays.js';
import { raw } from '../postgres/connection.js';
import type { Prepared } from '../prepare.js';
import type { LogIndex } from './log-index.js';
import { severalAtOnce, type LogReader } from './log-reader.js';
import { storedAs, type Read } from './recorded.js';

/** What is to be appended, noted before it is sent. */
export interface Intent {
  readonly mark: string;
  /** When it came in: on the receipt, and with each event. */
  readonly at: Millis;
}

/** A touch, or an imported event of a thing, and what became of it. */
export interface Settled {
  readonly request: Prepared;
  readonly outcome: Extract<AppendOutcome, { kind: 'appended' }>;
}

/** What became of the messages of one source and import. */
interface Count {
  readonly source: string;
  readonly import: string | null;
  received: number;
  recorded: number;
  repeated: number;
  differing: number;
  readonly positions: Position[];
}

/** What is known of the events of an intent, in their order. */
interface Left {
  readonly sources: readonly string[];
  readonly imports: readonly (string | null)[];
  /** Of things; null of a touch. */
  readonly streams: readonly (string | null)[];
}

/** Where a touch stands in its stream. */
const FIRST = { revision: 0 };

/** Milliseconds after which an intent is nobody's any more: longer than anybody tries. */
const LEFT_AFTER = 120_000;
/** Milliseconds after which who still tries says so again. */
export const STILL_EVERY = 3_000;
/** Milliseconds within which every process that works has said so: an intent of which nobody has is nobody's. */
export const HEARD_OF_WITHIN = 10_000;
/** Intents that are looked at in one go. */
const SWEPT = 50;

const BEGIN = `
  insert into vault.intents (mark, at, after_position, ids, sources, imports, streams)
  values ($1::uuid, $2::bigint, $3::bigint, $4::uuid[], $5::text[], $6::text[], $7::text[])`;

const SETTLE = `
  with gone as (delete from vault.intents where mark = $1::uuid returning mark)
  insert into vault.receipts
    (at, mark, source, import, received, recorded, repeated, differing, first_position, last_position, positions)
  select $2::bigint, $1::uuid, source, import, received, recorded, repeated, differing,
         positions[1], positions[cardinality(positions)], positions
  from (
    select source, import, received, recorded, repeated, differing, nullif(positions, '{}')::bigint[] as positions
    from unnest($3::text[], $4::text[], $5::integer[], $6::integer[], $7::integer[], $8::integer[], $9::text[])
      as new (source, import, received, recorded, repeated, differing, positions)
  ) counted
  where exists (select from gone)`;

/** Of appends that still wait for the server: no other process takes them for left. */
const STILL = `update vault.intents set noted_at = clock_timestamp() where mark = any($1::uuid[])`;

/** Takes intents that nobody settles, for as long as an intent is somebody's. */
const LEFT = `
  update vault.intents set noted_at = clock_timestamp()
  where mark = any(array(
    select mark from vault.intents where noted_at < clock_timestamp() - $1::integer * interval '1 millisecond'
      and mark <> all($2::uuid[])
    order by noted_at limit ${SWEPT} for update skip locked
  ))
  returning mark, at, array_to_json(ids)::text, array_to_json(sources)::text, array_to_json(imports)::text,
    array_to_json(streams)::text`;

/**
 * Receipts beside a log that shares no transaction with them. What is to be appended is durable before it is sent; right
 * after, one statement makes receipts of it, whatever is asked twice. What a crash leaves in between is settled by reading
 * the streams: the server's ids tell which events this very append stored.
 */
export class Intents {
  /** Those of appends of this process that are still tried, or are being counted. */
  private readonly own = new Set<string>();
  /** What is being swept, and how many were; null where nothing is. */
  private sweeping: Promise<number> | null = null;
  private closed = false;

  constructor(
    private readonly asking: Asking,
    private readonly reader: LogReader,
    private readonly index: Pick<LogIndex, 'state'>,
    private readonly leftAfter = LEFT_AFTER,
  ) {}

  async begin(requests: readonly Prepared[], at: Millis): Promise<Intent> {
    const intent: Intent = { mark: randomUUID(), at };
    this.own.add(intent.mark);
    try {
      await this.note(intent, requests);
    } catch (error) {
      this.leave(intent);
      throw error;
    }
    return intent;
  }

  private async note({ mark, at }: Intent, requests: readonly Prepared[]): Promise<void> {
    const events = requests.flatMap((request) => request.events);
    const streams = requests.flatMap(({ touch, stream, events: own }) => own.map(() => (touch ? null : stream)));
    await this.asking.ask((on) =>
      raw(on, 'intent', `${BEGIN} on conflict (mark) do nothing`, [
        mark,
        at,
        this.reader.lastSeen,
        arrays().uuids(events.map(({ id }) => id)),
        arrays().texts(events.map(({ source }) => source)),
        arrays().texts(events.map((event) => event.import)),
        arrays().texts(streams),
      ]),
    );
  }

  /** Nobody tries any more what the intent is of: what became of it is found out after a while. */
  leave({ mark }: Intent): void {
    this.own.delete(mark);
  }

  async settle(intent: Intent, settled: readonly Settled[]): Promise<void> {
    const counts = new Map<string, Count>();
    for (const { request, outcome } of settled) {
      const event = request.events[0]!;
      // What a file repeats is counted by who reads it: as in `decide`.
      if (event.import !== null && outcome.duplicate !== 'no') continue;
      const count = countOf(counts, event.source, event.import);
      count.received++;
      if (outcome.duplicate !== 'no') count[outcome.differs ? 'differing' : 'repeated']++;
      else {
        count.recorded++;
        count.positions.push(outcome.position);
      }
    }
    try {
      await this.write(intent, [...counts.values()]);
    } finally {
      this.leave(intent);
    }
  }

  /**
   * Settles what was left: of what nobody was told, what is in the log counts as received and recorded. Answers how many.
   * Of several in this process each waits for the one before it, counts what that one settled, and fails with it: that
   * one has taken what was left.
   */
  sweep(leftAfter = this.leftAfter): Promise<number> {
    const before = this.sweeping ?? Promise.resolve(0);
    const sweeping = before.then(async (settled) => settled + (await this.sweepOnce(leftAfter)));
    this.sweeping = sweeping;
    const over = (): void => {
      if (this.sweeping === sweeping) this.sweeping = null;
    };
    sweeping.then(over, over);
    return sweeping;
  }

  /** Says of what is still tried that it is: no other process takes it for left. */
  async still(): Promise<void> {
    if (this.own.size === 0 || this.closed) return;
    await this.asking.ask((on) => raw(on, '', STILL, [arrays().uuids([...this.own])]));
  }

  /** Ends what is being swept after the intent at hand, and waits for it. */
  async close(): Promise<void> {
    this.closed = true;
    await this.sweeping?.catch(() => undefined);
  }

  private async sweepOnce(leftAfter: number): Promise<number> {
    let swept = 0;
    await this.still();
    while (!this.closed) {
      const own = arrays().uuids([...this.own]);
      const left = await this.asking.ask((on) => raw(on, '', LEFT, [leftAfter, own]));
      for (const [mark, at, ids, sources, imports, streams] of left) {
        if (this.closed) return swept;
        await this.settleLeft({ mark: mark!, at: Number(at) }, JSON.parse(ids!) as EventId[], {
          sources: JSON.parse(sources!) as string[],
          imports: JSON.parse(imports!) as (string | null)[],
          streams: streams === null ? [] : (JSON.parse(streams!) as (string | null)[]),
        });
        swept++;
      }
      if (left.length < SWEPT) break;
    }
    return swept;
  }

  private async settleLeft(
    intent: Intent,
    ids: readonly EventId[],
    { sources, imports, streams }: Left,
  ): Promise<void> {
    const firsts = await this.firstsOf(ids, streams);
    const counts = new Map<string, Count>();
    const counted = new Set<EventId>();
    for (const [i, id] of ids.entries()) {
      if (firsts[i]?.storedAs !== storedAs(id, intent.mark) || counted.has(id)) continue;
      counted.add(id);
      const count = countOf(counts, sources[i]!, imports[i]!);
      count.received++;
      count.recorded++;
      count.positions.push(firsts[i].position);
    }
    await this.write(intent, [...counts.values()]);
  }

  /** What stands under ids: of a thing, where the index says, which is current to the head when it is asked. */
  private async firstsOf(ids: readonly EventId[], streams: Left['streams']): Promise<readonly (Read | undefined)[]> {
    const things = ids.filter((_, i) => (streams[i] ?? null) !== null);
    const known = things.length === 0 ? null : (await this.index.state(things, [])).known;
    const places = ids.map((id, i) => ({
      stream: streams[i] ?? touchStream(id),
      at: streams[i] ? known!.get(id) : FIRST,
    }));
    return severalAtOnce(places, async ({ stream, at }) =>
      at === undefined ? undefined : (await this.reader.stream(stream, at.revision, 1))[0],
    );
  }

  private async write({ mark, at }: Intent, counts: readonly Count[]): Promise<void> {
    for (const { positions } of counts) positions.sort((a, b) => a - b);
    await this.asking.ask((on) =>
      raw(on, 'settle', SETTLE, [
        mark,
        at,
        arrays().texts(counts.map(({ source }) => source)),
        arrays().texts(counts.map((count) => count.import)),
        arrays().ints(counts.map(({ received }) => received)),
        arrays().ints(counts.map(({ recorded }) => recorded)),
        arrays().ints(counts.map(({ repeated }) => repeated)),
        arrays().ints(counts.map(({ differing }) => differing)),
        arrays().texts(counts.map(({ positions }) => `{${positions.join(',')}}`)),
      ]),
    );
  }
}

function countOf(counts: Map<string, Count>, source: string, name: string | null): Count {
  const key = name === null ? source : `${source}\n${name}`;
  let count = counts.get(key);
  if (count === undefined) {
    count = { source, import: name, received: 0, recorded: 0, repeated: 0, differing: 0, positions: [] };
    counts.set(key, count);
  }
  return count;
}
