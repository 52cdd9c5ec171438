/** What each screen keeps in its address, and how it is read: anything unknown is left out. */

type Raw = Record<string, unknown>;

function text(raw: Raw, name: string): string | undefined {
  const value = raw[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function oneOf<T extends string>(raw: Raw, name: string, known: readonly T[]): T | undefined {
  return known.find((one) => one === raw[name]);
}

export const contactSorts = [
  '-lastAt',
  'lastAt',
  '-firstAt',
  'firstAt',
  '-touches',
  'touches',
  'name',
  '-name',
] as const;
export type ContactSort = (typeof contactSorts)[number];

export interface SignInSearch {
  readonly token?: string | undefined;
  readonly next?: string | undefined;
}

export interface ContactsSearch {
  readonly q?: string | undefined;
  readonly sort?: ContactSort | undefined;
  readonly channel?: string | undefined;
  readonly source?: string | undefined;
  /** The cursor the list starts after. */
  readonly after?: string | undefined;
  readonly selected?: string | undefined;
}

export const companySorts = ['-lastAt', 'lastAt', '-contacts', 'contacts', 'name', '-name'] as const;
export type CompanySort = (typeof companySorts)[number];

export interface CompaniesSearch {
  readonly q?: string | undefined;
  readonly sort?: CompanySort | undefined;
  /** The cursor the list starts after. */
  readonly after?: string | undefined;
  readonly selected?: string | undefined;
}

export const subjectViews = ['journey', 'record', 'about'] as const;
export type SubjectView = (typeof subjectViews)[number];

/** What the page of a contact, or of a company, keeps. */
export interface SubjectSearch {
  readonly channel?: string | undefined;
  readonly direction?: 'in' | 'out' | undefined;
  /** The journey is shown from this moment back. */
  readonly until?: string | undefined;
  /** The highlighted touch. */
  readonly selected?: string | undefined;
  /** The event in the inspector. */
  readonly event?: string | undefined;
  /** The field whose history is open. */
  readonly field?: string | undefined;
  /** Which part a narrow screen shows. */
  readonly view?: SubjectView | undefined;
}

export interface KeysSearch {
  readonly new?: 'key' | undefined;
}

export interface PeopleSearch {
  readonly new?: 'person' | undefined;
}

export interface DeadLettersSearch {
  /** The projection whose dead letters are open. */
  readonly dead?: string | undefined;
}

export const quarantineReasons = [
  'invalid',
  'differs',
  'refused',
  'future',
  'before-1970',
  'card-number',
  'forbidden',
] as const;
export const quarantineStates = ['waiting', 'mended', 'discarded', 'expired'] as const;

export interface QuarantineSearch {
  readonly source?: string | undefined;
  readonly reason?: (typeof quarantineReasons)[number] | undefined;
  readonly state?: (typeof quarantineStates)[number] | undefined;
  /** The message that is open. */
  readonly entry?: string | undefined;
}

export interface ImportsSearch {
  /** The highlighted import. */
  readonly selected?: string | undefined;
}

export const importSteps = ['file', 'mapping', 'check'] as const;
export type ImportStep = (typeof importSteps)[number];

export interface NewImportSearch {
  readonly step?: ImportStep | undefined;
  /** The uploaded file. */
  readonly file?: string | undefined;
  /** The saved mapping that was chosen. */
  readonly mapping?: string | undefined;
  /** The import whose mapping it begins with: a corrected file of it is brought in. */
  readonly from?: string | undefined;
  /** Columns are chosen in a form unless the document is edited. */
  readonly written?: 'document' | undefined;
  /** The dry run of the whole file. */
  readonly dry?: string | undefined;
}

/** A `next` that leads away from this site is dropped. */
export function ownAddress(next: string | undefined): string | undefined {
  return next !== undefined && /^\/(?![/\\])/.test(next) ? next : undefined;
}

export const signInSearch = (raw: Raw): SignInSearch => ({
  token: text(raw, 'token'),
  next: ownAddress(text(raw, 'next')),
});

export const contactsSearch = (raw: Raw): ContactsSearch => ({
  q: text(raw, 'q'),
  sort: oneOf(raw, 'sort', contactSorts),
  channel: text(raw, 'channel'),
  source: text(raw, 'source'),
  after: text(raw, 'after'),
  selected: text(raw, 'selected'),
});

export const companiesSearch = (raw: Raw): CompaniesSearch => ({
  q: text(raw, 'q'),
  sort: oneOf(raw, 'sort', companySorts),
  after: text(raw, 'after'),
  selected: text(raw, 'selected'),
});

export const subjectSearch = (raw: Raw): SubjectSearch => ({
  channel: text(raw, 'channel'),
  direction: oneOf(raw, 'direction', ['in', 'out'] as const),
  until: text(raw, 'until'),
  selected: text(raw, 'selected'),
  event: text(raw, 'event'),
  field: text(raw, 'field'),
  view: oneOf(raw, 'view', subjectViews),
});

export const keysSearch = (raw: Raw): KeysSearch => ({ new: oneOf(raw, 'new', ['key'] as const) });

export const peopleSearch = (raw: Raw): PeopleSearch => ({ new: oneOf(raw, 'new', ['person'] as const) });

export const deadLettersSearch = (raw: Raw): DeadLettersSearch => ({ dead: text(raw, 'dead') });

export const quarantineSearch = (raw: Raw): QuarantineSearch => ({
  source: text(raw, 'source'),
  reason: oneOf(raw, 'reason', quarantineReasons),
  state: oneOf(raw, 'state', quarantineStates),
  entry: text(raw, 'entry'),
});

export const importsSearch = (raw: Raw): ImportsSearch => ({ selected: text(raw, 'selected') });

export const newImportSearch = (raw: Raw): NewImportSearch => ({
  step: oneOf(raw, 'step', importSteps),
  file: text(raw, 'file'),
  mapping: text(raw, 'mapping'),
  from: text(raw, 'from'),
  written: oneOf(raw, 'written', ['document'] as const),
  dry: text(raw, 'dry'),
});
