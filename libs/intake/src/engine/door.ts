import type { Problem, Reported } from '#kernel';
import { cardNumbersIn, mayHoldCard } from './card-numbers.js';

/** What must not be kept, in any form. */
export type Forbidden = 'card-number' | 'forbidden';

/** What was found in a message, and the message without it. */
export interface CutOut {
  readonly reason: Forbidden;
  readonly problems: readonly Problem[];
  /** What is stated, with every value that must not be kept cut out. */
  readonly stated: unknown;
}

/** What was found in texts, and the texts without it. */
export interface CutTexts extends Pick<CutOut, 'reason' | 'problems'> {
  readonly texts: readonly string[];
}

const REMEDY: Readonly<Record<Forbidden, string>> = {
  'card-number': 'keep card numbers out of what is sent; the number was cut out and is kept nowhere',
  forbidden: 'keep it out of what is sent (THROUGHLINE_FORBIDDEN_PATTERNS); it was cut out and is kept nowhere',
};

const MOST_PROBLEMS = 20;

/**
 * Looks through messages for what must not be kept: card numbers in texts and values, and what the installation forbids
 * in any field. A value is an identifier when its name says so (`orderId`, `phone`, `sku`): no card number is looked for
 * in it, since ids and telephone numbers pass the check by chance, unless its name speaks of a card.
 */
export class Door {
  private readonly patterns: readonly RegExp[];
  /** The same, to ask whether there is anything. */
  private readonly tests: readonly RegExp[];

  /** `patterns`: regular expressions of what is forbidden. Throws SyntaxError for one that is none. */
  constructor(patterns: readonly string[] = []) {
    this.patterns = patterns.map((pattern) => new RegExp(pattern, 'gu'));
    this.tests = patterns.map((pattern) => new RegExp(pattern, 'u'));
  }

  /** Whether a delivery must be looked through; `withoutCards`: no 13 digits follow each other in its body. */
  looks(withoutCards: boolean): boolean {
    return !withoutCards || this.patterns.length > 0;
  }

  /** What a report holds that must not be kept; null where it may pass. */
  report({ stated, payload, identifiers }: Reported): CutOut | null {
    if (!this.mayHold(stated, '') && !this.mayHold(payload, '') && !this.mayNameSomeone(identifiers)) return null;
    const search = new Search(this.patterns);
    const cut = search.through(stated, '', '');
    // What a delivery says once for all its messages is in their payloads, not in what each of them states.
    if (!search.found) {
      search.through(payload, 'payload', '');
      for (const { kind, value } of identifiers) search.through(value, `identifiers.${kind}`, 'id');
    }
    return search.result(cut);
  }

  /** What a delivery says once for all its messages, with every value that must not be kept cut out. */
  without(shared: unknown): unknown {
    return new Search(this.patterns).through(shared, '', '');
  }

  /** The same of a message that could not be read, whose problems may quote it. */
  refused(item: unknown, problems: readonly Problem[]): CutOut | null {
    if (!this.mayHold(item, '')) return null;
    const search = new Search(this.patterns);
    const found = search.result(search.through(item, '', ''));
    if (found === null) return null;
    const clean = problems.map((problem) => search.through(problem, '', '') as Problem);
    return { ...found, problems: [...found.problems, ...clean] };
  }

  /**
   * Texts by their names, such as the cells of a row, with what must not be kept cut out; null where there is nothing.
   * `strictly` looks for card numbers whatever the names say.
   */
  texts(names: readonly string[], texts: readonly string[], strictly = false): CutTexts | null {
    const nameOf = (i: number): string => (strictly ? '' : (names[i] ?? ''));
    if (!texts.some((text, i) => this.mayHoldText(text, nameOf(i)))) return null;
    const search = new Search(this.patterns);
    const clean = texts.map((text, i) => search.through(text, names[i] ?? '', nameOf(i)) as string);
    return search.found ? { ...search.result(null)!, texts: clean } : null;
  }

  /** What somebody wants to record by hand and must not; nothing of it is kept. Empty where it may pass. */
  found(said: unknown, place: string): readonly Problem[] {
    if (!this.mayHold(said, '')) return [];
    const search = new Search(this.patterns);
    const { problems = [] } = search.result(search.through(said, place, '')) ?? {};
    return problems.map(({ where, what }) => ({ where, what, remedy: 'leave it out: nothing was recorded' }));
  }

  /** Problems that may quote what must not be kept, without it. */
  problems(problems: readonly Problem[]): readonly Problem[] {
    return new Search(this.patterns).through(problems, '', '') as readonly Problem[];
  }

  /** Whether a value is worth a search: nearly none is, so nothing is made or noted here. */
  private mayHold(value: unknown, name: string): boolean {
    if (typeof value === 'string') return this.mayHoldText(value, name);
    if (typeof value === 'number')
      return (this.tests.length > 0 || Math.abs(value) >= SMALLEST) && this.mayHoldText(String(value), name);
    if (typeof value !== 'object' || value === null) return false;
    if (Array.isArray(value)) {
      for (const item of value) if (this.mayHold(item, name)) return true;
      return false;
    }
    for (const member in value)
      if (this.mayHoldText(member, '') || this.mayHold((value as Record<string, unknown>)[member], member)) return true;
    return false;
  }

  private mayHoldText(text: string, name: string): boolean {
    for (const test of this.tests) if (test.test(text)) return true;
    return mayHoldCard(text) && !namesIdentifier(name);
  }

  private mayNameSomeone(identifiers: Reported['identifiers']): boolean {
    for (const { value } of identifiers) if (this.mayHold(value, 'id')) return true;
    return false;
  }
}

/** The smallest number of 13 digits. */
const SMALLEST = 1e12;

/** One search through a message. */
class Search {
  private readonly problems: Problem[] = [];
  private reason: Forbidden | null = null;
  private readonly places = new Set<string>();

  constructor(private readonly patterns: readonly RegExp[]) {}

  get found(): boolean {
    return this.reason !== null;
  }

  result(stated: unknown): CutOut | null {
    return this.reason === null ? null : { reason: this.reason, problems: this.problems, stated };
  }

  /** A value without what must not be kept; the same value where there is nothing to cut. */
  through(value: unknown, place: string, name: string): unknown {
    if (typeof value === 'string') return this.text(value, place, name);
    if (typeof value === 'number') {
      const text = String(value);
      const clean = this.text(text, place, name);
      return clean === text ? value : clean;
    }
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return this.list(value, place, name);
    return this.object(value as Record<string, unknown>, place);
  }

  private list(value: readonly unknown[], place: string, name: string): unknown {
    let cut: unknown[] | null = null;
    for (let i = 0; i < value.length; i++) {
      const clean = this.through(value[i], `${place}[${i}]`, name);
      if (clean !== value[i]) (cut ??= [...value])[i] = clean;
    }
    return cut ?? value;
  }

  private object(value: Record<string, unknown>, place: string): unknown {
    let changed = false;
    const entries: [string, unknown][] = [];
    for (const name in value) {
      const cleanName = this.text(name, place, '');
      const here = place === '' ? cleanName : `${place}.${cleanName}`;
      const clean = this.through(value[name], here, name);
      changed ||= clean !== value[name] || cleanName !== name;
      entries.push([cleanName, clean]);
    }
    return changed ? Object.fromEntries(entries) : value;
  }

  private text(text: string, place: string, name: string): string {
    let clean = text;
    for (const [i, pattern] of this.patterns.entries()) {
      const without = clean.replace(pattern, '[cut out]');
      if (without !== clean) this.note('forbidden', place, `holds what pattern ${i + 1} of this installation forbids`);
      clean = without;
    }
    if (clean.length < 13 || namesIdentifier(name)) return clean;
    const cards = cardNumbersIn(clean);
    for (const { from, to } of [...cards].reverse())
      clean = `${clean.slice(0, from)}[card number cut out]${clean.slice(to)}`;
    if (cards.length > 0) this.note('card-number', place, 'holds a card number');
    return clean;
  }

  private note(reason: Forbidden, where: string, what: string): void {
    this.reason ??= reason;
    if (this.places.has(where + what) || this.problems.length >= MOST_PROBLEMS) return;
    this.places.add(where + what);
    this.problems.push({ where, what, remedy: REMEDY[reason] });
  }
}

/** Last words of names whose values identify something that is no card. */
const IDENTIFIER =
  /^(id|ids|uuid|guid|key|phone|phonenumber|tel|telephone|mobile|fax|msisdn|imei|iban|ean|gtin|isbn|sku|upc|barcode|tracking|trackingnumber)$/;
/** Names of one piece that end with `id`: of all words that do (paid, valid, android), these are identifiers. */
const IN_ONE_PIECE =
  /^(account|ad|anonymous|browser|call|campaign|cart|click|client|company|contact|content|correlation|customer|deal|device|distinct|event|external|fbcl|gcl|group|household|invoice|lead|message|msg|msclk|object|offer|order|payment|person|post|product|profile|request|session|source|store|subscription|thread|ticket|transaction|tt?cl|user|visitor|webinar)ids?$/;
/** Members of a touchpoint's contact. */
const IDENTIFIERS: ReadonlySet<string> = new Set(['user', 'anonymous', 'external']);
const NAMES_REMEMBERED = 10_000;
const judged = new Map<string, boolean>();

/** Whether a member's name says that its value identifies something that is no card. */
function namesIdentifier(name: string): boolean {
  let identifies = judged.get(name);
  if (identifies === undefined) {
    const words = name
      .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .filter((word) => word !== '');
    const plain = words.join('');
    identifies =
      !/card|^pan$|^cc/.test(plain) &&
      (IDENTIFIERS.has(plain) || IDENTIFIER.test(words.at(-1) ?? '') || IN_ONE_PIECE.test(plain));
    if (judged.size >= NAMES_REMEMBERED) judged.clear();
    judged.set(name, identifies);
  }
  return identifies;
}
