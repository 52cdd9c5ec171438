import fc from 'fast-check';
import { states, type StatesTable } from '#kernel';
import { believedHistory, type Membership, type Rectangle } from '../engine/believed-history.js';
import type { BelievedFact } from '../engine/read-facts.js';
import { condensingCustomers } from './condense-customers.js';
import { customerHistory } from './customer-history.js';

const DAY_MS = 86_400_000;

/** What is said of a thing; `lasts`: after how many positions nobody believes it any more. */
const said = fc.array(
  fc.record({
    table: fc.constantFrom('became', 'became', 'became', 'became', 'lost', 'corrected'),
    at: fc.constantFrom(null, 0, 1, 2, 3, 5, 8, 20),
    how: fc.constantFrom('deal-won', 'order-placed'),
    thing: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
    unit: fc.boolean(),
    outcome: fc.constantFrom(null, 'won', 'lost'),
    closedOn: fc.constantFrom(null, '1970-01-02', '1970-01-10'),
    lasts: fc.constantFrom(null, null, null, null, 7),
    profile: fc.constantFrom('p', 'p', 'q'),
  }),
  { minLength: 60, maxLength: 110 },
);
type Said = typeof said extends fc.Arbitrary<infer T> ? T : never;

function factsOf(all: Said): BelievedFact[] {
  return all.map(({ at, lasts, closedOn, ...rest }, i) => ({
    ...rest,
    closed_on: closedOn,
    position: i + 1,
    n: 0,
    event_id: `e${i + 1}`,
    occurred_at: at === null ? null : at * DAY_MS,
    precision: at === null ? 'none' : 'instant',
    until: lasts === null ? null : i + 1 + lasts,
  }));
}

const table = (condensing?: typeof condensingCustomers): StatesTable =>
  states({
    per: ['contact'],
    from: ['became', 'lost', 'corrected'],
    columns: {},
    derive: customerHistory,
    ...(condensing === undefined ? {} : { condensing }),
  });

const told = (rows: readonly Rectangle[]): unknown =>
  rows.map(({ valid, believedFrom, believedUntil }) => [valid, believedFrom, believedUntil]);

describe('what makes a customer, without what changes nothing', () => {
  const members: Membership[] = [
    { profile: 'p', from: 0, until: null },
    { profile: 'q', from: 30, until: 70 },
    { profile: 'q', from: 80, until: null },
  ];

  it('gives the same, whatever is taken back, late or corrected', () => {
    fc.assert(
      fc.property(said, (all) => {
        const rows = (of: StatesTable): unknown => told(believedHistory(of, factsOf(all), members, [], 0, 200));
        expect(rows(table(condensingCustomers))).toEqual(rows(table()));
      }),
      { numRuns: 150 },
    );
  });

  it('gives the same when it is kept from one range to the next', () => {
    fc.assert(
      fc.property(said, fc.integer({ min: 20, max: 60 }), (all, known) => {
        const facts = factsOf(all).map((fact) => ({ ...fact, until: null }));
        const first = condensingCustomers.condense(facts.slice(0, known), () => [], null);
        if (first === null) return;
        const came = facts.slice(known).filter((fact) => condensingCustomers.admits(first.left, fact, () => []));
        const again = condensingCustomers.condense([...first.kept, ...came], () => [], first.left)!;
        const whole = customerHistory([...facts.slice(0, known), ...came]);
        expect(customerHistory([...first.kept, ...came])).toEqual(whole);
        expect(customerHistory(again.kept)).toEqual(whole);
      }),
      { numRuns: 150 },
    );
  });

  it('keeps two of any number of orders, and all there is of a deal that was corrected', () => {
    const one = { at: 1, how: 'order-placed', outcome: null, closedOn: null, lasts: null, profile: 'p' } as const;
    const orders = Array.from({ length: 50 }, (_, i) => ({
      ...one,
      table: 'became',
      thing: `o${i}`,
      unit: i % 2 === 0,
    }));
    const deal = { ...one, how: 'deal-won', thing: 'a', unit: true } as const;
    const facts = factsOf([
      ...orders,
      { ...deal, table: 'became' },
      { ...deal, table: 'corrected', outcome: 'lost' },
    ] as Said);
    expect(condensingCustomers.condense(facts, () => [], null)?.kept.map(({ thing }) => thing)).toEqual([
      'o0',
      'o1',
      'a',
      'a',
    ]);
    expect(condensingCustomers.condense(facts.slice(0, 2), () => [], null)).toBeNull();
  });
});
