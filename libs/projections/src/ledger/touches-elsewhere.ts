import type { PoolClient } from 'pg';
import type { Envelope, Millis, Position } from '#kernel';
import { QUARTER_MS } from './roll-up.js';

/** Touches, and imported events, of a log that is not in this database, in the order of their positions. */
export interface TouchSource {
  /** After a position, up to another one; `at`: when it came in, as its receipt says. */
  touches(
    after: Position,
    until: Position,
    limit: number,
  ): Promise<{
    readonly touches: readonly {
      readonly position: Position;
      readonly text: string;
      readonly at: Millis;
      /** Of an imported event of a thing; null for a touch. */
      readonly type: string | null;
    }[];
    readonly scannedTo: Position;
    readonly atEnd: boolean;
  }>;
}

/** What was read, as parameters: positions, quarters of an hour, sources, imports ('' for none), types (null of touches). */
export interface ReadTouches {
  readonly to: Position;
  readonly positions: Position[];
  readonly quarters: number[];
  readonly sources: string[];
  readonly imports: string[];
  readonly types: (string | null)[];
}

type Touch = Awaited<ReturnType<TouchSource['touches']>>['touches'][number];

/** What a line counts; everything where missing. */
export interface OfLine {
  readonly source: string;
  readonly quarter: number;
  readonly import: string;
}

/** Events that are read at once. */
const PAGE = 5_000;

/** Reads one page of touches. */
export async function touchesAfter(source: TouchSource, after: Position, until: Position): Promise<ReadTouches> {
  const read = empty(until);
  const { touches, scannedTo, atEnd } = await source.touches(after, until, PAGE);
  for (const touch of touches) add(read, touch);
  return { ...read, to: atEnd || scannedTo >= until ? until : scannedTo };
}

/** Reads all touches of a line, which stand between two positions. */
export async function touchesOf(
  source: TouchSource,
  line: OfLine,
  after: Position,
  until: Position,
): Promise<ReadTouches> {
  const read = empty(until);
  for (let from = after; ;) {
    const { touches, scannedTo, atEnd } = await source.touches(from, until, PAGE);
    for (const touch of touches) add(read, touch, line);
    if (atEnd || scannedTo >= until || scannedTo === from) return read;
    from = scannedTo;
  }
}

/**
 * Up to where everything is counted that came in: what is being appended has no receipt yet, and stands behind where
 * its intent says.
 */
export async function beforeIntents(client: PoolClient, until: Position): Promise<Position> {
  const { rows } = await client.query<{ after: string | null }>(
    'select min(after_position) as after from vault.intents',
  );
  const { after } = rows[0]!;
  return after === null ? until : Math.min(until, Number(after));
}

function empty(to: Position): ReadTouches {
  return { to, positions: [], quarters: [], sources: [], imports: [], types: [] };
}

function add(read: ReadTouches, { position, text, at, type }: Touch, line?: OfLine): void {
  const envelope = JSON.parse(text) as Envelope;
  const quarter = Math.floor(at / QUARTER_MS);
  const name = envelope.import ?? '';
  const other =
    line !== undefined && (line.source !== envelope.source.name || line.quarter !== quarter || line.import !== name);
  if (other) return;
  read.positions.push(position);
  read.quarters.push(quarter);
  read.sources.push(envelope.source.name);
  read.imports.push(name);
  read.types.push(type);
}
