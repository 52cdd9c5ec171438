import { CHANNELS, isChannel, touchpointRecorded } from '#journey';
import { InvalidInput, type EventId, type Happening, type Ids, type Problem, type Reported } from '#kernel';
import { statementOf } from '../engine/delivery-of.js';
import { happeningOf, knownOf, type Known } from '../engine/happening.js';
import type { Identify } from '../engine/identify/identify.js';
import type { FileRow } from './csv-rows.js';
import { tooLarge, type Weighing } from './event-size.js';
import type { RowDoor } from './row-door.js';
import type { RowReading, RowReport } from './row-reports.js';

/** A row on its way: its events, or why nothing comes of it. */
export interface RowWork {
  readonly row: FileRow;
  readonly reports: readonly RowReport[];
  items: readonly Item[];
  problems: readonly Problem[];
  /** Its cells without what must not be kept, where the door kept it out. */
  readonly cut?: readonly string[];
}

/** An event of a row on its way into the log. */
export interface Item {
  readonly emit: string;
  readonly type: string;
  /** Its message id in the first generation. */
  readonly base: string;
  /** How often the message was stated before in the same file, under an id of the source's own: a repeat then. */
  before: number;
  known: Known;
  happening: Happening;
  readonly fingerprint: string;
  /** Bytes of what is stated. */
  readonly statedBytes: number;
  generation: number;
  messageId: string;
  id: EventId;
  became: 'new' | 'recorded' | 'repeated' | 'differs';
}

/** What items are made with. */
export interface Making {
  readonly source: string;
  readonly identify: Identify;
  readonly ids: Ids;
  readonly now: number;
  readonly weighing: Weighing;
}

/** What a row says, as work to be done; nothing of it where it holds what must not be kept. */
export function workOf(row: FileRow, read: (cells: readonly string[]) => RowReading, door: RowDoor): RowWork {
  const none = { row, reports: [], items: [] };
  if (row.broken !== undefined) return { ...none, problems: [{ where: '', what: row.broken }] };
  const { reports, problems } = read(row.cells);
  if (problems !== undefined) return { ...none, problems };
  const kept = door.keepsOut(row, reports);
  if (kept !== null) return { ...none, problems: kept.problems, cut: kept.cells };
  return { row, reports, items: [], problems: [] };
}

/** Makes the events of a row, or notes why it cannot be taken: what is known before the log is asked. */
export function makeItems(
  work: RowWork,
  content: { readonly key: string; readonly occurrence: number },
  making: Making,
): void {
  if (work.problems.length > 0) return;
  try {
    const items = work.reports.map((report) => itemOf(report, content, making));
    work.problems = [...oneId(items), ...items.flatMap((item) => tooLarge(item, making))];
    if (work.problems.length === 0) work.items = items;
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    work.problems = error.problems;
  }
}

/** Events of one row that say something else under one id: only the first of them could be recorded. */
function oneId(items: readonly Item[]): Problem[] {
  const problems: Problem[] = [];
  const first = new Map<EventId, Item>();
  for (const item of items) {
    const other = first.get(item.id);
    if (other === undefined) first.set(item.id, item);
    else if (other.fingerprint !== item.fingerprint)
      problems.push({
        where: `${item.emit}.id`,
        what: `is the id of ${other.emit} too: give each emit an id of its own, as by concat [..., /${item.emit}]`,
      });
  }
  return problems;
}

/** A keyed fingerprint of a row's content: what personal data it holds cannot be guessed from the ids made of it. */
export function contentOf({ cells }: FileRow, ids: Ids): string {
  return ids.fingerprint(JSON.stringify(cells));
}

/**
 * The message id of a generation: of one whose earlier generations were undone. No source's own id looks like it: one
 * with an @ stands in the log as its fingerprint.
 */
export function messageIdOf(base: string, generation: number): string {
  return generation === 0 ? base : `${base}@${generation}`;
}

/** Moves an item to another generation. */
export function toGeneration(item: Item, generation: number, source: string, ids: Ids): void {
  item.generation = generation;
  item.messageId = messageIdOf(item.base, generation);
  item.id = ids.event(source, item.messageId);
}

/** Makes an event of a row's report. Throws InvalidInput where it does not fit. */
function itemOf(
  { emit, report, things, messageId }: RowReport,
  content: { readonly key: string; readonly occurrence: number },
  making: Making,
): Item {
  const { source, identify, ids, now } = making;
  if (report.definition.name === touchpointRecorded.name && !isChannel(report.payload['channel']))
    throw new InvalidInput('message.unfit', [
      { where: `${emit}.channel`, what: `is not a channel: known are ${CHANNELS.join(', ')}` },
    ]);
  const stated = messageId ?? `row:${content.key}:${content.occurrence}:${emit}`;
  const known = knownOf({ ...report, ...named(things, report, making), messageId: stated }, source, identify);
  const base = known.messageId;
  const statement = statementOf(report);
  return {
    emit,
    type: report.definition.name,
    base,
    before: 0,
    known,
    happening: happeningOf(known, { arrivedAt: now, sentAt: null }),
    fingerprint: ids.fingerprint(statement),
    statedBytes: statement.length,
    generation: 0,
    messageId: base,
    id: ids.event(source, base),
    became: 'new',
  };
}

/** The ids of the things a row names: of one name everywhere the same, whatever file of the source names it. */
function named(
  things: RowReport['things'],
  report: RowReport['report'],
  { source, identify, ids }: Making,
): Pick<Reported, 'about' | 'payload'> {
  const about: Record<string, string> = {};
  const payload: Record<string, unknown> = { ...report.payload };
  for (const place in things) {
    const { kind, as, name } = things[place]!;
    if (as === 'company') {
      const company = identify.group(name, source);
      if (company !== null) about[place] = company.node;
    } else (as === 'role' ? about : payload)[place] = ids.derived(kind, source, name);
  }
  return { about, payload };
}
