import { spans, type Fact, type Valid } from '#kernel';
import { inTimeOrder } from './time-order.js';

const PARTIES = ['profile', 'from_person', 'from_team', 'team', 'to_person', 'deal'] as const;
const ANSWERS: ReadonlySet<unknown> = new Set(['accepted', 'refused', 'expired', 'withdrawn', 'closed']);

/**
 * A handoff as time went: every row holds what is known from then on. `answer` is what became of the offer, also where
 * the contact was returned afterwards; an offer that is heard of after its answer fills in what it says.
 */
export function handoffOf(facts: readonly Fact[]): Valid[] {
  let known: Record<string, unknown> = { status: 'open' };
  const rows = inTimeOrder(facts).map((fact) => {
    const kind = fact['kind'] as string;
    const said = Object.fromEntries(
      PARTIES.flatMap((column) => (fact[column] === null ? [] : [[column, fact[column]]])),
    );
    known = { ...known, ...said, ...(kind === 'offered' ? offered(fact) : answered(kind, fact, known)) };
    return { ...fact, known };
  });
  return spans(rows, (row) => row['known']);
}

function offered(fact: Fact): Record<string, unknown> {
  return {
    reason: fact['reason'],
    offer: fact.event_id,
    offered_at: fact.occurred_at,
    offered_precision: fact['precision'],
    answer_by: fact['answer_by'],
  };
}

function answered(kind: string, fact: Fact, known: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const told = {
    status: kind,
    person: fact['person'] ?? known['person'],
    owner: fact['owner'],
    back_to: fact['back_to'],
    instead: fact['instead'],
  };
  if (kind === 'returned')
    return {
      ...told,
      return_reason: fact['reason'],
      returned_at: fact.occurred_at,
      returned_precision: fact['precision'],
    };
  if (!ANSWERS.has(kind)) return told;
  return {
    ...told,
    answer: kind,
    answer_reason: fact['reason'],
    answered_at: fact.occurred_at,
    answered_precision: fact['precision'],
  };
}
