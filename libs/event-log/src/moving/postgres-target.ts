import type { Client } from 'pg';
import type { LogIdentity } from '#kernel';
import { connectClient } from '#platform';
import { CarryOver } from '../carrying/carry-over.js';
import { Asking } from '../postgres/asking.js';
import { migrateEventLog } from '../postgres/migrations.js';
import { LogReader } from '../postgres/reader.js';
import { pagesOf, type MovedEvent } from './log-source.js';
import { MoveRefused, type LogTarget, type Moved } from './log-target.js';
import { movedFact, noteMoved } from './moved-fact.js';

/** How long one answer may take, milliseconds. */
const ANSWER_MS = 60_000;

/** A log in PostgreSQL that is moved to. Receipts and keys stay where they are: the vault is not touched. */
export class PostgresTarget implements LogTarget {
  private constructor(
    private readonly client: Client,
    private readonly asking: Asking,
    private readonly reader: LogReader,
    private readonly carry: CarryOver,
    /** The log's id. */
    readonly id: string,
  ) {}

  /** Opens the log of a database, making its schemas where they are missing. */
  static async open(url: string, onTrouble: (error: Error) => void): Promise<PostgresTarget> {
    await migrateEventLog(url);
    const client = await connectClient(url, 'migrate-log');
    const carry = await CarryOver.open(url, { receipts: false });
    const { rows } = await client.query<LogIdentity>('select id, epoch from log.identity');
    const asking = new Asking({
      url,
      answer: ANSWER_MS,
      max: 1,
      application_name: 'throughline migrate-log',
      onTrouble,
    });
    return new PostgresTarget(client, asking, new LogReader(asking, rows[0]!), carry, rows[0]!.id);
  }

  async moved(): Promise<Moved | null> {
    const fact = await movedFact(this.client);
    if (fact !== null && fact.events !== this.carry.position)
      throw new MoveRefused(
        'went-on',
        `${fact.events} events were moved there, and it holds ${this.carry.position}: others were recorded there since`,
      );
    return fact;
  }

  pages(): AsyncIterable<readonly MovedEvent[]> {
    return pagesOf((options) => this.reader.page(options), 0);
  }

  async take(events: readonly MovedEvent[], moved: Moved): Promise<void> {
    await this.carry.append(events, (client, { position }) => noteMoved(client, { ...moved, events: position }));
  }

  async close(): Promise<void> {
    await this.carry.close();
    await this.asking.end();
    await this.client.end();
  }
}
