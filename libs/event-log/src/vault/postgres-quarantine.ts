import { randomBytes } from 'node:crypto';
import type { EventId, Problem } from '#kernel';
import { Asking } from '../postgres/asking.js';
import { migrateEventLog } from '../postgres/migrations.js';
import { pageOf, type Quarantine, type Quarantined, type QuarantinePage, type QuarantineReason } from './quarantine.js';
import { MasterKey, openBytes, sealBytes } from './wrapping.js';

interface Row {
  readonly id: string;
  readonly source: string;
  readonly received_at: Date;
  readonly reason: QuarantineReason;
  readonly problems: readonly Problem[];
  readonly first_event: EventId | null;
}

const COLUMNS = 'id, source, received_at, reason, problems, first_event';

/** Messages set aside in PostgreSQL (`vault.quarantine`). */
export class PostgresQuarantine implements Quarantine {
  private constructor(
    private readonly asking: Asking,
    private readonly master: MasterKey,
  ) {}

  /** Opens the store, making its schema first. */
  static async open(options: {
    readonly url: string;
    readonly masterKey: Buffer;
    /** Milliseconds after which a connection without an answer is given up. */
    readonly answer?: number;
    readonly onTrouble?: (error: Error) => void;
  }): Promise<PostgresQuarantine> {
    const { url, masterKey, answer = 10_000 } = options;
    const onTrouble = options.onTrouble ?? ((error: Error) => process.emitWarning(error.message, error.name));
    await migrateEventLog(url);
    const asking = new Asking({ url, answer, onTrouble, max: 2, application_name: 'throughline-quarantine' });
    return new PostgresQuarantine(asking, new MasterKey(masterKey));
  }

  async put(entries: readonly (Quarantined & { readonly bytes: Buffer })[]): Promise<void> {
    const keys = new Map<string, Buffer | null>();
    for (const { receivedAt } of entries) {
      const day = dayOf(receivedAt);
      if (!keys.has(day)) keys.set(day, await this.keyOf(day, true));
    }
    for (const { id, source, receivedAt, reason, problems, firstEvent, bytes } of entries) {
      const day = dayOf(receivedAt);
      const key = keys.get(day) ?? null;
      if (key === null) throw new Error(`the quarantine of ${day} was destroyed: nothing can be added to it`);
      await this.asking.ask((on) =>
        on.query(
          `insert into vault.quarantine (id, source, received_at, reason, problems, day, bytes, first_event)
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (id) do nothing`,
          [
            id,
            source,
            new Date(receivedAt),
            reason,
            JSON.stringify(problems),
            day,
            sealBytes(key, bytes, id),
            firstEvent,
          ],
        ),
      );
    }
  }

  async list(options: Parameters<Quarantine['list']>[0]): Promise<QuarantinePage> {
    const { source = null, after, limit } = options;
    const { rows } = await this.asking.ask((on) =>
      on.query<Row>(
        `select ${COLUMNS} from vault.quarantine
       where ($1::text is null or source = $1)
         and ($2::timestamptz is null or (received_at, id) < ($2, $3::uuid))
       order by received_at desc, id desc limit $4`,
        [source, after === undefined ? null : new Date(after.receivedAt), after?.id ?? null, limit + 1],
      ),
    );
    return pageOf(rows.map(entryOf), limit);
  }

  async get(id: string): Promise<(Quarantined & { readonly bytes: Buffer | null }) | null> {
    const { rows } = await this.asking.ask((on) =>
      on.query<Row & { bytes: Buffer; day: string }>(
        `select ${COLUMNS}, bytes, day::text as day from vault.quarantine where id = $1`,
        [id],
      ),
    );
    const row = rows[0];
    if (row === undefined) return null;
    const key = await this.keyOf(row.day, false);
    return { ...entryOf(row), bytes: key === null ? null : openBytes(key, row.bytes, id) };
  }

  close(): Promise<void> {
    return this.asking.end();
  }

  /** The key of a day; null where it is destroyed, or was never made. */
  private async keyOf(day: string, create: boolean): Promise<Buffer | null> {
    if (create)
      await this.asking.ask((on) =>
        on.query('insert into vault.dated_keys (day, wrapped) values ($1, $2) on conflict (day) do nothing', [
          day,
          this.master.wrap(randomBytes(32), `quarantine ${day}`),
        ]),
      );
    const { rows } = await this.asking.ask((on) =>
      on.query<{ wrapped: Buffer | null }>('select wrapped from vault.dated_keys where day = $1', [day]),
    );
    const wrapped = rows[0]?.wrapped ?? null;
    return wrapped === null
      ? null
      : this.master.unwrap(wrapped, `quarantine ${day}`, `the key of the quarantine of ${day}`);
  }
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

function entryOf(row: Row): Quarantined {
  return {
    id: row.id,
    source: row.source,
    receivedAt: row.received_at.getTime(),
    reason: row.reason,
    problems: row.problems,
    firstEvent: row.first_event,
  };
}
