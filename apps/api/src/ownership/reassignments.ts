import type { Commanding, Decisions } from '#automation';
import { reassignOwner, takeBackReassignment } from '#journey';
import { ask, type Command, type Position } from '#kernel';
import type { BookEntry } from '#queries';
import type { Store } from '../composition/store.js';

/** What has been done of something that is done to many, and how many there are. */
export interface Progress {
  readonly total: number;
  readonly done: number;
  /** The position of the last event so far: reads that name it as `minPosition` see the effect. */
  readonly position: Position;
}

/** So many are decided at the same time: they are appended together. */
const AT_ONCE = 64;

/** How long whoever asks is kept waiting: what takes longer goes on by itself. */
const PATIENCE_MS = 2_000;

/** Gives what somebody owns to somebody else, all under one id, and takes that back as a whole. */
export class Reassignments {
  constructor(
    private readonly decisions: Decisions,
    private readonly store: Pick<Store, 'ids' | 'log' | 'pool'>,
    private readonly failed: (reassignment: string, error: unknown) => void,
  ) {}

  /** Gives every entry to a person, or to nobody. What was given before under the same id stays given once. */
  carryOut(
    reassignment: string,
    book: readonly BookEntry[],
    to: { readonly person?: string; readonly reason?: string },
    commanding: Commanding,
  ): Promise<Progress> {
    const commands = book.map(({ contact, team, profile, over }) =>
      ask(reassignOwner, contact, {
        profile,
        reassignment,
        ...(team === null ? {} : { team }),
        ...(over.length === 0 ? {} : { over }),
        ...to,
      }),
    );
    return this.decideAll(reassignment, commands, commanding);
  }

  /** Takes back everything that was said under an id. */
  async takeBack(reassignment: string, reason: string | undefined, commanding: Commanding): Promise<Progress> {
    const { rows } = await this.store.pool.query<{ event_id: string; position: string }>(
      'SELECT event_id, position FROM read.ownership_said WHERE reassignment = $1 AND until IS NULL ORDER BY position',
      [reassignment],
    );
    const streams = new Set<string>();
    for (let i = 0; i < rows.length; i += 500) {
      const events = await this.store.log.readAt(rows.slice(i, i + 500).map(({ position }) => Number(position)));
      for (const { stream } of events) streams.add(stream.slice('ownership-'.length));
    }
    const commands = [...streams].map((contact) =>
      ask(takeBackReassignment, contact, { reassignment, ...(reason === undefined ? {} : { reason }) }),
    );
    return this.decideAll(reassignment, commands, commanding);
  }

  /** Decides all, and answers when it is done or after two seconds, whichever is first. */
  private async decideAll(
    reassignment: string,
    commands: readonly Command[],
    commanding: Commanding,
  ): Promise<Progress> {
    let [next, done, position] = [0, 0, 0];
    const work = async (): Promise<void> => {
      while (next < commands.length) {
        const command = commands[next++]!;
        const commandId = this.store.ids.derived('reassignment', commanding.commandId, command.stream, teamOf(command));
        const decided = await this.decisions.run(command, { ...commanding, commandId });
        position = Math.max(position, decided.position);
        done++;
      }
    };
    const all = Promise.all(Array.from({ length: Math.min(AT_ONCE, commands.length) }, work));
    let late: NodeJS.Timeout | undefined;
    const patience = new Promise<'late'>((resolve) => {
      late = setTimeout(() => resolve('late'), PATIENCE_MS);
    });
    try {
      if ((await Promise.race([all, patience])) === 'late')
        all.catch((error: unknown) => this.failed(reassignment, error));
    } finally {
      clearTimeout(late);
    }
    return { total: commands.length, done, position };
  }
}

function teamOf({ params }: Command): string {
  return typeof params['team'] === 'string' ? params['team'] : '';
}
