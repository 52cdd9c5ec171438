import {
  LogReplaced,
  MAX_EVENT_BYTES,
  touchStream,
  type Envelope,
  type EventId,
  type Head,
  type LogIdentity,
  type LogPage,
  type Position,
  type RecordedEvent,
} from '#kernel';
import { PAGE_BYTES } from '../page.js';
import { takenBackOf } from '../takings.js';
import type { Asking } from './asking.js';
import { arrays } from './binary-arrays.js';
import { raw, type RawRow } from './connection.js';
import { idParameters, KNOWN_IDS, storedIds } from './known-ids.js';
import { StoredTakings, touchOf } from './stored-takings.js';

/** Of another log than the one that was opened nothing is read. */
const THIS_LOG = '(select true from log.identity where single and id = $1 and epoch = $2)';
const COLUMNS = 'e.position, e.recorded_at, e.revision, e.type, e.envelope';
/** Positions a filtered page looks at, at most. */
const FILTER_WINDOW = 50_000;

/** Reads the log on a pool of connections. */
export class LogReader {
  private seen: Position = 0;
  /** Events a page may ask for: fewer after one that ended early, so that less is measured in vain. */
  private most = Number.MAX_SAFE_INTEGER;

  private readonly takings = new StoredTakings({
    schema: 'log',
    rows: (text, values) => this.rows(text, values),
    touch: async (stream) => (await this.stream(stream, 0))[0],
    streamsOf: async (takers) => {
      const events = await this.at(takers.map(({ position }) => position));
      return new Map(events.map((event) => [event.id, event.stream]));
    },
  });

  constructor(
    private readonly asking: Asking,
    private readonly identity: LogIdentity,
  ) {}

  /** Throws LogReplaced where the log is not the one that was opened, or ends earlier. */
  async head(): Promise<Head> {
    const known = this.seen;
    const [row] = await this.rows(
      `select head.position, head.envelope
       from log.identity left join lateral (
         select position, envelope from log.events order by position desc limit 1
       ) head on true
       where single and id = $1 and epoch = $2`,
      [this.identity.id, this.identity.epoch],
    );
    const position = Number(row?.[0] ?? 0);
    if (row === undefined || position < known) throw new LogReplaced(known);
    if (position > this.seen) this.seen = position;
    return { position, event: row[1] == null ? null : idOf(row[1]) };
  }

  async page(options: {
    readonly after: Position;
    readonly until?: Position;
    readonly types?: readonly string[];
    readonly limit: number;
  }): Promise<LogPage> {
    const { after, until = Number.MAX_SAFE_INTEGER, types, limit } = options;
    if (types !== undefined) return this.filtered(after, until, types, limit);
    const { events, whole } = await this.bounded('position > $3 and position <= $4', [after, until], limit);
    const scannedTo = events.at(-1)?.position ?? after;
    return whole && options.until === undefined ? { events, scannedTo, atEnd: true } : { events, scannedTo };
  }

  /** Everything up to the head is there to be seen: commits come in the order of positions. */
  private async filtered(after: Position, until: Position, types: readonly string[], limit: number): Promise<LogPage> {
    const window = after + FILTER_WINDOW;
    if (this.seen < Math.min(window, until)) await this.head();
    const end = Math.min(window, until, this.seen);
    if (end <= after) return { events: [], scannedTo: after };
    const { events, whole } = await this.bounded(
      'position > $3 and position <= $4 and type = any($6::text[])',
      [after, end],
      limit,
      arrays().texts(types),
    );
    return { events, scannedTo: whole ? end : events.at(-1)!.position };
  }

  /**
   * The first events that meet a condition, bounded in number and bytes; `whole` where there are no more of them.
   * They are looked for in this log only: where none is found, the log may be another one by now.
   */
  private async bounded(
    condition: string,
    range: readonly [after: Position, until: Position],
    limit: number,
    ...more: readonly unknown[]
  ): Promise<{ readonly events: RecordedEvent[]; readonly whole: boolean }> {
    const most = Math.min(limit, this.most);
    const found = `from log.events e where ${THIS_LOG} and ${condition} order by position limit $5`;
    const page = most * MAX_EVENT_BYTES > PAGE_BYTES ? withinBytes(found) : `select ${COLUMNS} ${found}`;
    const rows = await this.rows(page, [this.identity.id, this.identity.epoch, ...range, most, ...more]);
    if (rows.length === 0) await this.head();
    const events = rows.map(recorded);
    const full = sizeOf(events) >= PAGE_BYTES;
    if (full) this.most = 2 * events.length;
    else if (events.length === most) this.most = Math.min(2 * this.most, Number.MAX_SAFE_INTEGER);
    return { events, whole: !full && events.length < most };
  }

  async at(positions: readonly Position[]): Promise<RecordedEvent[]> {
    if (positions.length === 0) return [];
    const rows = await this.rows(
      `select ${COLUMNS} from log.events e where position = any($1::bigint[]) order by position`,
      [arrays().bigints(positions)],
    );
    return rows.map(recorded);
  }

  async stream(stream: string, from: number): Promise<readonly RecordedEvent[]> {
    const touch = touchOf(stream);
    if (touch !== null) {
      const position = (await this.locate([touch])).get(touch);
      return position === undefined || from > 0 ? [] : this.at([position]);
    }
    const rows = await this.rows(
      `select ${COLUMNS} from log.stream_events s join log.events e on e.position = s.position
       where s.stream = $1 and s.revision >= $2 order by s.revision`,
      [stream, from],
    );
    return rows.map(recorded);
  }

  async locate(ids: readonly EventId[]): Promise<Map<EventId, Position>> {
    if (ids.length === 0) return new Map();
    const stored = storedIds(
      await this.asking.ask((on) => raw(on, KNOWN_IDS.name, KNOWN_IDS.text, idParameters(ids, arrays()))),
    );
    return new Map(stored.map(({ id, position }) => [id, position]));
  }

  takenBack(stream: string): Promise<ReadonlySet<EventId>> {
    return takenBackOf(stream, this.takings);
  }

  private rows(text: string, values: unknown[]): Promise<RawRow[]> {
    return this.asking.ask((on) => raw(on, '', text, values));
  }
}

/**
 * The first of the found events whose sizes before them add up to less than a page: summed up as they are read, in the
 * order they are found in. What is stored out of line is weighed, not fetched.
 */
function withinBytes(found: string): string {
  return `select ${COLUMNS} from (
    select e.*, sum(case when pg_column_compression(e.envelope) is null then pg_column_size(e.envelope)
                         else octet_length(e.envelope::text) end)
                over (order by e.position rows between unbounded preceding and 1 preceding) as before
    from (select ${COLUMNS} ${found}) e
  ) e where before is null or before < ${PAGE_BYTES} order by position`;
}

/** Not less than what the server takes the events for. */
function sizeOf(events: readonly RecordedEvent[]): number {
  return events.reduce((sum, event) => sum + Buffer.byteLength(event.text) + 8, 0);
}

/** The kernel writes the id first: it need not be parsed out of the whole. */
function idOf(text: string): EventId {
  return text.startsWith('{"id":"') ? (text.slice(7, 43) as EventId) : (JSON.parse(text) as Envelope).id;
}

function recorded([position, at, revision, type, text]: RawRow): RecordedEvent {
  const id = idOf(text!);
  return {
    position: Number(position),
    recordedAt: Number(at),
    revision: revision === null ? 0 : Number(revision),
    stream: revision === null ? touchStream(id) : (JSON.parse(text!) as Envelope).stream!,
    id,
    type: type!,
    text: text!,
  };
}
