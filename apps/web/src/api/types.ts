import type {
  CompanyLine,
  CompanyTouchLine,
  ContactLine,
  EventDetail,
  ImportItem,
  ImportMappingLine,
  ImportState,
  KeyLine,
  LedgerLine,
  PersonLine,
  SourceLine,
  TeamLine,
  TouchLine,
} from '#queries';
import type { Guess, Progress, Tried } from '#intake';
import type { quarantineReasons, quarantineStates } from '../app/search.js';

export type { Looked, Tried, TriedEvent } from '#intake';
export type {
  Board,
  BoardStage,
  BookLine,
  Bucket,
  CalendarLine,
  Called,
  CompanyEvidence,
  CompanyHit,
  CompanyLink,
  CompanyLinkPreview,
  CompanyRecord,
  ContactRecord,
  DealEvent,
  DealLine,
  DealProduct,
  DealRecord,
  Density,
  Duplicate,
  DuplicateSide,
  EventDetail,
  EventLink,
  FieldHistory,
  Figure,
  Forecast,
  Found,
  Funnel,
  FunnelLine,
  FunnelMember,
  FunnelPart,
  Handoff,
  HandoffLine,
  HandoffStep,
  Identities,
  KpiAnswer,
  KpiLine,
  KpiRecord,
  KpiRow,
  LinkPreview,
  Standing,
  MembershipLine,
  NameLine,
  OrderLine,
  OwnedLine,
  Ownership,
  PipelineLine,
  ReasonsLine,
  ReassignmentPreview,
  RecordField,
  RecordIdentifier,
  SearchHit,
  SimilarTicket,
  SlaAnswer,
  StageHistory,
  Stages,
  StageStay,
  Statement,
  SubscriptionLine,
  TeamLine,
  TicketClockLine,
  TicketDetail,
  TicketEntry,
  TicketLine,
  UnlinkPreview,
  UnownedLine,
  Urgency,
  WeightedWorth,
  Worth,
} from '#queries';

/** What screens look at before they offer something; the API has the last word. */
export type Permission =
  | 'activities.write'
  | 'billing.read'
  | 'contacts.read'
  | 'contacts.correct'
  | 'contacts.link'
  | 'deals.write'
  | 'deals.read'
  | 'funnel.move'
  | 'funnel.read'
  | 'handoffs.read'
  | 'handoffs.write'
  | 'keys.manage'
  | 'owners.assign'
  | 'settings.manage'
  | 'staff.manage'
  | 'tickets.read'
  | 'tickets.write'
  | 'projections.manage'
  | 'quarantine.write'
  | 'imports.write';

export interface Session {
  readonly person: {
    readonly id: string;
    readonly email: string | null;
    readonly name: string | null;
    readonly role: string;
  };
  readonly permissions: readonly string[];
  readonly csrf: string;
  /** The workspace's zone, an IANA name. */
  readonly zone: string;
  readonly version: string;
}

/** One page of a list; `next` is the cursor of the page after it, missing on the last. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string | null;
  readonly asOfPosition?: number;
  /** Said of a search that matches more than is looked at. */
  readonly cut?: true;
}

/** One line of the list of contacts. */
export type ContactRow = ContactLine;
/** One line of the list of companies. */
export type CompanyRow = CompanyLine;
/** One line of a journey. */
export type Touch = TouchLine;
/** One line of a company's journey: whose touch it is, too. */
export type CompanyTouch = CompanyTouchLine;
/** A key, without its secret. */
export type KeyRow = KeyLine;
/** Somebody who may sign in. */
export type PersonRow = PersonLine;

/** A team, with who is in it. */
export type TeamRow = TeamLine;

/** A source, with what it sent today. */
export type SourceRow = SourceLine;
/** What became of the messages of one source and day. */
export type LedgerRow = LedgerLine;

/** A message in quarantine, as the list shows it. */
export interface QuarantineRow {
  readonly id: string;
  readonly source: string;
  readonly receivedAt: string;
  readonly reason: (typeof quarantineReasons)[number];
  readonly state: (typeof quarantineStates)[number];
  readonly times: number;
  /** The event it became. */
  readonly event: string | null;
}

export interface QuarantinePage {
  readonly items: readonly QuarantineRow[];
  readonly next: string | null;
  readonly counts: readonly { readonly source: string }[];
}

/** A message in quarantine, opened. */
export interface QuarantineOpened extends QuarantineRow {
  readonly message: unknown;
  /** Whether the key of its day is still there. */
  readonly readable: boolean;
  readonly problems: readonly { readonly where: string; readonly what: string; readonly remedy?: string }[] | null;
  /** The event whose id it bears, where that says something else. */
  readonly first: EventDetail | null;
  /** What its delivery said once for all of its messages. */
  readonly once: { readonly shared?: unknown } | null;
  /** The connectors that may read it, where a replay has to say which. */
  readonly readers: readonly string[];
  readonly acts: readonly {
    readonly act: 'mended' | 'tried' | 'discarded' | 'expired' | 'reopened';
    readonly at: string;
    readonly note: string | null;
  }[];
}

/** What became of those that were tried again together. */
export interface Retried {
  readonly tried: number;
  readonly mended: number;
  readonly next: string | null;
}

export interface Rebuilding {
  /** From 0 to 1. */
  readonly progress: number;
  /** Events a second. */
  readonly rate: number;
  readonly secondsLeft: number | null;
}

export interface ProjectionStatus {
  readonly name: string;
  readonly version: number;
  /** Whether it can be read at all. */
  readonly live: boolean;
  readonly position: number;
  readonly head: number;
  /** In events. */
  readonly lag: number;
  readonly lagSeconds: number;
  /** Events a second since it was last looked at. */
  readonly rate: number;
  readonly rebuilding: Rebuilding | null;
  readonly canRollBack: boolean;
  readonly deadLetters: number;
  readonly halted: string | null;
  /** What was asked of it last, where it could not be done. */
  readonly failed: {
    readonly kind: 'rebuild' | 'rollback' | 'retry';
    readonly error: string;
    readonly at: string;
  } | null;
}

export interface DeadLetter {
  readonly id: string;
  readonly projection: string;
  readonly eventId: string;
  readonly eventType: string;
  readonly position: number;
  readonly at: string;
  readonly error: string;
}

export interface Freshness {
  /** Everything up to here is visible in every read model. */
  readonly position: number;
  readonly head: number;
  readonly lagSeconds: number;
  readonly rebuilding: (Rebuilding & { readonly name: string }) | null;
  /** Read models that stopped, each with what to do. */
  readonly halted: readonly string[];
}

export interface IssuedKey {
  readonly id: string;
  /** The secret itself, shown this once. */
  readonly key: string;
  /** What a webhook's source calls: the key is in it. */
  readonly address?: string;
  /** Its deliveries are refused until it is said what they are signed with. */
  readonly awaitsSecret?: boolean;
  readonly position: number;
}

/** A one-time link to sign in with, shown this once. */
export interface IssuedLink {
  readonly id: string;
  readonly link: string;
  readonly expiresAt: string;
  readonly position: number;
}

/** RFC 9457 problem details. */
export interface Problem {
  readonly type?: string;
  readonly title: string;
  readonly status: number;
  readonly code?: string;
  readonly detail?: string;
  readonly retryAfter?: number;
  readonly errors?: readonly { readonly path: string; readonly message: string; readonly remedy?: string }[];
  /** What a broken rule has to say of itself: which stage, which place. */
  readonly particulars?: Readonly<Record<string, unknown>>;
}

/** What a live message says: which projections changed up to which position, or how fresh they are. */
export interface LiveMessage {
  readonly changed?: readonly string[];
  readonly position?: number;
  readonly freshness?: Freshness;
}

/** How a column that was looked at seems to be meant. */
export type ColumnGuess = Guess;
/** How far an import or a dry run is. */
export type ImportProgress = Progress;
/** One line of the list of imports. */
export type ImportRow = ImportItem;
export type ImportStateName = ImportItem['state'];
/** An import, opened. */
export type ImportOpened = ImportState;
/** A mapping that was used before, in its latest version. */
export type SavedMapping = ImportMappingLine;

/** A dry run of a whole file. */
export interface DryRun {
  readonly state: 'running' | 'done' | 'failed';
  readonly progress: ImportProgress;
  readonly tried: Tried | null;
  readonly problem: Problem | null;
}
