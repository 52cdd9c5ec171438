import { isCompanyNode } from '#kernel';

/** What of a fact a stage may come of: the causes by themselves, people's moves, and what only tells these apart. */
export type CauseKind =
  | 'touch'
  | 'handoff-accepted'
  | 'deal-opened'
  | 'deal-lost'
  | 'deal-corrected'
  | 'became-customer'
  | 'trial-started'
  | 'subscription-started'
  | 'cancellation-announced'
  | 'subscription-ended'
  | 'subscription-resumed'
  | 'moved';

/** Whom an event of a thing names: a contact, a company, or both. */
interface Named {
  readonly profile?: string;
  readonly others?: readonly string[];
  readonly company?: string;
}

/**
 * A row for everybody whom an event names: the contact by its node, and each company it is named with, so that what
 * brings a contact into a stage brings its company there, too.
 */
export function ofEach<R extends { readonly cause: CauseKind }>(
  { profile, others = [], company }: Named,
  row: R,
): (R & { readonly profile: string })[] {
  const nodes = new Set([profile, company, ...others.filter(isCompanyNode)]);
  return [...nodes].flatMap((node) => (node === undefined ? [] : { profile: node, ...row }));
}

/** Midnight UTC of a day, as facts of day precision have it; null for none. */
export function dayStart(day: string | undefined): number | null {
  return day === undefined ? null : Date.parse(day);
}
