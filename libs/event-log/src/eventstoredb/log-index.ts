import type { Client } from 'pg';
import { LogReplaced, touchStream, type EventId, type LogIdentity, type Position } from '#kernel';
import type { Known } from '../decide.js';
import { takesOf } from '../prepare.js';
import { takenBackOf } from '../takings.js';
import type { Answering, Asking } from '../postgres/asking.js';
import { arrays } from '../postgres/binary-arrays.js';
import { raw, type RawRow } from '../postgres/connection.js';
import { StoredTakings } from '../postgres/stored-takings.js';
import type { LogReader } from './log-reader.js';
import type { Read } from './recorded.js';

/** The lock of whoever brings the index up to the log, as long as its transaction takes. */
export const INDEX_LOCK = 7_216_004;
/** Events that one transaction looks at. */
const PAGE = 5_000;
/** Bytes of the log between two places that are kept: about a thousand events. */
const APART = 1_000_000;

/** How the index names the log it is of. */
export function indexedAs({ id, epoch }: LogIdentity): string {
  return `${id} ${epoch}`;
}

/** Makes the index one of another log, of which nothing is in it yet: under the index lock. */
export async function beginIndex(on: Pick<Client, 'query'>, log: string): Promise<void> {
  await on.query('truncate log_index.stream_events, log_index.taken_back, log_index.places');
  await on.query('update log_index.state set log = $1, position = 0', [log]);
}

/** What is known of ids and streams of decisions. */
export interface IndexedState {
  readonly known: Map<string, Known>;
  /** Last revisions of the streams that exist. */
  readonly revisions: Map<string, number>;
}

/**
 * The index beside the log, in PostgreSQL: decisions and takings. Whoever asks brings it up to the log's end first; one
 * process writes at a time, the others find it done.
 */
export class LogIndex {
  /** Up to where the index was seen to be. */
  private reached: Position = -1;
  private running: Promise<void> | null = null;
  private waiting: Promise<void> | null = null;
  private readonly takings: StoredTakings;
  private readonly log: string;

  constructor(
    private readonly asking: Asking,
    private readonly reader: LogReader,
    identity: LogIdentity,
    /** Whether the index of a log that is not in use any more may be made this one's, for reading. */
    private readonly visiting = false,
  ) {
    this.log = indexedAs(identity);
    this.takings = new StoredTakings({
      schema: 'log_index',
      rows: (text, values) => this.rows(text, values),
      touch: async (stream) => (await reader.stream(stream, 0, 1))[0],
      streamsOf: async (takers) => {
        const rows = await this.rows(
          'select event, own_stream from log_index.taken_back where position = any($1::bigint[])',
          [arrays().bigints(takers.map(({ position }) => position))],
        );
        return new Map(rows.map(([event, stream]) => [event as EventId, stream!]));
      },
    });
  }

  /** Resolves when everything is in that was in the log when this was called. */
  catchUp(): Promise<void> {
    if (this.running === null) return this.begin();
    // What is running may have read the log's end before this call.
    return (this.waiting ??= this.running
      .catch(() => undefined)
      .then(() => {
        this.waiting = null;
        return this.begin();
      }));
  }

  /** Waits for what is running. */
  async settle(): Promise<void> {
    await (this.waiting ?? this.running)?.catch(() => undefined);
  }

  /** Of a stream, what is taken back, current to the head. */
  async takenBack(stream: string): Promise<ReadonlySet<EventId>> {
    await this.catchUp();
    return takenBackOf(stream, this.takings);
  }

  /** Where decisions are, as far as the index is. */
  async locate(ids: readonly EventId[]): Promise<Map<EventId, Position>> {
    if (ids.length === 0) return new Map();
    const rows = await this.rows('select event, position from log_index.stream_events where event = any($1::uuid[])', [
      arrays().uuids(ids),
    ]);
    return new Map(rows.map(([event, position]) => [event as EventId, Number(position)]));
  }

  /** What is known of these ids, and of these streams, current to the head. */
  async state(ids: readonly EventId[], streams: readonly string[]): Promise<IndexedState> {
    await this.catchUp();
    const [events, revisions] = await Promise.all([
      this.rows(
        `select event, position, revision, fingerprint from log_index.stream_events where event = any($1::uuid[])`,
        [arrays().uuids(ids)],
      ),
      this.rows(
        `select stream, max(revision) from log_index.stream_events where stream = any($1::text[]) group by stream`,
        [arrays().texts(streams)],
      ),
    ]);
    return {
      known: new Map(
        events.map(([event, position, revision, fingerprint]) => [
          event!,
          { position: Number(position), revision: Number(revision), fingerprint: fingerprint! },
        ]),
      ),
      revisions: new Map(revisions.map(([stream, revision]) => [stream!, Number(revision)])),
    };
  }

  /** The positions of a stream's events, where the server does not tell them. */
  async placed(events: readonly Read[]): Promise<readonly Read[]> {
    await this.catchUp();
    const places = await this.locate(events.map(({ id }) => id));
    return events.map((event) => ({ ...event, position: places.get(event.id) ?? event.position }));
  }

  /** The last place kept before a position; 0 where there is none. The index is left as it is: it may be behind. */
  async placeBefore(position: Position): Promise<Position> {
    const [row] = await this.rows(
      `select max(places.position) from log_index.places, log_index.state
       where state.log = $1 and places.position < $2::bigint`,
      [this.log, position],
    );
    return Number(row?.[0] ?? 0);
  }

  private begin(): Promise<void> {
    this.running = this.bringUp().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  private async bringUp(): Promise<void> {
    const { position: head } = await this.reader.head();
    while (this.reached < head) this.reached = await this.asking.inTransaction((on) => this.page(on, head));
  }

  /** Adds one page of the log; answers up to where the index is then. */
  private async page(on: Answering, head: Position): Promise<Position> {
    await on.query(`select pg_advisory_xact_lock(${INDEX_LOCK})`);
    const [row] = await raw(on, '', 'select log, position, active::text from log_index.state', []);
    const [log = null, position, active] = row!;
    const after = log === this.log ? Number(position) : await this.begun(on, log, active === 'true');
    if (after >= head) return this.ahead(after, head);
    const { events } = await this.reader.read({ after, until: head, limit: PAGE });
    const to = events.at(-1)?.position ?? head;
    await this.add(on, events);
    await on.query('update log_index.state set position = $1', [to]);
    return to;
  }

  /** Another process may have brought the index further since the head was read; never beyond where the log ends now. */
  private async ahead(after: Position, head: Position): Promise<Position> {
    if (after > head && after > (await this.reader.head()).position) throw new LogReplaced(after);
    return after;
  }

  /**
   * Begins with tables that are of no log yet. Those of another log are that one's: only who switches logs makes them
   * another's, and who had the one before open must not take them back.
   */
  private async begun(on: Answering, log: string | null, active: boolean): Promise<Position> {
    if (log !== null && (active || !this.visiting)) throw new LogReplaced(0);
    await beginIndex(on, this.log);
    return 0;
  }

  private async add(on: Answering, events: readonly Read[]): Promise<void> {
    await this.keepPlaces(on, events);
    const decided = events.filter((event) => event.stream !== touchStream(event.id));
    if (decided.length > 0)
      await raw(
        on,
        '',
        `insert into log_index.stream_events (stream, revision, position, event, import, fingerprint)
         select * from unnest($1::text[], $2::integer[], $3::bigint[], $4::uuid[], $5::text[], $6::uuid[])`,
        [
          arrays().texts(decided.map(({ stream }) => stream)),
          arrays().ints(decided.map(({ revision }) => revision)),
          arrays().bigints(decided.map(({ position }) => position)),
          arrays().uuids(decided.map(({ id }) => id)),
          arrays().texts(decided.map(({ metadata }) => metadata.import ?? null)),
          arrays().uuids(decided.map(({ metadata }) => metadata.fingerprint)),
        ],
      );
    const taking = events.flatMap((event) => {
      const takes = takesOf(event);
      return takes === null ? [] : [{ event, takes }];
    });
    if (taking.length === 0) return;
    await raw(
      on,
      '',
      `insert into log_index.taken_back (position, event, own_import, own_stream, stream, target, undone_import)
       select * from unnest($1::bigint[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[]::uuid[], $7::text[])`,
      [
        arrays().bigints(taking.map(({ event }) => event.position)),
        arrays().uuids(taking.map(({ event }) => event.id)),
        arrays().texts(taking.map(({ event }) => event.metadata.import ?? null)),
        arrays().texts(taking.map(({ event }) => event.stream)),
        arrays().texts(taking.map(({ takes }) => (takes.kind === 'import-undone' ? null : takes.targetStream))),
        arrays().texts(taking.map(({ takes }) => (takes.kind === 'import-undone' ? null : takes.target))),
        arrays().texts(taking.map(({ takes }) => (takes.kind === 'import-undone' ? takes.import : null))),
      ],
    );
  }

  private async keepPlaces(on: Answering, events: readonly Read[]): Promise<void> {
    const [row] = await raw(on, '', 'select max(position) from log_index.places', []);
    let last = Number(row?.[0] ?? 0);
    const kept: Position[] = [];
    for (const { position } of events) if (position >= last + APART) kept.push((last = position));
    if (kept.length === 0) return;
    await raw(on, '', 'insert into log_index.places select unnest($1::bigint[])', [arrays().bigints(kept)]);
  }

  private rows(text: string, values: unknown[]): Promise<RawRow[]> {
    return this.asking.ask((on) => raw(on, '', text, values));
  }
}
