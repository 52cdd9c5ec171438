import fc from 'fast-check';
import { label, spans, states, type Fact } from '#kernel';
import { believedHistory, type Membership, type Rectangle } from './believed-history.js';
import type { BelievedFact } from './read-facts.js';

const owner = states({
  per: ['contact'],
  from: ['named'],
  columns: { person: label },
  derive: (facts) => spans(facts, (fact: Fact) => ({ person: fact['person'] })),
});

function named(
  position: number,
  at: number | null,
  person: string,
  until: number | null = null,
  profile = 'p',
): BelievedFact {
  return { position, n: 0, event_id: `e${position}`, occurred_at: at, table: 'named', until, person, profile };
}

function rectangles(rows: readonly Rectangle[]): unknown[] {
  return rows.map((row) => [
    row.valid.values['person'],
    row.valid.from,
    row.valid.to,
    row.believedFrom,
    row.believedUntil,
  ]);
}

describe('a believed history', () => {
  it('is valid × believed: a late fact changes what was valid, from when it is known on', () => {
    const rows = believedHistory(
      owner,
      [named(1, 100, 'ann'), named(2, 300, 'ben'), named(3, 200, 'cy')],
      null,
      [],
      0,
      3,
    );
    expect(rectangles(rows)).toEqual([
      ['ann', 100, null, 1, 2],
      ['ann', 100, 300, 2, 3],
      ['ben', 300, null, 2, null],
      ['ann', 100, 200, 3, null],
      ['cy', 200, 300, 3, null],
    ]);
  });

  it('gives back what was believed before, when a fact is taken back', () => {
    const rows = believedHistory(owner, [named(1, 100, 'ann'), named(2, 200, 'ben', 3)], null, [], 0, 3);
    expect(rectangles(rows).filter((row) => (row as unknown[])[4] === null)).toEqual([['ann', 100, null, 3, null]]);
  });

  it('follows the profiles that belong to the key at each position', () => {
    const members: Membership[] = [
      { profile: 'p', from: 1, until: null },
      { profile: 'q', from: 5, until: 8 },
    ];
    const rows = believedHistory(owner, [named(1, 100, 'ann'), named(2, 200, 'ben', null, 'q')], members, [], 0, 9);
    expect(rectangles(rows)).toEqual([
      ['ann', 100, null, 1, 5],
      ['ann', 100, 200, 5, 8],
      ['ben', 200, null, 5, 8],
      ['ann', 100, null, 8, null],
    ]);
  });

  it('is the same however the log is cut into ranges', () => {
    const fact = fc.record({
      at: fc.option(fc.nat(20)),
      person: fc.constantFrom('ann', 'ben', 'cy'),
      ends: fc.option(fc.nat(10)),
    });
    fc.assert(
      fc.property(
        fc.array(fact, { maxLength: 14 }),
        fc.uniqueArray(fc.integer({ min: 1, max: 29 }), { maxLength: 4 }),
        (made, cuts) => {
          const facts = made.map((f, i) => named(i + 1, f.at, f.person, f.ends === null ? null : i + 2 + f.ends));
          const whole = believedHistory(owner, facts, null, [], 0, 30);
          const all: Rectangle[] = [];
          let from = 0;
          for (const to of [...cuts.sort((a, b) => a - b), 30]) {
            const open = all.filter((row) => row.believedUntil === null);
            all.push(...believedHistory(owner, facts, null, open, from, to));
            from = to;
          }
          expect(rectangles(all)).toEqual(rectangles(whole));
        },
      ),
      { numRuns: 300 },
    );
  });
});
