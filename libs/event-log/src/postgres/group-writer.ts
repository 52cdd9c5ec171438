import type { Client } from 'pg';
import type { AppendOutcome, Millis, Position } from '#kernel';
import { decide, recordedNow, type Decision, type Known, type NewRow, type Receipt } from '../decide.js';
import type { Prepared } from '../prepare.js';
import { BinaryArrays } from './binary-arrays.js';
import { raw, type RawRow } from './connection.js';
import { readIds } from './known-ids.js';

/** A request on its way. `attempted`: the position of its first event in a commit whose outcome nobody knows. */
export interface Pending {
  readonly request: Prepared;
  attempted?: Position | undefined;
}

/** What a committed group became. */
export interface Written {
  readonly outcomes: readonly AppendOutcome[];
  /** The head after it. */
  readonly position: Position;
  readonly stored: number;
}

/** The log ends before where it ended earlier: it was restored or replaced under a running process. */
export class LogReplaced extends Error {
  override readonly name = 'LogReplaced';
  constructor(readonly position: Position) {
    super(
      `the log ends before position ${position}, which it had reached: it was replaced while in use, restart this process`,
    );
  }
}

/** Notifications of new events come on this channel, with the head's position. */
export const LOG_CHANNEL = 'throughline_log';

/** The transaction-scoped advisory lock under which all appends of a log happen. */
export const APPEND_LOCK = 7_216_003;

// The lock is taken in a statement of its own: one that also read the head would read it as it was before the wait.
const BEGIN = `begin isolation level read committed; select pg_advisory_xact_lock(${APPEND_LOCK})`;

const HEAD = `
  select position, recorded_at from log.events
  where position >= $1 order by position desc limit 1`;

const REVISIONS = `
  select stream, (select revision from log.stream_events e where e.stream = asked.stream order by revision desc limit 1)
  from unnest($1::text[]) as asked (stream)`;

const STORED = `select position, coalesce(revision, 0) from log.events where position = any($1::bigint[])`;

const INSERT_EVENTS = `
  insert into log.events (position, recorded_at, revision, type, envelope)
  select $1::bigint + n, $2::bigint, revision, type, envelope
  from unnest($3::integer[], $4::text[], $5::json[]) with ordinality as new (revision, type, envelope, n)`;

const INSERT_TOUCHES = `
  insert into log.events (position, recorded_at, type, envelope)
  select $1::bigint + n, $2::bigint, type, envelope
  from unnest($3::text[], $4::json[]) with ordinality as new (type, envelope, n)`;

const INSERT_IDS = `
  insert into log.ids (id, position, fingerprint)
  select id, $1::bigint + n, fingerprint
  from unnest($2::uuid[], $3::uuid[]) with ordinality as new (id, fingerprint, n)`;

const INSERT_STREAM_EVENTS = `
  insert into log.stream_events (stream, revision, position, event, import)
  select * from unnest($1::text[], $2::integer[], $3::bigint[], $4::uuid[], $5::text[])`;

const INSERT_TAKEN_BACK = `
  insert into log.taken_back (position, event, own_import, stream, target, undone_import)
  select * from unnest($1::bigint[], $2::uuid[], $3::text[], $4::text[], $5::text[]::uuid[], $6::text[])`;

const INSERT_RECEIPTS = `
  insert into vault.receipts (at, source, recorded, repeated, differing, first_position, last_position)
  select $1::bigint, * from unnest($2::text[], $3::integer[], $4::integer[], $5::integer[], $6::bigint[], $7::bigint[])`;

/**
 * Writes groups on one connection: under the append lock reads the head, the known ids and the revisions, decides in
 * TypeScript, writes and commits. Two round trips, whatever the group's size.
 */
export class GroupWriter {
  /** The head as it was read last. */
  seenHead: Position = 0;
  private sent: Pending[] = [];
  private readonly arrays = new BinaryArrays(256 * 1024);

  constructor(
    private readonly client: Client,
    private readonly clock: () => Millis,
    /** A position the head is not before; reading from there touches one partition. */
    private readonly knownHead: () => Position,
  ) {}

  async write(group: readonly Pending[]): Promise<Written> {
    this.sent = [];
    const from = this.knownHead();
    const ids = group.flatMap((item) => item.request.events.map((event) => event.id));
    const streams = [...new Set(group.filter((item) => !item.request.touch).map((item) => item.request.stream))];
    const [, heads, known, revisions] = await all([
      this.client.query(BEGIN),
      this.run('head', HEAD, () => [from]),
      this.knownIds(ids),
      streams.length === 0 ? [] : this.run('revisions', REVISIONS, (arrays) => [arrays.texts(streams)]),
    ] as const);
    const head = heads[0];
    if (head === undefined && from > 0) throw new LogReplaced(from);
    const position = Number(head?.[0] ?? 0);
    this.seenHead = position;
    await this.readRevisions(group, known);
    const decision = decide(
      group.map(({ request, attempted }) => ({ request, attempted })),
      {
        position,
        known,
        revisions: new Map(
          revisions.filter((row) => row[1] !== null).map(([stream, revision]) => [stream!, Number(revision)]),
        ),
      },
    );
    this.remember(group, decision.rows);
    await this.store(decision, position, recordedNow(this.clock, Number(head?.[1] ?? 0)));
    return { outcomes: decision.outcomes, position: position + decision.rows.length, stored: decision.rows.length };
  }

  private async knownIds(ids: readonly string[]): Promise<Map<string, Known>> {
    const stored = await readIds(this.client, ids, this.arrays.reset());
    return new Map(stored.map(({ id, position, fingerprint }) => [id, { position, fingerprint, revision: 0 }]));
  }

  /** Repeats in decision streams answer their first revision, which only the events know. */
  private async readRevisions(group: readonly Pending[], known: Map<string, Known>): Promise<void> {
    if (known.size === 0) return;
    const positions = group
      .filter((item) => !item.request.touch)
      .flatMap((item) => item.request.events.flatMap((event) => known.get(event.id)?.position ?? []));
    if (positions.length === 0) return;
    const stored = await this.run('stored', STORED, (arrays) => [arrays.bigints(positions)]);
    const revisions = new Map(stored.map(([position, revision]) => [Number(position), Number(revision)]));
    for (const [id, first] of known) known.set(id, { ...first, revision: revisions.get(first.position) ?? 0 });
  }

  private async store(decision: Decision, after: Position, at: Millis): Promise<void> {
    const { rows, receipts } = decision;
    const events = rows.map((row) => row.event);
    const decided = rows.filter((row) => !row.touch);
    const taking = rows.filter((row) => row.event.takes !== null);
    const sent: Promise<unknown>[] = [];
    const send = (name: string, text: string, values: (arrays: BinaryArrays) => unknown[]): void => {
      sent.push(this.run(name, text, values));
    };
    if (decided.length > 0)
      send('events', INSERT_EVENTS, (arrays) => [
        after,
        at,
        arrays.ints(rows.map((row) => (row.touch ? null : row.revision))),
        arrays.texts(events.map((event) => event.type)),
        arrays.jsons(events.map((event) => event.text)),
      ]);
    else if (rows.length > 0)
      send('touches', INSERT_TOUCHES, (arrays) => [
        after,
        at,
        arrays.texts(events.map((event) => event.type)),
        arrays.jsons(events.map((event) => event.text)),
      ]);
    if (rows.length > 0)
      send('new_ids', INSERT_IDS, (arrays) => [
        after,
        arrays.uuids(events.map((event) => event.id)),
        arrays.uuids(events.map((event) => event.fingerprint)),
      ]);
    if (decided.length > 0)
      send('stream_events', INSERT_STREAM_EVENTS, (arrays) => [
        arrays.texts(decided.map((row) => row.stream)),
        arrays.ints(decided.map((row) => row.revision)),
        arrays.bigints(decided.map((row) => row.position)),
        arrays.uuids(decided.map((row) => row.event.id)),
        arrays.texts(decided.map((row) => row.event.import)),
      ]);
    if (taking.length > 0) send('taken_back', INSERT_TAKEN_BACK, (arrays) => takenBackColumns(taking, arrays));
    if (receipts.length > 0) send('receipts', INSERT_RECEIPTS, (arrays) => [at, ...receiptColumns(receipts, arrays)]);
    sent.push(
      this.client.query(rows.length === 0 ? 'commit' : `notify ${LOG_CHANNEL}, '${after + rows.length}'; commit`),
    );
    await all(sent);
  }

  /** The connection is pipelined: when this returns, the driver has copied the values. */
  private run(name: string, text: string, values: (arrays: BinaryArrays) => unknown[]): Promise<RawRow[]> {
    return raw(this.client, name, text, values(this.arrays.reset()));
  }

  /** Leaves a transaction that the server has given up: nothing of it is stored. */
  async rollback(): Promise<void> {
    for (const item of this.sent) item.attempted = undefined;
    await this.client.query('rollback');
  }

  private remember(group: readonly Pending[], rows: readonly NewRow[]): void {
    const positions = new Map(rows.map((row) => [row.event.id, row.position]));
    this.sent = group.filter((item) => positions.has(item.request.events[0]!.id));
    for (const item of this.sent) item.attempted = positions.get(item.request.events[0]!.id);
  }
}

/** Waits for all of them, so that nothing is in flight any more, and throws what went wrong first. */
async function all<const T extends readonly unknown[]>(sent: T): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  const settled = await Promise.allSettled(sent);
  for (const result of settled) if (result.status === 'rejected') throw result.reason;
  return settled.map((result) => (result as PromiseFulfilledResult<unknown>).value) as {
    -readonly [K in keyof T]: Awaited<T[K]>;
  };
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

function receiptColumns(receipts: readonly Receipt[], arrays: BinaryArrays): unknown[] {
  return [
    arrays.texts(receipts.map((receipt) => receipt.source)),
    arrays.ints(receipts.map((receipt) => receipt.recorded)),
    arrays.ints(receipts.map((receipt) => receipt.repeated)),
    arrays.ints(receipts.map((receipt) => receipt.differing)),
    arrays.bigints(receipts.map((receipt) => receipt.firstPosition)),
    arrays.bigints(receipts.map((receipt) => receipt.lastPosition)),
  ];
}
