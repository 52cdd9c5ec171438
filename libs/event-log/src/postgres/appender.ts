import type { Client } from 'pg';
import { LogBusy, LogReplaced, type AppendOutcome, type LogIdentity, type Millis, type Position } from '#kernel';
import { connectWriter, sqlState, type SessionLimits } from './connection.js';
import { GroupWriter } from './group-writer.js';
import type { Pending, Written } from './lane.js';
import { ensurePartitions, type Covered } from './partitions.js';

export interface AppenderOptions {
  readonly url: string;
  /** The log that was opened: into no other one is appended. */
  readonly identity: LogIdentity;
  readonly clock: () => Millis;
  readonly session: SessionLimits;
  /** How long a group is tried again before its callers are told to come back; milliseconds. */
  readonly patience: number;
  readonly onAppended: (position: Position) => void;
  readonly onTrouble: (error: Error) => void;
}

const LOCK_NOT_AVAILABLE = '55P03';
const NO_PARTITION = '23514';
const READ_ONLY = '25006';

interface Line {
  readonly client: Client;
  readonly writer: GroupWriter;
}

/**
 * Carries groups to the database and through its troubles: a data error is bisected until only the culprit is refused,
 * a transient one is tried again, and after a lost answer the ids say what had been stored.
 */
export class Appender {
  private readonly idle: Line[] = [];
  /** Where the head was seen last. */
  private head: Position = 0;
  private covering: Promise<void> | null = null;

  constructor(
    private readonly options: AppenderOptions,
    private covered: Covered,
  ) {}

  /** Outcomes in order. Rejects with LogBusy after its patience, or with the error nobody can wait out. */
  async write(group: readonly Pending[]): Promise<readonly AppendOutcome[]> {
    const deadline = Date.now() + this.options.patience;
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.attempt(group);
      } catch (error) {
        const fate = fateOf(error);
        if (fate === 'data') return this.bisect(group, error as Error);
        if (fate === 'for ever') throw error;
        if (Date.now() >= deadline)
          throw new LogBusy(
            `the event log did not answer in ${Math.round(this.options.patience / 1000)} s (${(error as Error).message}); what was sent may be stored: send it again with the same ids`,
            2,
          );
        if (fate === 'partition') this.covered = { ...this.covered, until: this.head };
        else this.options.onTrouble(error as Error);
        if (fate !== 'partition' || attempt > 0) await pause(Math.min(25 * 2 ** attempt, 500));
      }
    }
  }

  async close(): Promise<void> {
    await this.covering;
    await Promise.all(this.idle.splice(0).map((line) => line.client.end()));
  }

  private async attempt(group: readonly Pending[]): Promise<readonly AppendOutcome[]> {
    if (this.head + eventsOf(group) > this.covered.until) await this.cover(this.head + eventsOf(group));
    const line = this.idle.pop() ?? (await this.connect());
    let written: Written;
    try {
      written = await line.writer.write(group);
    } catch (error) {
      await this.recover(line, error);
      throw error;
    }
    this.idle.push(line);
    if (written.position > this.head) this.head = written.position;
    if (written.stored > 0) this.options.onAppended(written.position);
    this.coverAhead(written.position);
    return written.outcomes;
  }

  /** After an error the server reported, the connection is good again, unless the server is no primary any more. */
  private async recover(line: Line, error: unknown): Promise<void> {
    const state = sqlState(error);
    if (state !== null && state !== READ_ONLY) {
      try {
        await line.writer.rollback();
        if (state === LOCK_NOT_AVAILABLE) await this.endStalled(line);
        // Touches are refused before the head is heard of: which partition is missing only the head tells.
        if (state === NO_PARTITION) await line.writer.readHead();
        this.see(line);
        this.idle.push(line);
        return;
      } catch (rollbackError) {
        this.options.onTrouble(rollbackError as Error);
      }
    }
    this.see(line);
    line.client.end().catch(this.options.onTrouble);
  }

  private see(line: Line): void {
    if (line.writer.seenHead > this.head) this.head = line.writer.seenHead;
  }

  /** The server frees the lock of who is idle in a transaction; a message that stopped half way is for us to end. */
  private async endStalled(line: Line): Promise<void> {
    if (await line.writer.endStalled(this.options.session.idleInTransaction))
      this.options.onTrouble(
        new Error('a process stood still while it held the append lock: its connection was ended'),
      );
  }

  private async bisect(group: readonly Pending[], error: Error): Promise<readonly AppendOutcome[]> {
    if (group.length === 1)
      return [{ kind: 'refused', code: 'event.unstorable', reason: `the store refuses it: ${error.message}` }];
    const middle = group.length >> 1;
    const first = await this.write(group.slice(0, middle));
    const second = await this.write(group.slice(middle));
    return [...first, ...second];
  }

  private async connect(): Promise<Line> {
    const { url, session, clock, identity } = this.options;
    const client = await connectWriter(url, session);
    return { client, writer: new GroupWriter(client, clock, identity, () => this.head) };
  }

  private async cover(position: Position): Promise<void> {
    this.covered = await ensurePartitions(this.options.url, position);
  }

  /** Makes the next partition once the last one is begun, out of the way of appends. */
  private coverAhead(position: Position): void {
    if (position <= this.covered.until - this.covered.size || this.covering !== null) return;
    this.covering = this.cover(position)
      .catch(this.options.onTrouble)
      .finally(() => {
        this.covering = null;
      });
  }
}

function eventsOf(group: readonly Pending[]): number {
  return group.reduce((sum, item) => sum + item.request.events.length, 0);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/**
 * What to make of an error: something in the data (look for the culprit), a partition is missing (make it), something
 * that passes (try again), or something that no waiting mends.
 */
function fateOf(error: unknown): 'data' | 'partition' | 'wait' | 'for ever' {
  const state = sqlState(error);
  if (state === null) return error instanceof LogReplaced ? 'for ever' : 'wait';
  if (state === NO_PARTITION) return 'partition';
  if (state === READ_ONLY) return 'wait';
  if (['22', '54'].includes(state.slice(0, 2))) return 'data';
  return ['40', '53', '55', '57', '58'].includes(state.slice(0, 2)) ? 'wait' : 'for ever';
}
