import type { Position, Settings, StatesTable, Valid } from '#kernel';
import { columnWriter } from './copy.js';
import { group } from './group.js';
import { byPosition, type BelievedFact } from './read-facts.js';

/** Who belonged to a key when: a profile and the positions between which it did. */
export interface Membership {
  readonly profile: string;
  readonly from: number;
  readonly until: number | null;
}

/** A row of a states table, valid × believed. `text` is its content: what it is compared by, and what is written of it. */
export interface Rectangle {
  readonly valid: Valid;
  readonly text: string;
  readonly believedFrom: number;
  believedUntil: number | null;
}

/** Of states that have none. */
const NO_SETTINGS: Settings = () => [];

type ColumnWriters = readonly (readonly [name: string, write: ReturnType<typeof columnWriter>])[];

/** Each table's, made once: rows are written far more often than there are tables. */
const writers = new WeakMap<StatesTable, ColumnWriters>();
const writeInstant = columnWriter({ type: 'timestamptz' });

function writersOf(table: StatesTable): ColumnWriters {
  let made = writers.get(table);
  if (made === undefined) {
    made = Object.entries(table.columns).map(([name, column]) => [name, columnWriter(column)]);
    writers.set(table, made);
  }
  return made;
}

/** The content of a row as COPY writes it: the table's own columns, then from when and until when it is valid. */
export function contentOf(table: StatesTable, { from, to, values }: Valid): string {
  let text = '';
  for (const [name, write] of writersOf(table)) text += `${write(values[name])}\t`;
  return `${text}${writeInstant(from)}\t${writeInstant(to)}`;
}

/** A fact, and positions between which it was believed of a key: one that is its profile's, then not, then again has two. */
export interface Span {
  readonly fact: BelievedFact;
  readonly enters: Position;
  /** Infinity: it does not leave. */
  readonly leaves: Position;
}

/** What to leave out of facts is looked for when they are so many, then when there are so many more than twice what remained. */
const MANY = 64;

/**
 * Derives the believed history of one key for positions after `from`, up to `to`: at each position where what is
 * believed of the key changes, derives its valid rows from the facts believed then, and opens and closes only what
 * differs. `open` are the rows believed at `from`. Facts outside the range's belief are ignored, so it does not matter
 * what other lanes wrote already. `facts` are in position order; `left` is what the table's condensing left out of them.
 * Returns the rows to insert; rows of `open` that ended have their `believedUntil` set.
 */
export function believedHistory(
  table: StatesTable,
  facts: readonly BelievedFact[],
  members: readonly Membership[] | null,
  open: readonly Rectangle[],
  from: number,
  to: number,
  settings: Settings = NO_SETTINGS,
  left: unknown = null,
): Rectangle[] {
  const spans = spansOf(facts, members, from, to);
  const entering = group(spans, ({ enters }) => Math.max(enters, from));
  const believed = new Believed(table, spans, settings, left);
  const { changes, leaving } = changesOf(spans, from, to);
  believed.enter(entering.get(from) ?? [], from);
  let current = new Map(open.map((row) => [row.text, row]));
  const made: Rectangle[] = [];
  for (const at of changes) {
    if (leaving.has(at)) believed.anew(at);
    else believed.enter(entering.get(at)!, at);
    const next = new Map<string, Rectangle>();
    for (const valid of believed.facts.length === 0 ? [] : table.derive(believed.facts, settings)) {
      const text = contentOf(table, valid);
      const before = current.get(text);
      if (before !== undefined) next.set(text, before);
      else {
        const row: Rectangle = { valid, text, believedFrom: at, believedUntil: null };
        made.push(row);
        next.set(text, row);
      }
    }
    for (const [text, row] of current) if (!next.has(text)) row.believedUntil = at;
    current = next;
  }
  return made;
}

/** When which fact is believed of a key, as far as a range is concerned; of a key that has no members, always. */
export function spansOf(
  facts: readonly BelievedFact[],
  members: readonly Membership[] | null,
  from: number,
  to: number,
): Span[] {
  const intervals = group(members ?? [], ({ profile }) => profile);
  const always = [{ from: 0, until: null }];
  const spans: Span[] = [];
  for (const fact of facts)
    for (const member of members === null ? always : (intervals.get(fact['profile'] as string) ?? [])) {
      const enters = Math.max(fact.position, member.from);
      const leaves = Math.min(fact.until ?? Infinity, member.until ?? Infinity);
      if (enters <= to && leaves > from && enters < leaves) spans.push({ fact, enters, leaves });
    }
  return spans;
}

/** The positions of a range at which facts enter or leave, ascending; and at which they leave. */
function changesOf(
  spans: readonly Span[],
  from: number,
  to: number,
): { readonly changes: readonly Position[]; readonly leaving: ReadonlySet<Position> } {
  const within = (position: Position): boolean => position > from && position <= to;
  const changes = new Set<Position>();
  const leaving = new Set<Position>();
  for (const { enters, leaves } of spans) {
    if (within(enters)) changes.add(enters);
    if (!within(leaves)) continue;
    changes.add(leaves);
    leaving.add(leaves);
  }
  return { changes: [...changes].sort((a, b) => a - b), leaving };
}

/** The facts believed at one position after the other, without those that change nothing. */
class Believed {
  facts: readonly BelievedFact[] = [];
  private left: unknown;
  private many = MANY;

  constructor(
    private readonly table: StatesTable,
    private readonly spans: readonly Span[],
    private readonly settings: Settings,
    /** Left out of all facts there are. */
    private readonly before: unknown,
  ) {
    this.left = before;
  }

  /** Takes in what is believed from a position on. */
  enter(entering: readonly Span[], at: Position): void {
    if (entering.length === 0) return;
    const { condensing } = this.table;
    const own = this.left !== this.before;
    if (own && !entering.every(({ fact }) => condensing!.admits(this.left, fact, this.settings))) return this.anew(at);
    this.set([...this.facts, ...entering.map(({ fact }) => fact)]);
  }

  /** What is believed at a position, of all facts there are. */
  anew(at: Position): void {
    this.left = this.before;
    this.many = MANY;
    this.set(this.spans.filter(({ enters, leaves }) => enters <= at && leaves > at).map(({ fact }) => fact));
  }

  private set(facts: BelievedFact[]): void {
    this.facts = facts.sort(byPosition);
    if (facts.length < this.many) return;
    const condensed = this.table.condensing?.condense(facts, this.settings, this.left) ?? null;
    if (condensed !== null) ({ kept: this.facts, left: this.left } = condensed);
    this.many = MANY + 2 * this.facts.length;
  }
}
