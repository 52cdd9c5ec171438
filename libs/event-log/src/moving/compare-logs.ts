import type { Position } from '#kernel';
import type { MovedEvent } from './log-source.js';

/** What two logs have in common, event by event from their beginnings. */
export interface Compared {
  /** So many events are the same. */
  readonly same: number;
  /** The position of the last of them in the first log. */
  readonly position: Position;
  /** What differs in the event after them; null where none does. */
  readonly difference: string | null;
  /** Which of them goes on where the other ends. */
  readonly longer: 'first' | 'second' | null;
}

/** Compares streams, revisions, times of recording and texts, to the letter; positions may differ. Ends where one log does. */
export async function compareLogs(
  first: AsyncIterable<readonly MovedEvent[]>,
  second: AsyncIterable<readonly MovedEvent[]>,
  onSame: (events: number) => void = () => undefined,
): Promise<Compared> {
  const [one, other] = [eventsOf(first), eventsOf(second)];
  let same = 0;
  let position: Position = 0;
  try {
    for (;;) {
      const a = await one.next();
      const b = await other.next();
      if (a.done === true || b.done === true) {
        const longer = a.done === b.done ? null : a.done === true ? 'second' : 'first';
        return { same, position, difference: null, longer };
      }
      const difference = differenceOf(a.value, b.value);
      if (difference !== null) return { same, position, difference, longer: null };
      position = a.value.position;
      if (++same % 1_000 === 0) onSame(same);
    }
  } finally {
    await one.return(undefined);
    await other.return(undefined);
  }
}

async function* eventsOf(pages: AsyncIterable<readonly MovedEvent[]>): AsyncGenerator<MovedEvent, undefined> {
  for await (const page of pages) yield* page;
  return undefined;
}

function differenceOf(a: MovedEvent, b: MovedEvent): string | null {
  if (a.stream !== b.stream) return `is of stream ${a.stream} in one log, of ${b.stream} in the other`;
  if (a.revision !== b.revision)
    return `is at revision ${a.revision} of ${a.stream} in one log, at ${b.revision} in the other`;
  if (a.text !== b.text) return `of ${a.stream} says something else in the other log`;
  if (a.recordedAt === b.recordedAt) return null;
  const [one, other] = [a, b].map(({ recordedAt }) => new Date(recordedAt).toISOString());
  return `of ${a.stream} was recorded ${one} in one log, ${other} in the other`;
}
