import type { Fact, Valid } from '#kernel';
import { DEFAULT_PIPELINE } from '#journey';
import { heldFrom, thingHistory } from './thing-history.js';

/** What a kind of fact states by saying nothing: that there is none from here on. */
const EMPTIES: Readonly<Record<string, readonly string[]>> = {
  'amount-changed': ['amount', 'currency'],
  'close-date-changed': ['close_on'],
  'owner-changed': ['owner'],
  'next-step-set': ['next_step', 'next_on'],
};

const STATED = ['name', 'pipeline', 'stage', 'amount', 'currency', 'close_on', 'next_step', 'next_on', 'campaign'];
/** Columns that every fact repeats: only some kinds state them, the others fill in where nobody did. */
const REPEATED: Readonly<Record<string, readonly string[]>> = {
  owner: ['opened', 'owner-changed'],
  profile: ['opened'],
  company: ['opened'],
};

type Told = Record<string, unknown> & Fact;

function opens(fact: Fact): boolean {
  return fact['what'] === 'opened';
}

function closes(fact: Fact): boolean {
  return fact['what'] === 'won' || fact['what'] === 'lost';
}

function says(fact: Fact, column: string): boolean {
  return (fact[column] ?? null) !== null || (EMPTIES[fact['what'] as string] ?? []).includes(column);
}

/**
 * The facts of a deal as they have to be read with what corrects them. A correction is about what was known when it was
 * made: the last statement of each part it names, and the last closing, in the order of history. It has said so from its
 * beginning then; a part that nobody had stated is the deal's from its opening.
 */
function corrected(believed: readonly Fact[]): Told[] {
  const told: Told[] = believed.filter((fact) => fact['what'] !== 'corrected').map((fact) => ({ ...fact }));
  const corrections = believed.filter((fact) => fact['what'] === 'corrected').sort((a, b) => a.position - b.position);
  for (const correction of corrections) {
    const known = thingHistory(
      told.filter((fact) => fact.position < correction.position),
      opens,
    ).map(({ fact }) => fact);
    const first = known[0];
    if (first === undefined) continue;
    const last = (matches: (fact: Fact) => boolean): Told | undefined => known.findLast(matches);
    const set = (columns: readonly string[]): void => {
      if ((correction[columns[0]!] ?? null) === null) return;
      const target = last((fact) => says(fact, columns[0]!)) ?? first;
      for (const column of columns) target[column] = correction[column];
    };
    set(['name']);
    set(['amount', 'currency']);
    set(['close_on']);
    move(last(opens), correction['opened_on']);
    const closing = last(closes);
    move(closing, correction['closed_on']);
    if (closing !== undefined && (correction['outcome'] ?? null) !== null) closing['what'] = correction['outcome'];
  }
  return told;
}

/** Places a fact on a day. */
function move(fact: Told | undefined, on: unknown): void {
  if (fact === undefined || typeof on !== 'string') return;
  Object.assign(fact, { occurred_at: Date.parse(`${on}T00:00:00Z`), precision: 'day' });
}

/** What a deal is, at some point of its history. */
interface Deal {
  status: 'open' | 'won' | 'lost';
  opened_at: number | null;
  opened_precision: string | null;
  opened_event: string | null;
  closed_at: number | null;
  closed_precision: string | null;
  closed_event: string | null;
  reason: string | null;
  stage_since: number | null;
  reopened: number;
  stated: Readonly<Record<string, unknown>>;
}

const UNKNOWN: Deal = {
  status: 'open',
  opened_at: null,
  opened_precision: null,
  opened_event: null,
  closed_at: null,
  closed_precision: null,
  closed_event: null,
  reason: null,
  stage_since: null,
  reopened: 0,
  stated: {},
};

function stated(before: Readonly<Record<string, unknown>>, fact: Fact): Record<string, unknown> {
  const after: Record<string, unknown> = { ...before };
  for (const column of STATED) if (says(fact, column)) after[column] = fact[column] ?? null;
  for (const [column, kinds] of Object.entries(REPEATED)) {
    const states = kinds.includes(fact['what'] as string) && says(fact, column);
    if (states || after[column] === undefined) after[column] = fact[column] ?? (states ? null : undefined);
  }
  return after;
}

function turned(deal: Deal, fact: Fact): Deal {
  const what = fact['what'];
  if (what === 'opened' && deal.opened_event === null)
    return {
      ...deal,
      opened_at: fact.occurred_at,
      opened_precision: fact['precision'] as string,
      opened_event: fact.event_id,
    };
  if ((what === 'won' || what === 'lost') && deal.status !== what)
    return {
      ...deal,
      status: what,
      closed_at: fact.occurred_at,
      closed_precision: fact['precision'] as string,
      closed_event: fact.event_id,
      reason: (fact['reason'] as string | null) ?? null,
    };
  if (what === 'reopened' && deal.status !== 'open') {
    const { closed_at, closed_precision, closed_event, reason } = UNKNOWN;
    return { ...deal, status: 'open', closed_at, closed_precision, closed_event, reason, reopened: deal.reopened + 1 };
  }
  return deal;
}

/** The history of a deal from everything that is believed of it: rows of the state `deal`. */
export function dealHistory(believed: readonly Fact[]): readonly Valid[] {
  let deal = UNKNOWN;
  const rows = thingHistory(corrected(believed), opens).map(({ fact, since }, i) => {
    const before = deal.stated;
    deal = { ...turned(deal, fact), stated: stated(before, fact) };
    const moves = ['pipeline', 'stage'].some((column) => before[column] !== deal.stated[column]);
    if (i === 0 || moves) deal = { ...deal, stage_since: since };
    const { stated: terms, ...turns } = deal;
    return { since, values: { ...turns, ...terms, pipeline: terms['pipeline'] ?? DEFAULT_PIPELINE.id } };
  });
  return heldFrom(rows);
}

/** Who takes part in a deal, and in which role, over time: rows of the state `party`, of one contact's node. */
export function partyHistory(believed: readonly Fact[]): readonly Valid[] {
  let main = false;
  let role: unknown = null;
  return heldFrom(
    thingHistory(believed, opens).map(({ fact, since }) => {
      main ||= opens(fact);
      const leaves = fact['what'] === 'contact-removed';
      role = leaves ? null : (fact['role'] ?? null);
      return { since, values: leaves ? null : { role, main } };
    }),
  );
}

/** What is said as a whole each time, over time: rows of one state's columns. */
export function wholeHistory(columns: readonly string[]): (believed: readonly Fact[]) => readonly Valid[] {
  return (believed) =>
    heldFrom(
      thingHistory(believed, opens).map(({ fact, since }) => ({
        since,
        values: Object.fromEntries(columns.map((column) => [column, fact[column] ?? null])),
      })),
    );
}
