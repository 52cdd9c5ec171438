import type { Problem } from '#kernel';
import type { Path } from './mapping.js';

/** A problem at a place of a document. */
export interface Misplaced extends Omit<Problem, 'where'> {
  readonly path: Path;
  /** The name of the member is what is wrong, not its value. */
  readonly atKey?: boolean;
}

/**
 * Reads a document's values by what they must be; whatever does not fit is noted with its place, and something harmless
 * stands for it, so that all that is wrong is found at once.
 */
export class Checking {
  readonly problems: Misplaced[] = [];

  /** `recorded`: it was accepted once, by rules that may have been milder. */
  constructor(readonly recorded = false) {}

  wrong(path: Path, what: string, remedy?: string, atKey = false): void {
    this.problems.push({ path, what, ...(remedy === undefined ? {} : { remedy }), ...(atKey ? { atKey } : {}) });
  }

  /** An object that has no members but those that are known. */
  object(value: unknown, path: Path, known: readonly string[]): Readonly<Record<string, unknown>> {
    const object = this.anyObject(value, path);
    for (const name in object)
      if (!known.includes(name))
        this.wrong([...path, name], `"${name}" is not known here`, `known are ${known.join(', ')}`, true);
    return object;
  }

  /** An object of any members. */
  anyObject(value: unknown, path: Path): Readonly<Record<string, unknown>> {
    if (isObject(value)) return value;
    this.wrong(path, `must hold named members, not ${nameOf(value)}`);
    return {};
  }

  list(value: unknown, path: Path): readonly unknown[] {
    if (Array.isArray(value)) return value as readonly unknown[];
    this.wrong(path, `must be a list, not ${nameOf(value)}`);
    return [];
  }

  text(value: unknown, path: Path, otherwise?: string): string {
    if (value === undefined && otherwise !== undefined) return otherwise;
    if (typeof value === 'string' && value !== '') return value;
    if (typeof value === 'number') return String(value);
    this.wrong(path, value === undefined ? 'is missing' : `must be a text, not ${nameOf(value)}`);
    return '';
  }

  texts(value: unknown, path: Path): readonly string[] {
    return this.list(value, path).map((item, i) => this.text(item, [...path, i]));
  }

  flag(value: unknown, path: Path, otherwise: boolean): boolean {
    if (value === undefined) return otherwise;
    if (typeof value === 'boolean') return value;
    this.wrong(path, `must be true or false, not ${nameOf(value)}`);
    return otherwise;
  }

  oneOf<V extends string>(value: unknown, path: Path, known: readonly V[]): V {
    if (known.includes(value as V)) return value as V;
    this.wrong(
      path,
      value === undefined ? 'is missing' : `is ${JSON.stringify(value)}`,
      `give one of ${known.join(', ')}`,
    );
    return known[0]!;
  }
}

/** Whether a value has named members. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function nameOf(value: unknown): string {
  if (value === undefined || value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'named members' : `${typeof value} ${JSON.stringify(value)}`;
}
