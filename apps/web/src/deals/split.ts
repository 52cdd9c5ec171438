/** A share of a deal as it is being typed. */
export interface ShareDraft {
  readonly key: number;
  /** Empty where nobody is chosen yet. */
  readonly person: string;
  readonly percent: string;
}

/** The whole per cent that were typed, 1 to 100; null where they are none. */
export function percentOf(typed: string): number | null {
  const percent = /^\d{1,3}$/.test(typed.trim()) ? Number(typed.trim()) : 0;
  return percent >= 1 && percent <= 100 ? percent : null;
}

/** What the shares are together, in per cent; one that is no number counts nothing. */
export function togetherOf(shares: readonly ShareDraft[]): number {
  return shares.reduce((sum, { percent }) => sum + (percentOf(percent) ?? 0), 0);
}

/** Whether a deal can be split so: each somebody's own, a hundred together; nobody at all leaves it its owner's. */
export function isFitSplit(shares: readonly ShareDraft[]): boolean {
  const people = shares.map(({ person }) => person);
  const fit = shares.every(({ person, percent }) => person !== '' && percentOf(percent) !== null);
  return fit && new Set(people).size === people.length && (shares.length === 0 || togetherOf(shares) === 100);
}
