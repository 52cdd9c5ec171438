import { resolve } from 'node:path';

/** One setting: what `--help`, docs/configuration.md and the check at start are made from. */
export interface Setting<T> {
  /** The environment variable that sets it. */
  readonly variable: string;
  /** What a person may write, such as `1 to 65535`. */
  readonly accepts: string;
  /** The default as a person would write it; absent when there is none. */
  readonly fallback?: string;
  /** One sentence or two: what it does, in which unit. */
  readonly description: string;
  /** Never printed, not even when it is wrong. */
  readonly secret?: boolean;
  /** Reads the text. @throws Error whose message says what would be right. */
  parse(text: string): T;
}

/** What a row says of itself, apart from its kind. */
export type Described = Pick<Setting<unknown>, 'variable' | 'description' | 'secret'>;

/** Any text. */
export function text(row: Described & { fallback?: string }): Setting<string> {
  return { ...row, accepts: 'text', parse: (value) => value };
}

/** A whole number between two others. */
export function integer({
  fallback,
  ...row
}: Described & { fallback?: number; min: number; max: number }): Setting<number> {
  const accepts = `${row.min} to ${row.max}`;
  return {
    ...row,
    ...(fallback === undefined ? {} : { fallback: String(fallback) }),
    accepts,
    parse: (value) => {
      const number = Number(value);
      if (!/^\d+$/.test(value) || number < row.min || number > row.max)
        throw new Error(`give a whole number, ${accepts}`);
      return number;
    },
  };
}

/** One of some words. */
export function choice<const Values extends readonly string[]>(
  row: Described & { values: Values; fallback?: Values[number] },
): Setting<Values[number]> {
  return {
    ...row,
    accepts: row.values.join(', '),
    parse: (value) => {
      const found = row.values.find((one) => one === value);
      if (found === undefined) throw new Error(`give one of ${row.values.join(', ')}`);
      return found;
    },
  };
}

/** A file, read from where the program was started. */
export function file(row: Described): Setting<string> {
  return { ...row, accepts: 'a file', parse: (value) => resolve(value) };
}

/** One that may be absent. */
export function optional<T>(setting: Setting<T>): Setting<T | undefined> {
  return setting;
}
