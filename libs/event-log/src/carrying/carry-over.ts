import { randomUUID } from 'node:crypto';
import { finished } from 'node:stream/promises';
import { DatabaseError, type Client } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { touchStream, type EventId, type Millis, type Position } from '#kernel';
import { connectClient } from '#platform';
import { arrays } from '../postgres/binary-arrays.js';
import { sqlState } from '../postgres/connection.js';
import { REVISIONS } from '../postgres/group-writer.js';
import { idParameters, KNOWN_IDS } from '../postgres/known-ids.js';
import { BEGIN, LOG_CHANNEL } from '../postgres/lane.js';
import { ensurePartitions, type Covered } from '../postgres/partitions.js';
import { carriedRows, differs, sameEvent, UnfitEvent, type CarriedEvent, type CarriedRow } from './carried-events.js';
import { carriedReceipts } from './carried-receipts.js';
import { copyText } from './copy-text.js';

const UNIQUE_VIOLATION = '23505';

/** What was written of a batch. */
export interface CarriedBatch {
  /** The head after it. */
  readonly position: Position;
  /** Events that were there before, the same to the letter, and were left out. */
  readonly repeated: number;
}

/** Something to be done in the transaction that writes a batch: it is kept with it, or not at all. */
export type Beside = (client: Pick<Client, 'query'>, batch: CarriedBatch) => Promise<void>;

/**
 * Writes the events of another log into this one, in their order, batch by batch, each in one transaction under the
 * append lock. They keep their streams, revisions, texts and times of recording; positions are this log's own. Unless
 * told otherwise, there is for every touch, and for all that was imported, a receipt of when it was recorded, as if it had
 * come in then. Nobody else may append meanwhile.
 */
export class CarryOver {
  private covered: Covered = { until: -1, size: 0 };

  private constructor(
    private readonly url: string,
    private readonly client: Client,
    private head: { readonly position: Position; readonly at: Millis },
    private readonly receipts: boolean,
  ) {}

  /** Opens a log that is made already. `receipts`: whether it gets receipts of what it is brought. */
  static async open(url: string, { receipts = true }: { readonly receipts?: boolean } = {}): Promise<CarryOver> {
    const client = await connectClient(url, 'carry-over');
    try {
      // A plan made while a table was empty must not scan it once it is large.
      await client.query('set synchronous_commit = on; set enable_seqscan = off; set enable_bitmapscan = off');
      return new CarryOver(url, client, await headOf(client), receipts);
    } catch (error) {
      await client.end();
      throw error;
    }
  }

  get position(): Position {
    return this.head.position;
  }

  /**
   * Appends events and does what is to be done beside it, all of it or nothing. Throws UnfitEvent, with nothing of the
   * batch written, for one that is not as it must be.
   */
  async append(events: readonly CarriedEvent[], beside: Beside): Promise<CarriedBatch> {
    const rows = carriedRows(events, this.head.at);
    const last = this.head.position + rows.length;
    if (last > this.covered.until) this.covered = await ensurePartitions(this.url, last);
    try {
      return await this.write(rows, events.length, beside);
    } catch (error) {
      if (sqlState(error) !== UNIQUE_VIOLATION) throw error;
      return this.write(await this.newOf(rows), events.length, beside);
    }
  }

  /** Throws away every event, receipt and key of this log: for a carrying over that cannot come to an end. */
  async undo(beside: (client: Pick<Client, 'query'>) => Promise<void>): Promise<void> {
    await this.inTransaction(async () => {
      await this.client.query(
        'truncate log.events, log.ids, log.stream_events, log.taken_back, vault.receipts, vault.data_keys',
      );
      await beside(this.client);
    });
    this.head = { position: 0, at: 0 };
  }

  async close(): Promise<void> {
    await this.client.end();
  }

  private async write(rows: readonly CarriedRow[], handed: number, beside: Beside): Promise<CarriedBatch> {
    const position = this.head.position + rows.length;
    const batch = { position, repeated: handed - rows.length };
    await this.inTransaction(async () => {
      const head = await headOf(this.client);
      if (head.position !== this.head.position)
        throw new Error(`the log ends at position ${head.position}, not ${this.head.position}: somebody else appends`);
      await this.checkRevisions(rows.filter((row) => !row.touch));
      await this.store(rows, this.head.position);
      await beside(this.client, batch);
      await this.client.query(`notify ${LOG_CHANNEL}, '${position}'`);
    });
    this.head = { position, at: rows.at(-1)?.recordedAt ?? this.head.at };
    return batch;
  }

  /** A stream's revisions follow each other, from 0 on. */
  private async checkRevisions(rows: readonly CarriedRow[]): Promise<void> {
    if (rows.length === 0) return;
    const streams = [...new Set(rows.map((row) => row.stream))];
    const known = await this.client.query<{ stream: string; revision: number | null }>({
      ...REVISIONS,
      values: [arrays().texts(streams)],
    });
    const last = new Map(known.rows.map(({ stream, revision }) => [stream, revision ?? -1]));
    for (const { index, stream, revision } of rows) {
      const wanted = last.get(stream)! + 1;
      if (revision !== wanted)
        throw new UnfitEvent(index, `it is at revision ${revision} of ${stream}, where revision ${wanted} comes next`);
      last.set(stream, revision);
    }
  }

  private async store(rows: readonly CarriedRow[], after: Position): Promise<void> {
    const positionOf = new Map(rows.map((row, n) => [row, after + n + 1]));
    const at = (row: CarriedRow): Position => positionOf.get(row)!;
    await this.copy('log.events (position, recorded_at, revision, type, envelope)', rows, (row) => [
      at(row),
      row.recordedAt,
      row.touch ? null : row.revision,
      row.prepared.type,
      row.text,
    ]);
    // In the order of the index, neighbours are written to one page.
    const byId = [...rows].sort((a, b) => (a.prepared.id < b.prepared.id ? -1 : 1));
    await this.copy('log.ids (id, position, fingerprint)', byId, (row) => [
      row.prepared.id,
      at(row),
      row.prepared.fingerprint,
    ]);
    await this.copy(
      'log.stream_events (stream, revision, position, event, import)',
      rows.filter((row) => !row.touch),
      (row) => [row.stream, row.revision, at(row), row.prepared.id, row.import],
    );
    const taking = rows.filter((row) => row.prepared.takes !== null);
    await this.copy('log.taken_back (position, event, own_import, stream, target, undone_import)', taking, (row) => {
      const takes = row.prepared.takes!;
      const head = [at(row), row.prepared.id, row.import];
      return takes.kind === 'import-undone'
        ? [...head, null, null, takes.import]
        : [...head, takes.targetStream, takes.target, null];
    });
    if (this.receipts) await this.storeReceipts(rows, at);
  }

  private async storeReceipts(rows: readonly CarriedRow[], at: (row: CarriedRow) => Position): Promise<void> {
    const mark = randomUUID();
    await this.copy(
      'vault.receipts (at, mark, source, import, received, recorded, repeated, differing, first_position, last_position)',
      carriedReceipts(
        rows.filter((row) => row.touch || row.import !== null).map((row) => ({ ...row, position: at(row) })),
      ),
      (one) => [one.at, mark, one.source, one.import, one.events, one.events, 0, 0, one.first, one.last],
    );
  }

  private async copy<R>(
    into: string,
    rows: readonly R[],
    columns: (row: R) => readonly (string | number | null)[],
  ): Promise<void> {
    if (rows.length === 0) return;
    const copy = this.client.query(copyFrom(`copy ${into} from stdin`));
    copy.end(copyText(rows, columns));
    try {
      await finished(copy);
    } catch (error) {
      throw unfit(error, rows) ?? error;
    }
  }

  /** The rows without those that the log holds already. Throws UnfitEvent where what it holds is something else. */
  private async newOf(rows: readonly CarriedRow[]): Promise<CarriedRow[]> {
    const ids = rows.map((row) => row.prepared.id);
    const { rows: found } = await this.client.query<{ id: EventId; revision: number | null; text: string }>(
      `select known.id, e.revision, e.envelope::text as text
       from (${KNOWN_IDS.text}) known join log.events e on e.position = known.position`,
      idParameters(ids, arrays()),
    );
    const known = new Map(found.map((one) => [one.id, one]));
    return rows.filter((row) => {
      const first = known.get(row.prepared.id);
      if (first === undefined) return true;
      const { text, revision } = first;
      const stream = revision === null ? touchStream(row.prepared.id) : (JSON.parse(text) as { stream: string }).stream;
      if (!sameEvent(row, { text, stream, revision: revision ?? 0 })) throw differs(row);
      return false;
    });
  }

  private async inTransaction(work: () => Promise<void>): Promise<void> {
    await this.client.query(BEGIN);
    try {
      await work();
      await this.client.query('commit');
    } catch (error) {
      // Where the connection is lost, the server has taken it back already.
      await this.client.query('rollback').catch(() => undefined);
      throw error;
    }
  }
}

async function headOf(client: Client): Promise<{ readonly position: Position; readonly at: Millis }> {
  const { rows } = await client.query<{ position: string; at: string }>(
    'select position, recorded_at as at from log.events order by position desc limit 1',
  );
  return { position: Number(rows[0]?.position ?? 0), at: Number(rows[0]?.at ?? 0) };
}

/** What the server refuses to store it names by its line. */
function unfit(error: unknown, rows: readonly unknown[]): UnfitEvent | null {
  if (!(error instanceof DatabaseError) || !/^(22|54)/.test(error.code ?? '')) return null;
  const line = /, line (\d+)/.exec(error.where ?? '');
  const row = line === null ? undefined : (rows[Number(line[1]) - 1] as Partial<CarriedRow> | undefined);
  return row?.index === undefined ? null : new UnfitEvent(row.index, `the store refuses it: ${error.message}`);
}
