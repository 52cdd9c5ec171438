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

/** The moment everything is shown at, on every screen. */
export interface TravelSearch {
  readonly asOf?: string | undefined;
  readonly asKnownAt?: string | undefined;
}

export interface SignInSearch {
  readonly token?: string | undefined;
  readonly next?: string | undefined;
}

export interface ContactsSearch {
  readonly q?: string | undefined;
  readonly sort?: ContactSort | undefined;
  readonly channel?: string | undefined;
  readonly source?: string | undefined;
  /** The stage of the funnel they are in. */
  readonly stage?: string | undefined;
  /** Whose they are; `nobody` for those who are nobody's. */
  readonly owner?: string | undefined;
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

export const dealSorts = [
  'closeOn',
  '-closeOn',
  '-amount',
  'amount',
  'stageSince',
  '-stageSince',
  '-openedAt',
  'openedAt',
  'name',
  '-name',
] as const;
export type DealSort = (typeof dealSorts)[number];

export const dealStatuses = ['open', 'won', 'lost', 'any'] as const;

export interface PipelineSearch {
  /** A board unless it is a table. */
  readonly as?: 'table' | undefined;
  readonly pipeline?: string | undefined;
  readonly owner?: string | undefined;
  readonly overdue?: 'yes' | undefined;
  /** Of the table, as everything down to `selected`. Open ones unless it is said. */
  readonly status?: (typeof dealStatuses)[number] | undefined;
  readonly stage?: string | undefined;
  readonly q?: string | undefined;
  readonly sort?: DealSort | undefined;
  /** The cursor the table starts after. */
  readonly after?: string | undefined;
  readonly selected?: string | undefined;
  /** A new deal is being told, perhaps with a contact or a company. */
  readonly new?: 'deal' | undefined;
  readonly contact?: string | undefined;
  readonly company?: string | undefined;
}

/** What the page of a deal, or of a ticket, keeps. */
export interface ThingSearch {
  /** The event in the inspector. */
  readonly event?: string | undefined;
}

export const ticketStatuses = ['open', 'waiting', 'resolved', 'closed', 'merged', 'any'] as const;

export interface TicketsSearch {
  /** Unsolved ones, open or waiting, unless it is said. */
  readonly status?: (typeof ticketStatuses)[number] | undefined;
  readonly assignee?: string | undefined;
  readonly team?: string | undefined;
  readonly priority?: string | undefined;
  readonly theme?: string | undefined;
  /** The cursor the list starts after. */
  readonly after?: string | undefined;
  readonly selected?: string | undefined;
  /** A new ticket is being told, perhaps of a contact. */
  readonly new?: 'ticket' | undefined;
  readonly contact?: string | undefined;
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

export const handoffTabs = ['me', 'team', 'by', 'all', 'unowned', 'books'] as const;
export type HandoffTab = (typeof handoffTabs)[number];

export interface HandoffsSearch {
  readonly tab?: HandoffTab | undefined;
  /** The team whose offers are shown, where there are several. */
  readonly team?: string | undefined;
  /** Those that were answered are shown as well. */
  readonly answered?: 'too' | undefined;
  /** The handoff that is open. */
  readonly handoff?: string | undefined;
}

export const funnelSlices = ['source', 'channel', 'campaign', 'period', 'company-size@current'] as const;
export const funnelBuckets = ['week', 'month', 'quarter', 'year'] as const;
export const funnelFigures = ['entries', 'exits', 'now', 'entered', 'dropped', 'reached'] as const;
export type FunnelFigure = (typeof funnelFigures)[number];

export interface FunnelSearch {
  readonly unit?: 'company' | undefined;
  /** The period: days, the last one not in it; all time where they are missing. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly by?: (typeof funnelSlices)[number] | undefined;
  readonly bucket?: (typeof funnelBuckets)[number] | undefined;
  /** What it is compared with: another period, or the same as it was known at another moment. */
  readonly against?: 'period' | 'known' | undefined;
  readonly otherFrom?: string | undefined;
  readonly otherTo?: string | undefined;
  readonly otherKnownAt?: string | undefined;
  /** The figure whose contacts are open: of which stage, part and side. */
  readonly stage?: string | undefined;
  readonly figure?: FunnelFigure | undefined;
  readonly reached?: string | undefined;
  readonly slice?: string | undefined;
  readonly side?: 'other' | undefined;
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

export const periodPresets = [
  'this-month',
  'last-month',
  'this-quarter',
  'last-quarter',
  'this-year',
  'last-year',
  'twelve-months',
  'all',
  'custom',
] as const;
export type PeriodPreset = (typeof periodPresets)[number];

/** The period and the slice figures are shown for. */
export interface PeriodSearch {
  readonly period?: PeriodPreset | undefined;
  /** The days a custom period begins with and ends before. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** The slice. */
  readonly by?: string | undefined;
}

export interface KpisSearch extends PeriodSearch {
  readonly team?: string | undefined;
}

export const recordParts = ['numerator', 'denominator', 'undated', 'immature'] as const;

export interface KpiSearch extends PeriodSearch {
  /** What is chosen of its parameters, as an address says it. */
  readonly chosen?: string | undefined;
  /** Which records are listed. */
  readonly part?: (typeof recordParts)[number] | undefined;
  /** Of which row, as an address says it: slice by slice. */
  readonly row?: string | undefined;
  /** Of which part of the period. */
  readonly in?: string | undefined;
  readonly selected?: string | undefined;
}

/** A `next` that leads away from this site is dropped. */
export function ownAddress(next: string | undefined): string | undefined {
  return next !== undefined && /^\/(?![/\\])/.test(next) ? next : undefined;
}

/** An instant as the API takes it; anything else is left out. */
function instantIn(raw: Raw, name: string): string | undefined {
  const value = text(raw, name);
  return value !== undefined && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) && !Number.isNaN(Date.parse(value))
    ? value
    : undefined;
}

/** A calendar day; anything else is left out. */
function dayIn(raw: Raw, name: string): string | undefined {
  const value = text(raw, name);
  return value !== undefined && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined;
}

export const periodSearch = (raw: Raw): PeriodSearch => ({
  period: oneOf(raw, 'period', periodPresets),
  from: dayIn(raw, 'from'),
  to: dayIn(raw, 'to'),
  by: text(raw, 'by'),
});

export const kpisSearch = (raw: Raw): KpisSearch => ({ ...periodSearch(raw), team: text(raw, 'team') });

export const kpiSearch = (raw: Raw): KpiSearch => ({
  ...periodSearch(raw),
  chosen: text(raw, 'chosen'),
  part: oneOf(raw, 'part', recordParts),
  row: text(raw, 'row'),
  in: dayIn(raw, 'in'),
  selected: text(raw, 'selected'),
});

export const travelSearch = (raw: Raw): TravelSearch => ({
  asOf: instantIn(raw, 'asOf'),
  asKnownAt: instantIn(raw, 'asKnownAt'),
});

export const signInSearch = (raw: Raw): SignInSearch => ({
  token: text(raw, 'token'),
  next: ownAddress(text(raw, 'next')),
});

export const contactsSearch = (raw: Raw): ContactsSearch => ({
  q: text(raw, 'q'),
  sort: oneOf(raw, 'sort', contactSorts),
  channel: text(raw, 'channel'),
  source: text(raw, 'source'),
  stage: text(raw, 'stage'),
  owner: text(raw, 'owner'),
  after: text(raw, 'after'),
  selected: text(raw, 'selected'),
});

export const companiesSearch = (raw: Raw): CompaniesSearch => ({
  q: text(raw, 'q'),
  sort: oneOf(raw, 'sort', companySorts),
  after: text(raw, 'after'),
  selected: text(raw, 'selected'),
});

export const pipelineSearch = (raw: Raw): PipelineSearch => ({
  as: oneOf(raw, 'as', ['table'] as const),
  pipeline: text(raw, 'pipeline'),
  owner: text(raw, 'owner'),
  overdue: oneOf(raw, 'overdue', ['yes'] as const),
  status: oneOf(raw, 'status', dealStatuses),
  stage: text(raw, 'stage'),
  q: text(raw, 'q'),
  sort: oneOf(raw, 'sort', dealSorts),
  after: text(raw, 'after'),
  selected: text(raw, 'selected'),
  new: oneOf(raw, 'new', ['deal'] as const),
  contact: text(raw, 'contact'),
  company: text(raw, 'company'),
});

export const ticketsSearch = (raw: Raw): TicketsSearch => ({
  status: oneOf(raw, 'status', ticketStatuses),
  assignee: text(raw, 'assignee'),
  team: text(raw, 'team'),
  priority: text(raw, 'priority'),
  theme: text(raw, 'theme'),
  after: text(raw, 'after'),
  selected: text(raw, 'selected'),
  new: oneOf(raw, 'new', ['ticket'] as const),
  contact: text(raw, 'contact'),
});

export const thingSearch = (raw: Raw): ThingSearch => ({ event: text(raw, 'event') });

export const subjectSearch = (raw: Raw): SubjectSearch => ({
  channel: text(raw, 'channel'),
  direction: oneOf(raw, 'direction', ['in', 'out'] as const),
  until: text(raw, 'until'),
  selected: text(raw, 'selected'),
  event: text(raw, 'event'),
  field: text(raw, 'field'),
  view: oneOf(raw, 'view', subjectViews),
});

export const handoffsSearch = (raw: Raw): HandoffsSearch => ({
  tab: oneOf(raw, 'tab', handoffTabs),
  team: text(raw, 'team'),
  answered: oneOf(raw, 'answered', ['too'] as const),
  handoff: text(raw, 'handoff'),
});

export const funnelSearch = (raw: Raw): FunnelSearch => ({
  unit: oneOf(raw, 'unit', ['company'] as const),
  from: dayIn(raw, 'from'),
  to: dayIn(raw, 'to'),
  by: oneOf(raw, 'by', funnelSlices),
  bucket: oneOf(raw, 'bucket', funnelBuckets),
  against: oneOf(raw, 'against', ['period', 'known'] as const),
  otherFrom: dayIn(raw, 'otherFrom'),
  otherTo: dayIn(raw, 'otherTo'),
  otherKnownAt: dayIn(raw, 'otherKnownAt'),
  stage: text(raw, 'stage'),
  figure: oneOf(raw, 'figure', funnelFigures),
  reached: text(raw, 'reached'),
  slice: text(raw, 'slice'),
  side: oneOf(raw, 'side', ['other'] as const),
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
