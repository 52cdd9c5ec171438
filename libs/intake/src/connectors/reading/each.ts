import { InvalidInput, type Problem, type Reading, type Reported } from '#kernel';

/** The most messages of one delivery. */
export const MAX_MESSAGES = 5_000;

/** One message does not fit: thrown by what reads it, kept with its reason. */
export function unfit(where: string, what: string, remedy?: string): InvalidInput {
  return new InvalidInput('message.unfit', [{ where, what, ...(remedy === undefined ? {} : { remedy }) }]);
}

/**
 * Reads a delivery's messages one by one: one that does not fit is refused with the reason, and the others go on.
 * `at` says how a message's place is called in the problems, `apart` which members its transport alone says: they are
 * not kept, `named` the id that a message has where it stands outside of it.
 */
export function readEach(
  messages: readonly unknown[],
  at: (index: number) => string,
  read: (message: unknown, index: number) => Reported,
  apart?: ReadonlySet<string>,
  named?: (index: number) => string | undefined,
): Pick<Reading, 'reports' | 'refused'> {
  return readMany(messages, at, (message, index) => [read(message, index)], apart, named);
}

/** The same, where one message may say several things. */
export function readMany(
  messages: readonly unknown[],
  at: (index: number) => string,
  read: (message: unknown, index: number) => readonly Reported[],
  apart: ReadonlySet<string> = new Set(),
  named: (index: number) => string | undefined = () => undefined,
): Pick<Reading, 'reports' | 'refused'> {
  const reports: Reported[] = [];
  const refused: Reading['refused'][number][] = [];
  messages.forEach((item, index) => {
    try {
      reports.push(...read(item, index));
    } catch (error) {
      const messageId = named(index);
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
