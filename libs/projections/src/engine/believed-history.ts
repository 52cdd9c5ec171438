import type { Settings, StatesTable, Valid } from '#kernel';
import { copyValue } from './copy.js';
import type { BelievedFact } from './read-facts.js';

/** Who belonged to a key when: a profile and the positions between which it did. */
export interface Membership {
  readonly profile: string;
  readonly from: number;
  readonly until: number | null;
}

/** A row of a states table, valid × believed. `text` is its content: what it is compared by. */
export interface Rectangle {
  readonly valid: Valid;
  readonly text: string;
  readonly believedFrom: number;
  believedUntil: number | null;
}

/** Of states that have none. */
const NO_SETTINGS: Settings = () => [];

/** The content of a row, as its columns write it. */
export function contentOf(table: StatesTable, valid: Valid): string {
  return JSON.stringify([
    valid.from,
    valid.to,
    ...Object.entries(table.columns).map(([name, column]) => copyValue(valid.values[name], column)),
  ]);
}

/**
 * Derives the believed history of one key for positions after `from`, up to `to`: at each position where what is
 * believed of the key changes, derives its valid rows from the facts believed then, and opens and closes only what
 * differs. `open` are the rows believed at `from`. Facts outside the range's belief are ignored, so it does not matter
 * what other lanes wrote already. Returns the rows to insert; rows of `open` that ended have their `believedUntil` set.
 */
export function believedHistory(
  table: StatesTable,
  facts: readonly BelievedFact[],
  members: readonly Membership[] | null,
  open: readonly Rectangle[],
  from: number,
  to: number,
  settings: Settings = NO_SETTINGS,
): Rectangle[] {
  const changes = new Set<number>();
  const within = (position: number | null): void => {
    if (position !== null && position > from && position <= to) changes.add(position);
  };
  for (const fact of facts) {
    within(fact.position);
    within(fact.until);
  }
  const profiles = members === null ? null : new Set(facts.map((fact) => fact['profile'] as string));
  for (const member of members ?? []) {
    if (!profiles!.has(member.profile)) continue;
    within(member.from);
    within(member.until);
  }
  const intervals = new Map<string, Membership[]>();
  for (const member of members ?? []) {
    const list = intervals.get(member.profile);
    if (list === undefined) intervals.set(member.profile, [member]);
    else list.push(member);
  }
  const belongs = (fact: BelievedFact, at: number): boolean =>
    members === null ||
    (intervals.get(fact['profile'] as string) ?? []).some((m) => m.from <= at && (m.until === null || m.until > at));

  let current = new Map(open.map((row) => [row.text, row]));
  const made: Rectangle[] = [];
  for (const at of [...changes].sort((a, b) => a - b)) {
    const believed = facts.filter(
      (fact) => fact.position <= at && (fact.until === null || fact.until > at) && belongs(fact, at),
    );
    const next = new Map<string, Rectangle>();
    for (const valid of believed.length === 0 ? [] : table.derive(believed, settings)) {
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
