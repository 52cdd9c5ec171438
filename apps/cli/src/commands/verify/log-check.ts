import type { Pool } from 'pg';
import {
  commits,
  isCompanyNode,
  SealBroken,
  takingBack,
  unseal,
  type Envelope,
  type Ids,
  type Keyring,
  type NodeId,
  type Position,
  type RecordedEvent,
  type Vault,
} from '#kernel';
import type { Findings } from './findings.js';

/** What a check of the log reads. */
export interface LogUnderCheck {
  readonly pool: Pool;
  readonly vault: Vault;
  readonly ids: Ids;
  /** The log's: 1 where positions have no gaps. */
  readonly spacing: number;
}

/** What was looked at, for the report. */
export interface Looked {
  events: number;
  sealedParts: number;
  /** Parts whose key was destroyed: nothing of them can be read any more, as it should be. */
  erasedParts: number;
  /** Parts whose key is neither there nor known to be destroyed: nobody can read them, and nobody wanted that. */
  lostParts: number;
  identifiers: number;
}

/** Identifiers come back after an erasure as their next generation; nobody is erased more often than this. */
const MOST_GENERATIONS = 32;

/** The check that finds data subjects whose keys are gone though nobody destroyed them. */
export const LOST_KEYS = 'keys';

interface Indexed {
  readonly id: string;
  readonly position: string;
  readonly fingerprint: string;
}

/** An identifier as an event names it. */
interface Named {
  readonly kind: string;
  readonly namespace: string;
  readonly value: string;
}

/** The nodes an event names, in the order it names what they stand for. */
function nodesOf({ about }: Envelope): string[] {
  return ['profile', 'others', 'parent'].flatMap((role) => about[role] ?? []);
}

/** What the vault says of data subjects: their keys, and of whom it destroyed some. */
interface Keys {
  readonly held: Keyring;
  readonly destroyed: ReadonlySet<NodeId>;
}

/**
 * Reads events again and computes everything about them that can be computed: positions that grow, without a gap
 * where the log has none, recordedAt that never goes back, ids of events and identifiers, the index of ids, revisions of streams, what takes what back, and
 * that every sealed part opens to what was committed to, unless its key was destroyed on purpose. Hand it the whole log, page by page, then call `finish`.
 */
export class LogCheck {
  readonly looked: Looked = { events: 0, sealedParts: 0, erasedParts: 0, lostParts: 0, identifiers: 0 };
  private position: Position = 0;
  private recordedAt = 0;
  private inStreams = 0;
  private takings = 0;
  private readonly lost = new Set<NodeId>();

  constructor(
    private readonly using: LogUnderCheck,
    private readonly findings: Findings,
  ) {}

  async page(events: readonly RecordedEvent[]): Promise<void> {
    const read: { event: RecordedEvent; envelope: Envelope }[] = [];
    for (const event of events) {
      this.order(event);
      const envelope = this.parse(event);
      if (envelope !== null) read.push({ event, envelope });
    }
    const subjects = new Set<NodeId>();
    for (const { envelope } of read) for (const part of envelope.sealed ?? []) subjects.add(part[1]);
    const keys = await this.keys([...subjects]);
    for (const { event, envelope } of read) {
      this.own(event, envelope);
      this.sealed(event, envelope, keys);
      this.companies(event.position, envelope);
    }
    await this.index(read.map(({ event, envelope }) => ({ position: event.position, envelope })));
    await this.streams(read);
    await this.taken(read);
    this.looked.events += events.length;
  }

  /** A destruction leaves the row with its fence; a row that is missing, or lacks a key without one, lost it. */
  private async keys(subjects: readonly NodeId[]): Promise<Keys> {
    const held = await this.using.vault.load(subjects);
    const lacking = subjects.filter((node) => {
      const keys = held.get(node);
      return keys === undefined || Object.values(keys).includes(null);
    });
    if (lacking.length === 0) return { held, destroyed: new Set() };
    const { rows } = await this.using.pool.query<{ node: NodeId }>(
      'SELECT node FROM vault.data_keys WHERE node = ANY ($1::uuid[]) AND fence IS NOT NULL',
      [lacking],
    );
    return { held, destroyed: new Set(rows.map(({ node }) => node)) };
  }

  /** What only shows once everything was read: rows of the indexes that belong to no event. */
  async finish(head: Position): Promise<void> {
    if (this.position !== head)
      this.findings.add('positions', `position ${this.position}`, `is the last one read, the log ends at ${head}`);
    await this.counted('ids', 'log.ids', head, this.looked.events);
    await this.counted('streams', 'log.stream_events', head, this.inStreams);
    await this.counted('taking back', 'log.taken_back', head, this.takings);
  }

  private order(event: RecordedEvent): void {
    const at = `position ${event.position}`;
    if (this.using.spacing === 1 && event.position !== this.position + 1)
      this.findings.add(
        'positions',
        at,
        `comes after ${this.position}: ${event.position - this.position - 1} events are missing`,
      );
    if (event.position <= this.position) this.findings.add('positions', at, `comes after ${this.position}`);
    if (event.recordedAt < this.recordedAt)
      this.findings.add(
        'recordedAt',
        at,
        `was recorded ${this.recordedAt - event.recordedAt} ms before the event before it`,
      );
    this.position = event.position;
    this.recordedAt = Math.max(this.recordedAt, event.recordedAt);
  }

  private parse(event: RecordedEvent): Envelope | null {
    try {
      return JSON.parse(event.text) as Envelope;
    } catch {
      this.findings.add('envelopes', `position ${event.position}`, 'holds an envelope that is no JSON');
      return null;
    }
  }

  private own({ position, type, stream }: RecordedEvent, envelope: Envelope): void {
    const at = `position ${position}`;
    const { source } = envelope;
    if (envelope.type !== type)
      this.findings.add('envelopes', at, `is filed as ${type}, its envelope says ${envelope.type}`);
    if (envelope.stream !== undefined && envelope.stream !== stream)
      this.findings.add('streams', at, `is filed in ${stream}, its envelope says ${envelope.stream}`);
    if (this.using.ids.event(source.name, source.messageId) !== envelope.id)
      this.findings.add(
        'ids',
        at,
        `has the id ${envelope.id}, which is not that of message ${source.messageId} of ${source.name}`,
      );
  }

  private sealed({ position }: RecordedEvent, envelope: Envelope, { held, destroyed }: Keys): void {
    for (const part of envelope.sealed ?? []) {
      this.looked.sealedParts++;
      const key = held.get(part[1])?.[part[0]] ?? null;
      if (key === null) {
        if (destroyed.has(part[1])) this.looked.erasedParts++;
        else this.loses(part[1]);
        continue;
      }
      try {
        const plaintext = unseal(envelope.id, part, key);
        if (!commits(part, plaintext))
          this.findings.add('commitments', `position ${position}`, `its ${part[0]} part is not what was committed to`);
        else if (part[0] === 'identity') this.identifiers(position, envelope, plaintext);
      } catch (error) {
        if (!(error instanceof SealBroken)) throw error;
        this.findings.add('commitments', `position ${position}`, error.message);
      }
    }
  }

  private loses(node: NodeId): void {
    this.looked.lostParts++;
    if (this.lost.has(node)) return;
    this.lost.add(node);
    this.findings.add(LOST_KEYS, `node ${node}`, 'key lost: restore a backup, do not rebuild');
  }

  /** The identifiers an event names give the people's nodes it is about, in the same order. */
  private identifiers(position: Position, envelope: Envelope, plaintext: string): void {
    const { identifiers } = (JSON.parse(plaintext) as { f: { identifiers?: unknown } }).f;
    if (!Array.isArray(identifiers) || envelope.about['profile'] === undefined) return;
    const nodes = nodesOf(envelope).filter((node) => !isCompanyNode(node));
    this.named(position, envelope, nodes, identifiers as readonly Named[]);
  }

  /** So do companies', which stand in the open. What people decide about a company names nothing but its node. */
  private companies(position: Position, envelope: Envelope): void {
    if (envelope.stream !== undefined || envelope.about['profile'] === undefined) return;
    const named = (envelope.payload['companies'] ?? []) as readonly Named[];
    this.named(position, envelope, nodesOf(envelope).filter(isCompanyNode), named);
  }

  private named(
    position: Position,
    { type, version }: Envelope,
    nodes: readonly string[],
    named: readonly Named[],
  ): void {
    if (named.length !== nodes.length) {
      this.findings.add(
        'ids',
        `position ${position}`,
        `${type} ${version} names ${named.length} identifiers and ${nodes.length} nodes`,
      );
      return;
    }
    named.forEach(({ kind, namespace, value }, i) => {
      this.looked.identifiers++;
      // an address of a role is a kind of its own; those recorded before there was one are plain addresses
      const kinds = kind === 'email' ? ['email', 'mailbox'] : [kind];
      for (let generation = 0; generation < MOST_GENERATIONS; generation++)
        if (kinds.some((one) => this.using.ids.node(one, namespace, value, generation) === nodes[i])) return;
      this.findings.add('ids', `position ${position}`, `node ${nodes[i]} is not that of the ${kind} it names`);
    });
  }

  private async index(read: readonly { position: Position; envelope: Envelope }[]): Promise<void> {
    const { rows } = await this.using.pool.query<Indexed>(
      'SELECT id, position, fingerprint FROM log.ids WHERE id = ANY ($1::uuid[])',
      [read.map(({ envelope }) => envelope.id)],
    );
    const indexed = new Map(rows.map((row) => [row.id, row]));
    for (const { position, envelope } of read) {
      const row = indexed.get(envelope.id);
      const at = `position ${position}`;
      if (row === undefined) this.findings.add('ids', at, `event ${envelope.id} is missing from the index of ids`);
      else if (Number(row.position) !== position)
        this.findings.add('ids', at, `event ${envelope.id} is indexed at position ${row.position}`);
      else if (row.fingerprint !== envelope.fingerprint)
        this.findings.add('ids', at, `event ${envelope.id} is indexed with another fingerprint`);
    }
  }

  private async streams(read: readonly { event: RecordedEvent; envelope: Envelope }[]): Promise<void> {
    const decided = read.filter(({ envelope }) => envelope.stream !== undefined);
    this.inStreams += decided.length;
    if (decided.length === 0) return;
    const { rows } = await this.using.pool.query<{
      stream: string;
      revision: number;
      position: string;
      event: string;
      before: boolean;
    }>(
      `SELECT s.stream, s.revision, s.position, s.event,
              s.revision = 0 OR EXISTS (SELECT FROM log.stream_events b WHERE b.stream = s.stream AND b.revision = s.revision - 1) AS before
       FROM log.stream_events s WHERE s.stream = ANY ($1) AND s.position = ANY ($2)`,
      [decided.map(({ envelope }) => envelope.stream), decided.map(({ event }) => event.position)],
    );
    const filed = new Map(rows.map((row) => [Number(row.position), row]));
    for (const { event, envelope } of decided) {
      const row = filed.get(event.position);
      const at = `position ${event.position}`;
      if (
        row === undefined ||
        row.event !== envelope.id ||
        row.stream !== envelope.stream ||
        row.revision !== event.revision
      )
        this.findings.add('streams', at, `is not revision ${event.revision} of ${envelope.stream}`);
      else if (!row.before) this.findings.add('streams', at, `${envelope.stream} has no revision ${row.revision - 1}`);
    }
  }

  private async taken(read: readonly { event: RecordedEvent; envelope: Envelope }[]): Promise<void> {
    const taking = read.flatMap(({ event, envelope }) => {
      const takes = takingBack(envelope);
      // An amendment gives another payload; its target stays, and nothing is filed.
      return takes === null || takes.kind === 'amended' ? [] : [{ position: event.position, takes }];
    });
    this.takings += taking.length;
    if (taking.length === 0) return;
    const { rows } = await this.using.pool.query<{ position: string; target: string | null; undone: string | null }>(
      'SELECT position, target, undone_import AS undone FROM log.taken_back WHERE position = ANY ($1)',
      [taking.map(({ position }) => position)],
    );
    const filed = new Map(rows.map((row) => [Number(row.position), row]));
    for (const { position, takes } of taking) {
      const row = filed.get(position);
      const right = takes.kind === 'import-undone' ? row?.undone === takes.import : row?.target === takes.target;
      if (!right) this.findings.add('taking back', `position ${position}`, 'what it takes back is not filed as such');
    }
  }

  private async counted(check: string, table: string, head: Position, expected: number): Promise<void> {
    const { rows } = await this.using.pool.query<{ count: string }>(
      `SELECT count(*) AS count FROM ${table} WHERE position <= $1`,
      [head],
    );
    const count = Number(rows[0]!.count);
    if (count !== expected) this.findings.add(check, table, `has ${count} rows, ${expected} belong to events`);
  }
}
