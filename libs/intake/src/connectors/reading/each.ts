import { InvalidInput, unstorable, type Problem, type Reading, type Reported } from '#kernel';
import { idOf } from './values.js';

/** The most messages of one delivery. */
export const MAX_MESSAGES = 5_000;

type Named = (message: unknown, index: number) => string | undefined;

/** The id that a message states in a member of its own, whatever else is wrong with it; undefined where it is none. */
export function idIn(message: unknown, member: string): string | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  const id = idOf((message as Readonly<Record<string, unknown>>)[member]);
  return id === undefined || id.length > LONGEST_ID || unstorable(id) !== null ? undefined : id;
}

/** Longer ones are refused for that. */
const LONGEST_ID = 512;

/** One message does not fit: thrown by what reads it, kept with its reason. */
export function unfit(where: string, what: string, remedy?: string): InvalidInput {
  return new InvalidInput('message.unfit', [{ where, what, ...(remedy === undefined ? {} : { remedy }) }]);
}

/**
 * Reads a delivery's messages one by one: one that does not fit is refused with the reason, and the others go on.
 * `at` says how a message's place is called in the problems, `apart` which members its transport alone says: they are
 * not kept, `named` the id of a message that is refused: whoever sent it finds it again by that.
 */
export function readEach(
  messages: readonly unknown[],
  at: (index: number) => string,
  read: (message: unknown, index: number) => Reported,
  apart?: ReadonlySet<string>,
  named?: Named,
): Pick<Reading, 'reports' | 'refused'> {
  return readMany(messages, at, (message, index) => [read(message, index)], apart, named);
}

/** The same, where one message may say several things. */
export function readMany(
  messages: readonly unknown[],
  at: (index: number) => string,
  read: (message: unknown, index: number) => readonly Reported[],
  apart: ReadonlySet<string> = new Set(),
  named: Named = () => undefined,
): Pick<Reading, 'reports' | 'refused'> {
  const reports: Reported[] = [];
  const refused: Reading['refused'][number][] = [];
  messages.forEach((item, index) => {
    try {
      reports.push(...read(item, index));
    } catch (error) {
      const messageId = named(item, index);
      refused.push({
        ...(messageId === undefined ? {} : { messageId }),
        item: without(item, apart),
        problems: problemsOf(error).map((problem) => placed(problem, at(index))),
      });
    }
  });
  return { reports, refused };
}

/** What was wrong. A reader that fails in a way of its own is a message that could not be read: kept, never lost. */
function problemsOf(error: unknown): readonly Problem[] {
  if (error instanceof InvalidInput) return error.problems;
  return [{ where: '', what: `could not be read (${error instanceof Error ? error.message : String(error)})` }];
}

function without(item: unknown, apart: ReadonlySet<string>): unknown {
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return item;
  return Object.fromEntries(Object.entries(item).filter(([name]) => !apart.has(name)));
}

function placed(problem: Problem, place: string): Problem {
  return { ...problem, where: [place, problem.where].filter((part) => part !== '').join('.') };
}

/** The list of messages of a delivery. Throws InvalidInput (`delivery.invalid`): nothing of it can be read. */
export function messagesOf(value: unknown, where: string, most = MAX_MESSAGES): readonly unknown[] {
  if (!Array.isArray(value))
    throw new InvalidInput('delivery.invalid', [{ where, what: 'must be a list of messages' }]);
  if (value.length > most)
    throw new InvalidInput('delivery.invalid', [
      {
        where,
        what: `holds ${value.length} messages, at most ${most} are taken at once`,
        remedy: 'send several lists',
      },
    ]);
  return value;
}
