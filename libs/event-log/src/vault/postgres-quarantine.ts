import { randomBytes, randomUUID } from 'node:crypto';
import type { EventId, Problem } from '#kernel';
import { Asking, type Answering } from '../postgres/asking.js';
import { migrateEventLog } from '../postgres/migrations.js';
import {
  dayOf,
  pageOf,
  type Act,
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
import { MasterKey, openBytes, sealBytes } from './wrapping.js';

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

interface OpenedRow extends Row {
  readonly problems: readonly Problem[] | null;
  readonly details: Buffer | null;
  readonly bytes: Buffer;
  readonly day: string;
}

const COLUMNS = 'id, source, received_at, reason, first_event, state, times, last_at, connector, path, event';

/** Entries are given their bytes again in one statement each so many. */
const TOGETHER = 500;

/**
 * Messages and what is counted of them, in one statement: asked twice it changes nothing the second time, since the
 * receipt with its mark is there then.
 */
const PUT = `
  with counted as (
    insert into vault.receipts (at, mark, source, received, recorded, repeated, differing, set_aside)
    select $1::bigint, $2::uuid, $3::text, $4::integer, 0, 0, 0, $5::integer
    where not exists (select from vault.receipts where source = $3 and at = $1 and mark = $2)
    returning 1
  )
  insert into vault.quarantine
    (id, source, received_at, reason, details, day, bytes, first_event, connector, path, times, last_at)
  select id, $3, to_timestamp($1::bigint / 1000.0), reason, problems, $6::date, bytes, first_event, connector, path, times,
         to_timestamp($1::bigint / 1000.0)
  from unnest($7::uuid[], $8::text[], $9::bytea[], $10::bytea[], $11::uuid[], $12::text[], $13::text[],
      $14::integer[])
    as new (id, reason, problems, bytes, first_event, connector, path, times)
  where exists (select from counted)
  order by id
  on conflict (id) do update
    set times = quarantine.times + excluded.times, last_at = greatest(quarantine.last_at, excluded.last_at)`;

/** Messages set aside in PostgreSQL (`vault.quarantine`). */
export class PostgresQuarantine implements Quarantine {
  /** The keys of the days messages came lately: they change once, when they are destroyed. */
  private readonly keys = new Map<string, Buffer>();

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

  async put(entries: readonly Aside[], receipt?: SetAsideReceipt): Promise<void> {
    let counted = receipt;
    for (const [first, ...more] of groupsOf(entries)) {
      await this.putTogether(first.source, first.receivedAt, [first, ...more], counted);
      counted = undefined;
    }
    if (counted !== undefined) await this.putTogether(counted.source, counted.at, [], counted);
  }

  private async putTogether(source: string, at: number, group: readonly Aside[], receipt?: SetAsideReceipt) {
    const day = dayOf(at);
    const key = group.length === 0 ? null : await this.keyToKeep(day);
    // One of the group twice is one row that came twice: a statement changes a row only once.
    const times = new Map<string, number>();
    for (const { id } of group) times.set(id, (times.get(id) ?? 0) + 1);
    const once = [...new Map(group.map((entry) => [entry.id, entry])).values()];
    const sealed = (id: string, bytes: Buffer): Buffer => sealBytes(key!, bytes, id);
    const values = [
      at,
      randomUUID(),
      source,
      receipt?.received ?? 0,
      receipt?.setAside ?? 0,
      day,
      once.map(({ id }) => id),
      once.map(({ reason }) => reason),
      once.map(({ id, problems, messageId = null, once: said = null }) =>
        sealed(`${id} details`, Buffer.from(JSON.stringify({ problems, messageId, once: said }))),
      ),
      once.map(({ id, bytes }) => sealed(id, bytes)),
      once.map(({ firstEvent }) => firstEvent),
      once.map(({ connector }) => connector ?? null),
      once.map(({ path }) => path ?? null),
      once.map(({ id }) => times.get(id)!),
    ];
    await this.asking.ask((on) => on.query(PUT, values));
  }

  async list(options: Parameters<Quarantine['list']>[0]): Promise<QuarantinePage> {
    const { source = null, reason = null, state = null, after, limit } = options;
    const { rows } = await this.asking.ask((on) =>
      on.query<Row>(
        `select ${COLUMNS} from vault.quarantine
       where ($1::text is null or source = $1) and ($2::text is null or reason = $2)
         and ($3::text is null or state = $3)
         and ($4::timestamptz is null or (received_at, id) < ($4, $5::uuid))
       order by received_at desc, id desc limit $6`,
        [source, reason, state, after === undefined ? null : new Date(after.receivedAt), after?.id ?? null, limit + 1],
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
        on.query<Omit<Act, 'at'> & { at: Date }>(
          // That a day is over is said once for all of its entries.
          `select act, at, by, event, note from (
             select * from vault.quarantine_acts where entry = $1
             union all
             select a.* from vault.quarantine_acts a join vault.quarantine q on q.id = $1 and q.state = 'expired'
             where a.entry is null and a.day = q.day
           ) acts order by id`,
          [id],
        ),
      ]),
    );
    const row = entry.rows[0];
    if (row === undefined) return null;
    const key = await this.keyOf(row.day);
    const bytes = key === null ? null : openBytes(key, row.bytes, id);
    const details = key === null || row.details === null ? null : openBytes(key, row.details, `${id} details`);
    const {
      problems,
      messageId,
      once = null,
    } = details === null
      ? { problems: key === null ? null : row.problems, messageId: null }
      : (JSON.parse(details.toString()) as Pick<Opened, 'problems' | 'messageId'> & Partial<Pick<Opened, 'once'>>);
    return {
      ...entryOf(row),
      bytes,
      problems,
      messageId,
      once,
      acts: acts.rows.map((act) => ({ ...act, at: act.at.getTime() })),
    };
  }

  async settle(id: string, act: Parameters<Quarantine['settle']>[1]): Promise<boolean> {
    const { rows } = await this.asking.ask((on) =>
      on.query(
        `with settled as (
           update vault.quarantine set state = case $2 when 'tried' then state else $2 end, event = coalesce($4::uuid, event)
           where id = $1 and state = 'waiting' returning id
         )
         insert into vault.quarantine_acts (entry, act, by, event, note)
         select id, $2, $3, $4::uuid, $5 from settled returning id`,
        [id, act.act, act.by, act.event, act.note],
      ),
    );
    return rows.length > 0;
  }

  async counts(): Promise<readonly QuarantineCount[]> {
    const { rows } = await this.asking.ask((on) =>
      on.query<QuarantineCount>(
        'select source, reason, state, count(*)::integer as entries from vault.quarantine group by source, reason, state',
      ),
    );
    return rows;
  }

  async expire(before: string, by: string): Promise<number> {
    return this.asking.inTransaction(async (on) => {
      const { rows: days } = await on.query<{ day: string }>(
        `update vault.dated_keys set wrapped = null, destroyed_at = clock_timestamp()
         where day < $1 and wrapped is not null returning day::text as day`,
        [before],
      );
      if (days.length === 0) return 0;
      for (const { day } of days) this.keys.delete(day);
      return expireDays(
        on,
        days.map(({ day }) => day),
        by,
      );
    });
  }

  close(): Promise<void> {
    return this.asking.end();
  }

  /** The key of a day that messages are added to. Throws where it is destroyed. */
  private async keyToKeep(day: string): Promise<Buffer> {
    const known = this.keys.get(day);
    if (known !== undefined) return known;
    await this.asking.ask((on) =>
      on.query('insert into vault.dated_keys (day, wrapped) values ($1, $2) on conflict (day) do nothing', [
        day,
        this.master.wrap(randomBytes(32), `quarantine ${day}`),
      ]),
    );
    const key = await this.keyOf(day);
    if (key === null) throw new Error(`the quarantine of ${day} was destroyed: nothing can be added to it`);
    // Only days that nobody will destroy soon are remembered: another process may be the one that does.
    if (day === dayOf(Date.now())) {
      this.keys.clear();
      this.keys.set(day, key);
    }
    return key;
  }

  /** The key of a day; null where it is destroyed, or was never made. */
  private async keyOf(day: string): Promise<Buffer | null> {
    const { rows } = await this.asking.ask((on) =>
      on.query<{ wrapped: Buffer | null }>('select wrapped from vault.dated_keys where day = $1', [day]),
    );
    const wrapped = rows[0]?.wrapped ?? null;
    return wrapped === null
      ? null
      : this.master.unwrap(wrapped, `quarantine ${day}`, `the key of the quarantine of ${day}`);
  }
}

/** Entries of one source that came at the same time, at most so many together. */
function groupsOf(entries: readonly Aside[]): [Aside, ...Aside[]][] {
  const groups: [Aside, ...Aside[]][] = [];
  const open = new Map<string, Aside[]>();
  for (const entry of entries) {
    const key = `${entry.receivedAt} ${entry.source}`;
    const group = open.get(key);
    if (group !== undefined && group.length < TOGETHER) {
      group.push(entry);
      continue;
    }
    const begun: [Aside, ...Aside[]] = [entry];
    open.set(key, begun);
    groups.push(begun);
  }
  return groups;
}

/** What waits of these days cannot be read any more: said of each day, and of each entry in its state. */
async function expireDays(on: Answering, days: readonly string[], by: string): Promise<number> {
  const { rows } = await on.query<{ entries: string }>(
    `with expired as (
       update vault.quarantine set state = case state when 'waiting' then 'expired' else state end, bytes = '', details = null, problems = null
       where day = any($1::date[]) returning day, state
     ), noted as (
       insert into vault.quarantine_acts (day, act, by, entries)
       select day, 'expired', $2, count(*) from expired where state = 'expired' group by day
     )
     select count(*) as entries from expired where state = 'expired'`,
    [days, by],
  );
  return Number(rows[0]!.entries);
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
