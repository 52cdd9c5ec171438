import type { Fact } from '#kernel';

const ends = (fact: Fact): boolean => fact['cause'] === 'became-customer' || fact['cause'] === 'deal-lost';

/** Where the last fact before a correction stands that is of the same deal and such; -1 for none. */
function lastOf(facts: readonly Fact[], correction: Fact, such: (fact: Fact) => boolean): number {
  return facts.findLastIndex(
    (fact) => fact.position < correction.position && fact['thing'] === correction['thing'] && such(fact),
  );
}

/**
 * Facts in position order as corrections of deals want them, without these: a deal was opened and closed on the days
 * they say, and ended as they say, always. Each is about the last opening, and the last end, recorded before it.
 */
export function corrected(believed: readonly Fact[]): readonly Fact[] {
  const corrections = believed.filter((fact) => fact['cause'] === 'deal-corrected');
  if (corrections.length === 0) return believed;
  const facts = believed.filter((fact) => fact['cause'] !== 'deal-corrected');
  for (const correction of corrections) {
    const opened = lastOf(facts, correction, (fact) => fact['cause'] === 'deal-opened');
    if (opened >= 0) facts[opened] = onDay(facts[opened]!, correction['opened_on']);
    const closed = lastOf(facts, correction, ends);
    if (closed < 0) continue;
    const fact = onDay(facts[closed]!, correction['closed_on']);
    const outcome = correction['outcome'];
    const cause = outcome === 'won' ? 'became-customer' : outcome === 'lost' ? 'deal-lost' : fact['cause'];
    facts[closed] = { ...fact, cause };
  }
  return facts;
}

function onDay(fact: Fact, day: unknown): Fact {
  return typeof day === 'number' ? { ...fact, occurred_at: day, precision: 'day' } : fact;
}
