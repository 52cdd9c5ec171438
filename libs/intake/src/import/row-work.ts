import type { EventId, Happening, Ids, Problem } from '#kernel';
import { statementOf } from '../engine/delivery-of.js';
import { happeningOf, knownOf, type Known } from '../engine/happening.js';
import type { Identify } from '../engine/identify/identify.js';
import type { FileRow } from './csv-rows.js';
import type { RowReading, RowReport } from './row-reports.js';

/** A row on its way: its events, or why nothing comes of it. */
export interface RowWork {
  readonly row: FileRow;
  readonly reports: readonly RowReport[];
  items: readonly Item[];
  problems: readonly Problem[];
}

/** An event of a row on its way into the log. */
export interface Item {
  readonly emit: string;
  readonly type: string;
  /** Its message id in the first generation. */
  readonly base: string;
  /** How often the message was stated before in the same file, under an id of the source's own: a repeat then. */
  readonly before: number;
  known: Known;
  happening: Happening;
  readonly statement: Buffer;
  readonly fingerprint: string;
  generation: number;
  messageId: string;
  id: EventId;
  became: 'new' | 'recorded' | 'repeated' | 'differs';
}

/** What a row says, as work to be done. */
export function workOf(row: FileRow, reading: RowReading): RowWork {
  return { row, reports: reading.reports ?? [], items: [], problems: reading.problems ?? [] };
}

/** A keyed fingerprint of a row's content: what personal data it holds cannot be guessed from the ids made of it. */
export function contentOf({ cells }: FileRow, ids: Ids): string {
  return ids.fingerprint(JSON.stringify(cells));
}

/** The message id of a generation: of one whose earlier generations were undone. */
export function messageIdOf(base: string, generation: number): string {
  return generation === 0 ? base : `${base}~${generation}`;
}

/** Moves an item to another generation. */
export function toGeneration(item: Item, generation: number, source: string, ids: Ids): void {
  item.generation = generation;
  item.messageId = messageIdOf(item.base, generation);
  item.id = ids.event(source, item.messageId);
}

/** Makes an event of a row's report. Throws InvalidInput where it does not fit. */
export function itemOf(
  { emit, report, messageId }: RowReport,
  content: { readonly key: string; readonly occurrence: number },
  before: number,
  making: { readonly source: string; readonly identify: Identify; readonly ids: Ids; readonly now: number },
): Item {
  const { source, identify, ids, now } = making;
  const stated = messageId ?? `row:${content.key}:${content.occurrence}:${emit}`;
  const known = knownOf({ ...report, messageId: stated }, source, identify);
  const base = known.messageId;
  const statement = statementOf(report);
  return {
    emit,
    type: report.definition.name,
    base,
    before,
    known,
    happening: happeningOf(known, { arrivedAt: now, sentAt: null }),
    statement,
    fingerprint: ids.fingerprint(statement),
    generation: 0,
    messageId: base,
    id: ids.event(source, base),
    became: 'new',
  };
}
