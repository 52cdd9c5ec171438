import { type Envelope, type EventId, type RecordedEvent } from '#kernel';
import { undone, type Imported, type Taker, type TakingSource } from '../takings.js';
import { arrays } from './binary-arrays.js';
import type { RawRow } from './connection.js';

/** Where takings are read, and the events that are not in their tables. */
export interface StoredTakingsOptions {
  /** The schema with `taken_back` and `stream_events`: of the log itself, or of the index beside one kept elsewhere. */
  readonly schema: 'log' | 'log_index';
  readonly rows: (text: string, values: unknown[]) => Promise<RawRow[]>;
  /** The event of a touch's own stream; undefined where there is none. */
  readonly touch: (stream: string) => Promise<Pick<RecordedEvent, 'text'> | undefined>;
  /** The streams in which takers stand, by their ids. */
  readonly streamsOf: (takers: readonly Taker[]) => Promise<ReadonlyMap<EventId, string>>;
}

/** Who takes back what, from the tables that hold it. */
export class StoredTakings implements TakingSource {
  constructor(private readonly options: StoredTakingsOptions) {}

  async inStream(stream: string): Promise<readonly Taker[]> {
    const touch = touchOf(stream);
    const { schema } = this.options;
    if (touch === null)
      return this.takers(
        `t.stream = $1 and exists (select from ${schema}.stream_events s where s.stream = $1 and s.event = t.target)`,
        [stream],
      );
    const there = (await this.options.touch(stream)) !== undefined;
    return there ? this.takers('t.stream = $1 and t.target = $2', [stream, touch]) : [];
  }

  async imported(stream: string): Promise<readonly Imported[]> {
    const touch = touchOf(stream);
    if (touch !== null) {
      const event = await this.options.touch(stream);
      const name = event === undefined ? undefined : (JSON.parse(event.text) as Envelope).import;
      return name === undefined ? [] : [[touch, name]];
    }
    const rows = await this.options.rows(
      `select event, import from ${this.options.schema}.stream_events where stream = $1 and import is not null`,
      [stream],
    );
    return rows.map(([event, name]) => [event as EventId, name!]);
  }

  async ofTakers(takers: readonly Taker[]): Promise<readonly Taker[]> {
    const found = await this.takers('t.target = any($1::uuid[])', [arrays().uuids(takers.map(({ by }) => by))]);
    if (found.length === 0) return [];
    const streams = await this.options.streamsOf(takers);
    return found.filter(({ target, stream }) => streams.get(target) === stream);
  }

  async undoing(imported: readonly Imported[]): Promise<readonly Taker[]> {
    if (imported.length === 0) return [];
    const rows = await this.options.rows(
      `select t.undone_import, t.event, t.position, t.own_import from ${this.options.schema}.taken_back t
       where t.undone_import = any($1::text[])`,
      [arrays().texts([...new Set(imported.map(([, name]) => name))])],
    );
    const takers = rows.map(([name, by, position, ownImport]) => ({
      undone: name!,
      target: by as EventId,
      by: by as EventId,
      position: Number(position),
      ownImport: ownImport!,
      stream: null,
    }));
    return undone(takers, imported);
  }

  private async takers(condition: string, values: unknown[]): Promise<Taker[]> {
    const rows = await this.options.rows(
      `select t.target, t.event, t.position, t.own_import, t.stream from ${this.options.schema}.taken_back t
       where ${condition}`,
      values,
    );
    return rows.map(([target, by, position, ownImport, stream]) => ({
      target: target as EventId,
      by: by as EventId,
      position: Number(position),
      ownImport: ownImport!,
      stream: stream!,
    }));
  }
}

/** The event of a touch's own stream; null for a stream of decisions. */
export function touchOf(stream: string): EventId | null {
  return stream.startsWith('touch-') && stream.length === 42 ? (stream.slice(6) as EventId) : null;
}
