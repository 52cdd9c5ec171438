import type { Client } from 'pg';
import { LogReplaced, type LogIdentity, type Millis, type Position } from '#kernel';
import { decide, recordedNow, type Attempted, type Decision, type Known, type NewRow } from '../decide.js';
import type { BinaryArrays } from './binary-arrays.js';
import { raw, sqlState, type RawRow, type Statement } from './connection.js';
import { idParameters, KNOWN_IDS, storedIds } from './known-ids.js';
import { all, APPEND_LOCK, BEGIN, Lane, LOG_CHANNEL, type Pending, type Written } from './lane.js';
import { receiptColumns, TouchWriter } from './touch-writer.js';

const HEAD: Statement = {
  name: 'head',
  text: `
  select head.position, head.recorded_at
  from log.identity left join lateral (
    select position, recorded_at from log.events where position >= $1 order by position desc limit 1
  ) head on true
  where single and id = $2 and epoch = $3`,
};

/** Last revisions of streams (`$1`); null of one that there is not. */
export const REVISIONS: Statement = {
  name: 'revisions',
  text: `
  select stream,
    (select revision from log.stream_events e where e.stream = asked.stream order by revision desc limit 1) as revision
  from unnest($1::text[]) as asked (stream)`,
};

const STORED: Statement = {
  name: 'stored',
  text: `select position, coalesce(revision, 0) from log.events where position = any($1::bigint[])`,
};

const INSERT_EVENTS: Statement = {
  name: 'events',
  text: `
  insert into log.events (position, recorded_at, revision, type, envelope)
  select $1::bigint + n, $2::bigint, revision, type, envelope
  from unnest($3::integer[], $4::text[], $5::json[]) with ordinality as new (revision, type, envelope, n)`,
};

const INSERT_IDS: Statement = {
  name: 'new_ids',
  text: `
  insert into log.ids (id, position, fingerprint)
  select id, $1::bigint + n, fingerprint
  from unnest($2::uuid[], $3::uuid[]) with ordinality as new (id, fingerprint, n)`,
};

const INSERT_STREAM_EVENTS: Statement = {
  name: 'stream_events',
  text: `
  insert into log.stream_events (stream, revision, position, event, import)
  select * from unnest($1::text[], $2::integer[], $3::bigint[], $4::uuid[], $5::text[])`,
};

const INSERT_TAKEN_BACK: Statement = {
  name: 'taken_back',
  text: `
  insert into log.taken_back (position, event, own_import, stream, target, undone_import)
  select * from unnest($1::bigint[], $2::uuid[], $3::text[], $4::text[], $5::text[]::uuid[], $6::text[])`,
};

const INSERT_RECEIPTS: Statement = {
  name: 'receipts',
  text: `
  insert into vault.receipts (at, mark, source, import, received, recorded, repeated, differing, first_position, last_position)
  select $1::bigint, $2::uuid, *
  from unnest(
    $3::text[], $4::text[], $5::integer[], $6::integer[], $7::integer[], $8::integer[], $9::bigint[], $10::bigint[]
  )`,
};

const LOST: Statement = {
  name: 'lost',
  text: `
  select mark, min(first_position) - 1 from vault.receipts
  where source = any($1::text[]) and at >= $2::bigint and mark = any($3::uuid[]) and first_position is not null
  group by mark`,
};

/** What is sent under the lock. */
const STATEMENTS: readonly Statement[] = [
  HEAD,
  KNOWN_IDS,
  REVISIONS,
  STORED,
  INSERT_EVENTS,
  INSERT_IDS,
  INSERT_STREAM_EVENTS,
  INSERT_TAKEN_BACK,
  INSERT_RECEIPTS,
  LOST,
];

/**
 * Ends whoever holds the append lock and has kept the server waiting: in the middle of a statement's messages the
 * server itself would wait for ever.
 */
const END_STALLED = `
  select pg_terminate_backend(pid)
  from pg_locks join pg_stat_activity using (pid)
  where locktype = 'advisory' and classid = 0 and objid = ${APPEND_LOCK} and objsubid = 1 and granted
    and datname = current_database() and wait_event_type = 'Client'
    and state_change < clock_timestamp() - $1 * interval '1 millisecond'`;

const UNIQUE_VIOLATION = '23505';

/**
 * Writes groups on one connection: under the append lock reads the head, the known ids and the revisions, decides in
 * TypeScript, writes and commits. Groups of touches alone need no decision under the lock: `TouchWriter`.
 */
export class GroupWriter {
  private readonly lane: Lane;
  private readonly touches: TouchWriter;

  constructor(
    client: Client,
    private readonly clock: () => Millis,
    private readonly identity: LogIdentity,
    /** A position the head is not before; reading from there touches one partition. */
    private readonly knownHead: () => Position,
  ) {
    this.lane = new Lane(client);
    this.touches = new TouchWriter(this.lane, clock, identity);
  }

  /** The head as it was read last. */
  get seenHead(): Position {
    return this.lane.seenHead;
  }

  async write(group: readonly Pending[]): Promise<Written> {
    if (!group.every((item) => plainTouch(item))) return this.decideAndWrite(group);
    try {
      return await this.touches.write(group, this.knownHead());
    } catch (error) {
      if (sqlState(error) !== UNIQUE_VIOLATION) throw error;
      // Somebody else stored one of these ids after they had been looked for: under the lock it will be found.
      await this.lane.rollback();
      return this.decideAndWrite(group);
    }
  }

  /** Leaves a transaction that the server has given up: nothing of it is stored. */
  rollback(): Promise<void> {
    return this.lane.rollback();
  }

  /** Reads the head anew. */
  async readHead(): Promise<void> {
    const from = this.knownHead();
    this.heard(await this.lane.run(HEAD, () => this.headParameters(from)), from);
  }

  private headParameters(from: Position): unknown[] {
    return [from, this.identity.id, this.identity.epoch];
  }

  private heard([head]: readonly RawRow[], from: Position): { readonly position: Position; readonly at: Millis } {
    const position = Number(head?.[0] ?? 0);
    if (head === undefined || position < from) throw new LogReplaced(from);
    this.lane.seenHead = position;
    return { position, at: Number(head[1] ?? 0) };
  }

  /** Lets go of the append lock for a process that holds it and has stood still this long; whether there was one. */
  async endStalled(milliseconds: number): Promise<boolean> {
    const ended = await raw(this.lane.client, '', END_STALLED, [milliseconds]);
    return ended.length > 0;
  }

  private async decideAndWrite(group: readonly Pending[]): Promise<Written> {
    const from = this.knownHead();
    const ids = group.flatMap((item) => item.request.events.map((event) => event.id));
    const streams = [...new Set(group.filter((item) => !item.request.touch).map((item) => item.request.stream))];
    this.lane.attempting([], 0, null);
    await this.lane.prepare(STATEMENTS);
    const [, heads, stored, revisions] = await all([
      this.lane.send(BEGIN),
      this.lane.run(HEAD, () => this.headParameters(from)),
      this.lane.run(KNOWN_IDS, (arrays) => idParameters(ids, arrays)),
      streams.length === 0 ? [] : this.lane.run(REVISIONS, (arrays) => [arrays.texts(streams)]),
    ] as const);
    const { position, at: last } = this.heard(heads, from);
    const known = new Map<string, Known>();
    for (const { id, ...first } of storedIds(stored)) known.set(id, { ...first, revision: 0 });
    await this.readRevisions(group, known);
    await this.hearOfLost(group);
    const decision = decide(group.map(withAttempt), {
      position,
      known,
      revisions: new Map(
        revisions.filter((row) => row[1] !== null).map(([stream, revision]) => [stream!, Number(revision)]),
      ),
    });
    const storing = new Set(decision.rows.map((row) => row.event.id));
    const at = recordedNow(this.clock, last);
    const fresh = group.filter((item) => storing.delete(item.request.events[0]!.id));
    await this.store(decision, position, at, this.lane.attempting(fresh, at, position).mark);
    return { outcomes: decision.outcomes, position: position + decision.rows.length, stored: decision.rows.length };
  }

  /** Repeats in decision streams answer their first revision, which only the events know. */
  private async readRevisions(group: readonly Pending[], known: Map<string, Known>): Promise<void> {
    if (known.size === 0) return;
    const positions = group
      .filter((item) => !item.request.touch)
      .flatMap((item) => item.request.events.flatMap((event) => known.get(event.id)?.position ?? []));
    if (positions.length === 0) return;
    const stored = await this.lane.run(STORED, (arrays) => [arrays.bigints(positions)]);
    const revisions = new Map(stored.map(([position, revision]) => [Number(position), Number(revision)]));
    for (const [id, first] of known) known.set(id, { ...first, revision: revisions.get(first.position) ?? 0 });
  }

  /** Transactions of touches whose answer was lost before it said where: their receipts say so, or that they failed. */
  private async hearOfLost(group: readonly Pending[]): Promise<void> {
    const lost = group.filter((item) => item.attempt?.base === null);
    if (lost.length === 0) return;
    const found = await this.lane.run(LOST, (arrays) => [
      arrays.texts([...new Set(lost.map((item) => item.request.events[0]!.source))]),
      Math.min(...lost.map((item) => item.attempt!.since)),
      arrays.uuids([...new Set(lost.map((item) => item.attempt!.mark))]),
    ]);
    const bases = new Map(found.map(([mark, base]) => [mark, Number(base)]));
    for (const item of lost) {
      const base = bases.get(item.attempt!.mark);
      if (base === undefined) item.attempt = undefined;
      else item.attempt!.base = base;
    }
  }

  private async store(decision: Decision, after: Position, at: Millis, mark: string): Promise<void> {
    const { rows, receipts } = decision;
    const events = rows.map((row) => row.event);
    const decided = rows.filter((row) => !row.touch);
    const taking = rows.filter((row) => row.event.takes !== null);
    const sent: Promise<unknown>[] = [];
    const send = (statement: Statement, values: (arrays: BinaryArrays) => unknown[]): void => {
      sent.push(this.lane.run(statement, values));
    };
    if (rows.length > 0) {
      send(INSERT_EVENTS, (arrays) => [
        after,
        at,
        arrays.ints(rows.map((row) => (row.touch ? null : row.revision))),
        arrays.texts(events.map((event) => event.type)),
        arrays.jsons(events.map((event) => event.text)),
      ]);
      send(INSERT_IDS, (arrays) => [
        after,
        arrays.uuids(events.map((event) => event.id)),
        arrays.uuids(events.map((event) => event.fingerprint)),
      ]);
    }
    if (decided.length > 0)
      send(INSERT_STREAM_EVENTS, (arrays) => [
        arrays.texts(decided.map((row) => row.stream)),
        arrays.ints(decided.map((row) => row.revision)),
        arrays.bigints(decided.map((row) => row.position)),
        arrays.uuids(decided.map((row) => row.event.id)),
        arrays.texts(decided.map((row) => row.event.import)),
      ]);
    if (taking.length > 0) send(INSERT_TAKEN_BACK, (arrays) => takenBackColumns(taking, arrays));
    if (receipts.length > 0) send(INSERT_RECEIPTS, (arrays) => [at, mark, ...receiptColumns(receipts, arrays)]);
    sent.push(this.lane.send(rows.length === 0 ? 'commit' : `notify ${LOG_CHANNEL}, '${after + rows.length}'; commit`));
    await all(sent);
  }
}

/** What needs no decision under the lock: takes nothing back, and no lost answer is to be found out about. */
function plainTouch({ request, attempt }: Pending): boolean {
  return request.touch && request.events[0]!.takes === null && attempt === undefined;
}

function withAttempt({ request, attempt, offset = 0 }: Pending): Attempted {
  const base = attempt?.base ?? null;
  return { request, attempted: base === null ? undefined : base + offset };
}

function takenBackColumns(rows: readonly NewRow[], arrays: BinaryArrays): unknown[] {
  const takes = rows.map((row) => row.event.takes!);
  return [
    arrays.bigints(rows.map((row) => row.position)),
    arrays.uuids(rows.map((row) => row.event.id)),
    arrays.texts(rows.map((row) => row.event.import)),
    arrays.texts(takes.map((t) => (t.kind === 'import-undone' ? null : t.targetStream))),
    arrays.texts(takes.map((t) => (t.kind === 'import-undone' ? null : t.target))),
    arrays.texts(takes.map((t) => (t.kind === 'import-undone' ? t.import : null))),
  ];
}
