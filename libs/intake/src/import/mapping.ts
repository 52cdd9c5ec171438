import type { RE2JS } from 're2js';
import type { IdentifierKind, Json } from '#kernel';

/** What a file looks like. */
export interface FileFormat {
  readonly delimiter: string;
  readonly quote: string;
  /** A name of an encoding, such as `utf-8`, `windows-1252`, `utf-16le`. */
  readonly encoding: string;
  /** Whether the first record names the columns. */
  readonly header: boolean;
  /** Names of the columns, in order: instead of the header's, or where there is none. */
  readonly columns: readonly string[] | null;
  /** The zone of times that name none. */
  readonly zone: string;
  /** The country whose national phone numbers are meant (ISO 3166-1 alpha-2); the installation's if missing. */
  readonly region?: string;
  /** Cells that say nothing, besides empty ones: `?`, `N/A`. */
  readonly blank: readonly string[];
}

/** Another file whose rows are found by a key. */
export interface Lookup {
  /** Beside the file that is imported, or below its folder. */
  readonly file: string;
  readonly key: string;
  readonly delimiter: string;
  readonly encoding: string;
}

/** What may be done to a value on the way. In this order: trim, case, map, then number, money or date. */
export interface Modifiers {
  readonly trim?: boolean;
  readonly case?: 'lower' | 'upper';
  readonly blank?: readonly string[];
  readonly map?: Readonly<Record<string, string | number | boolean>>;
  /** What stands for a value that `map` does not name, or that is missing. */
  readonly otherwise?: string | number | boolean;
  readonly number?: NumberFormat;
  readonly money?: NumberFormat & { readonly currency: Expression };
  readonly date?: MomentFormat;
  /** A row without it is refused. */
  readonly required?: boolean;
}

/** How numbers are written. */
export interface NumberFormat {
  readonly decimal: string;
  readonly group: string;
  readonly whole: boolean;
  /** Money finer than its currency is rounded, half away from zero; it is refused otherwise. */
  readonly round: boolean;
}

/** How moments are written. `iso` stands for ISO 8601, `unix` and `unix-ms` for counts since 1970, the rest are patterns. */
export interface MomentFormat {
  readonly formats: readonly string[];
  readonly zone: string;
  /** What is kept of it; what the format says if missing. */
  readonly precision?: 'instant' | 'day';
}

/** Where a value comes from. */
export type Expression =
  | { readonly from: 'constant'; readonly value: Json }
  | { readonly from: 'column'; readonly column: string; readonly with: Modifiers }
  /** The cell of the row before; nothing in the first row. */
  | { readonly from: 'previous'; readonly column: string; readonly with: Modifiers }
  | {
      readonly from: 'concat';
      readonly parts: readonly Expression[];
      readonly separator: string;
      readonly with: Modifiers;
    }
  | {
      readonly from: 'lookup';
      readonly lookup: string;
      readonly key: Expression;
      readonly column: string;
      readonly with: Modifiers;
    }
  | { readonly from: 'object'; readonly members: Readonly<Record<string, Expression>> }
  | { readonly from: 'list'; readonly items: readonly Expression[] }
  | { readonly from: 'columns'; readonly columns: readonly string[] | 'all' };

/** What a row must be like for an event to come of it. */
export type Condition = {
  readonly not: boolean;
} & (
  | { readonly value: Expression; readonly is: Test }
  /** One of the columns has another cell than in the row before; true in the first row. */
  | { readonly changed: readonly string[] }
);

/** What a value must be. */
export type Test =
  | { readonly kind: 'present' }
  | { readonly kind: 'blank' }
  | { readonly kind: 'in'; readonly values: readonly string[] }
  /** In time that grows with the text alone, whatever pattern somebody brings. */
  | { readonly kind: 'matches'; readonly pattern: RE2JS };

/** Units a moment is moved by: those of the calendar, so that a day stays a day. */
export const SHIFTS = ['years', 'months', 'weeks', 'days'] as const;

/** How far a moment is moved: a whole number of a unit, back where it is negated. */
export interface Shift {
  readonly unit: (typeof SHIFTS)[number];
  readonly by: Expression;
  readonly negate: boolean;
}

/** A thing as the source names it: its id is computed of kind, source and name, wherever it is named. */
export interface NamedThing {
  readonly kind: string;
  /** Where the id stands: in a role of `about`, as a thing's or a company's, or in a field of the payload. */
  readonly as: 'role' | 'company' | 'field';
  readonly required: boolean;
  readonly value: Expression;
}

/** One event that a row may become. */
export interface Emit {
  /** Unique within the mapping; part of the message ids, so it outlives other changes of the mapping. */
  readonly name: string;
  readonly event: string;
  /** All of them must hold. */
  readonly when: readonly Condition[];
  /** Null: nobody knows when. */
  readonly at: {
    readonly value: Expression;
    readonly format: MomentFormat;
    readonly missing: 'refuse' | 'unknown';
    readonly shifts: readonly Shift[];
  } | null;
  /** The things it concerns, by their role in the event, or the field that holds their id. */
  readonly about: Readonly<Record<string, NamedThing>>;
  readonly identifiers: readonly {
    readonly kind: IdentifierKind;
    readonly namespace?: string;
    readonly value: Expression;
  }[];
  readonly fields: Readonly<Record<string, Expression>>;
  /** The source's own message id; computed from the row's content if missing. */
  readonly id: Expression | null;
}

/** What the columns of a file mean: a document that was checked. */
export interface ImportMapping {
  readonly name: string;
  readonly source: string;
  readonly file: FileFormat;
  readonly lookups: Readonly<Record<string, Lookup>>;
  readonly emits: readonly Emit[];
  /** The document, to the letter. */
  readonly document: string;
  /** Where a place of the document stands, as `line 3, column 5`. */
  readonly placeOf: (path: Path) => string;
}

/** A place in a document: names and indexes from the top. */
export type Path = readonly (string | number)[];
