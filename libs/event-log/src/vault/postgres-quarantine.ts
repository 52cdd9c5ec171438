import { randomUUID } from 'node:crypto';
import type { EventId } from '#kernel';
import { Asking } from '../postgres/asking.js';
import { migrateEventLog } from '../postgres/migrations.js';
import { countOf, groupsOf } from './aside-groups.js';
import { DatedKeys } from './dated-keys.js';
import { ACTS, CLEAR, KEEP_UNDER, PUT, SETTLE, WAITING_BEFORE } from './quarantine-statements.js';
import {
  dayOf,
  pageOf,
  type Aside,
  type Opened,
  type Quarantine,
  type QuarantineCount,
  type Quarantined,
  type QuarantinePage,
  type QuarantineReason,
  type QuarantineState,
  type SetAsideReceipt,
} from './quarantine.js';
import { noteOf, opening, sealedAnew, sealedEntry, sealedNote, type ActRow, type SealedRow } from './sealed-entry.js';
import { MasterKey } from './wrapping.js';

interface Row {
  readonly id: string;
  readonly source: string;
  readonly received_at: Date;
  readonly reason: QuarantineReason;
  readonly first_event: EventId | null;
  readonly state: QuarantineState;
  readonly times: number;
  readonly last_at: Date | null;
  readonly connector: string | null;
  readonly path: string | null;
  readonly event: EventId | null;
}

type OpenedRow = Row & SealedRow;

const COLUMNS = 'id, source, received_at, reason, first_event, state, times, last_at, connector, path, event';

/** Entries that let go of their bytes in one statement. */
const CLEARED_TOGETHER = 2_000;

/** Messages set aside in PostgreSQL (`vault.quarantine`). */
export class PostgresQuarantine implements Quarantine {
  private constructor(
    private readonly asking: Asking,
    private readonly keys: DatedKeys,
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
    return new PostgresQuarantine(asking, new DatedKeys(asking, new MasterKey(masterKey)));
  }

  async put(entries: readonly Aside[], receipt?: SetAsideReceipt): Promise<void> {
    const groups = groupsOf(entries);
    const last = groups.pop();
    let left = receipt;
    for (const group of groups) {
      // What fails in between leaves each group counted with what it holds.
      const counted = left === undefined ? undefined : { ...left, ...countOf(group) };
      await this.putTogether(group[0].source, group[0].receivedAt, group, counted);
      if (left !== undefined && counted !== undefined)
        left = {
          ...left,
          received: left.received - counted.received,
          setAside: left.setAside - counted.setAside,
        };
    }
    if (last !== undefined) await this.putTogether(last[0].source, last[0].receivedAt, last, left);
    else if (left !== undefined) await this.putTogether(left.source, left.at, [], left);
  }

  private async putTogether(source: string, at: number, group: readonly Aside[], receipt?: SetAsideReceipt) {
    const day = dayOf(at);
    const key = group.length === 0 ? null : await this.keys.toKeep(day);
    if (key !== null) await this.keepUnder(day, key, group);
    // One of the group twice is one row that came twice: a statement changes a row only once.
    const times = new Map<string, number>();
    for (const { id } of group) times.set(id, (times.get(id) ?? 0) + 1);
    const once = [...new Map(group.map((entry) => [entry.id, entry])).values()];
    const sealed = once.map(({ id, bytes, problems, messageId = null, once: said = null }) =>
      sealedEntry(id, bytes, { problems, messageId, once: said }, key!),
    );
    const values = [
      at,
      randomUUID(),
      source,
      receipt?.received ?? 0,
      receipt?.setAside ?? 0,
      day,
      once.map(({ id }) => id),
      once.map(({ reason }) => reason),
      sealed.map(({ details }) => details),
      sealed.map(({ bytes }) => bytes),
      once.map(({ firstEvent }) => firstEvent),
      once.map(({ connector }) => connector ?? null),
      once.map(({ path }) => path ?? null),
      once.map(({ id }) => times.get(id)!),
    ];
    await this.asking.ask((on) => on.query(PUT, values));
  }

  /** What waits since an earlier day, and comes again, is read as long as what came first today. */
  private async keepUnder(day: string, key: Buffer, group: readonly Aside[]): Promise<void> {
    const ids = group.map(({ id }) => id);
    const { rows } = await this.asking.ask((on) => on.query<SealedRow>(WAITING_BEFORE, [ids, day]));
    if (rows.length === 0) return;
    const keys = await this.keys.ofAll([...new Set(rows.map((row) => row.day))]);
    const kept = rows.flatMap((row) => {
      const sealed = sealedAnew(row, keys.get(row.day), key);
      return sealed === null ? [] : [{ id: row.id, day: row.day, ...sealed }];
    });
    await this.asking.ask((on) =>
      on.query(KEEP_UNDER, [
        day,
        kept.map(({ id }) => id),
        kept.map((one) => one.day),
        kept.map(({ bytes }) => bytes),
        kept.map(({ details }) => details),
      ]),
    );
  }

  async list(options: Parameters<Quarantine['list']>[0]): Promise<QuarantinePage> {
    const { source = null, reason = null, state = null, except = [], after, limit } = options;
    const { rows } = await this.asking.ask((on) =>
      on.query<Row>(
        `select ${COLUMNS} from vault.quarantine
       where ($1::text is null or source = $1) and ($2::text is null or reason = $2)
         and ($3::text is null or state = $3) and reason <> all ($7::text[])
         and ($4::timestamptz is null or (received_at, id) < ($4, $5::uuid))
       order by received_at desc, id desc limit $6`,
        [
          source,
          reason,
          state,
          after === undefined ? null : new Date(after.receivedAt),
          after?.id ?? null,
          limit + 1,
          except,
        ],
      ),
    );
    return pageOf(rows.map(entryOf), limit);
  }

  async get(id: string): Promise<Opened | null> {
    const [entry, acts] = await this.asking.ask((on) =>
      Promise.all([
        on.query<OpenedRow>(
          `select ${COLUMNS}, problems, details, bytes, day::text as day from vault.quarantine where id = $1`,
          [id],
        ),
        on.query<ActRow>(ACTS, [id]),
      ]),
    );
    const row = entry.rows[0];
    if (row === undefined) return null;
    const noted = acts.rows.flatMap(({ key_day }) => key_day ?? []);
    const keys = await this.keys.ofAll([...new Set([row.day, ...noted])]);
    const { bytes, details } = opening(row, keys.get(row.day));
    const { problems, messageId = null, once = null } = details;
    return {
      ...entryOf(row),
      bytes,
      problems,
      messageId,
      once,
      acts: acts.rows.map(({ act, at, by, event, ...noting }) => ({
        act,
        at: at.getTime(),
        by,
        event,
        note: noteOf(id, noting, keys),
      })),
    };
  }

  async settle(id: string, { act, by, event, note }: Parameters<Quarantine['settle']>[1]): Promise<boolean> {
    const mark = randomUUID();
    const sealed = note === null ? null : await this.noting(id, mark, note);
    const values = [id, act, by, event, mark, sealed?.note ?? null, sealed?.day ?? null];
    const { rows } = await this.asking.ask((on) => on.query<{ settled: boolean }>(SETTLE, values));
    return rows[0]!.settled;
  }

  /** A note may quote the message: it is kept as long as that. Null where that cannot be read any more. */
  private async noting(id: string, mark: string, note: string): Promise<{ day: string; note: Buffer } | null> {
    const { rows } = await this.asking.ask((on) =>
      on.query<{ day: string }>('select day::text as day from vault.quarantine where id = $1', [id]),
    );
    const day = rows[0]?.day;
    const key = day === undefined ? null : await this.keys.of(day);
    return day === undefined || key === null ? null : { day, note: sealedNote(id, mark, note, key) };
  }

  async counts(): Promise<readonly QuarantineCount[]> {
    const { rows } = await this.asking.ask((on) =>
      on.query<QuarantineCount>(
        `select source, reason, state, entries::integer as entries from vault.quarantine_counts where entries > 0
         order by source, reason, state`,
      ),
    );
    return rows;
  }

  /** The keys first, which is what counts; then their entries, page by page, also those that were left the last time. */
  async expire(before: string, by: string): Promise<number> {
    await this.keys.destroyBefore(before);
    let expired = 0;
    for (;;) {
      const { rows } = await this.asking.ask((on) =>
        on.query<{ cleared: number; expired: number }>(CLEAR, [before, by, CLEARED_TOGETHER]),
      );
      expired += rows[0]!.expired;
      if (rows[0]!.cleared === 0) return expired;
    }
  }

  close(): Promise<void> {
    return this.asking.end();
  }
}

function entryOf(row: Row): Quarantined {
  const { id, source, reason, state, times, connector, path, event } = row;
  return {
    id,
    source,
    receivedAt: row.received_at.getTime(),
    reason,
    firstEvent: row.first_event,
    connector,
    path,
    state,
    times,
    lastAt: (row.last_at ?? row.received_at).getTime(),
    event,
  };
}
