import type { CarriedEvent } from '#event-log';

const BEGINNING =
  /^\{"position":(\d{1,16}),"recordedAt":"([^"\\]{1,40})","stream":("(?:[^"\\]|\\["\\/bfnrt]|\\u[\da-fA-F]{4})*"),"revision":(\d{1,10}),"envelope":/;

/** An event as a line of an export has it, with its position there. */
export interface EventLine extends CarriedEvent {
  readonly position: number;
}

/** Reads a line that `export events` wrote; null for another one. The envelope's text is taken to the letter. */
export function eventLine(line: string): EventLine | null {
  const found = BEGINNING.exec(line);
  if (found === null || !line.endsWith('}')) return null;
  const recordedAt = Date.parse(found[2]!);
  if (Number.isNaN(recordedAt)) return null;
  return {
    position: Number(found[1]),
    recordedAt,
    stream: JSON.parse(found[3]!) as string,
    revision: Number(found[4]),
    text: line.slice(found[0].length, -1),
  };
}
