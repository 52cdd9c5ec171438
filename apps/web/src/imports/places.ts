import type { Problem } from '../api/types.js';

/** What is wrong with a document, and where it stands there. */
export interface Misplaced {
  /** From 1 on; null for what is wrong with all of it. */
  readonly line: number | null;
  readonly column: number;
  /** The place as people write it: `emits[0].at`. */
  readonly where: string;
  readonly what: string;
  readonly remedy?: string;
}

const PLACE = /^line (\d+), column (\d+)(?:, )?/;

/** The problems that the server named, each with its place in the document. */
export function misplaced(problem: Pick<Problem, 'errors'> | null): readonly Misplaced[] {
  return (problem?.errors ?? []).map(({ path, message, remedy }) => {
    const found = PLACE.exec(path);
    return {
      line: found === null ? null : Number(found[1]),
      column: found === null ? 1 : Number(found[2]),
      where: found === null ? path : path.slice(found[0].length),
      what: message,
      ...(remedy === undefined ? {} : { remedy }),
    };
  });
}

/** How many characters stand before a line and column, both from 1 on. */
export function offsetOf(text: string, line: number, column: number): number {
  let start = 0;
  for (let n = 1; n < line; n++) {
    const end = text.indexOf('\n', start);
    if (end < 0) break;
    start = end + 1;
  }
  return Math.min(text.length, start + column - 1);
}
