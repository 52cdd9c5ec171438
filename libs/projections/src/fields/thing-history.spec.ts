import fc from 'fast-check';
import type { Fact } from '#kernel';
import { heldFrom, thingHistory } from './thing-history.js';

const DAY = Date.UTC(2026, 0, 10);
const HOUR = 3_600_000;
const fact = (what: string, position: number, at: number | null, precision: 'instant' | 'day' | 'none'): Fact => ({
  what,
  position,
  n: 0,
  event_id: `${position}`,
  occurred_at: at,
  precision,
  table: 'said',
});
const order = (...facts: Fact[]): unknown[] =>
  thingHistory(facts, ({ what }) => what === 'opened').map(({ fact: { what }, since }) => [what, since]);

describe('the history of a thing', () => {
  it('begins with its opening, then what has no date, then as time went', () => {
    expect(
      order(
        fact('won', 1, DAY + 48 * HOUR, 'instant'),
        fact('moved', 2, null, 'none'),
        fact('early', 3, DAY - HOUR, 'instant'),
        fact('opened', 4, DAY, 'day'),
      ),
    ).toEqual([
      ['opened', DAY],
      ['moved', DAY],
      ['early', DAY],
      ['won', DAY + 48 * HOUR],
    ]);
    expect(order(fact('won', 1, null, 'none'), fact('opened', 2, null, 'none'))).toEqual([
      ['opened', null],
      ['won', null],
    ]);
  });
  it('has a day after what was recorded of it before, and before what was later', () => {
    const [before, later] = [fact('before', 1, DAY + 9 * HOUR, 'instant'), fact('later', 3, DAY + 8 * HOUR, 'instant')];
    expect(order(later, fact('day', 2, DAY, 'day'), before)).toEqual([
      ['later', DAY + 8 * HOUR],
      ['before', DAY + 9 * HOUR],
      ['day', DAY + 9 * HOUR],
    ]);
  });
  it('gives rows that follow each other without gap or overlap, no two neighbours alike', () => {
    const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.constantFrom('a', 'b', null)), { maxLength: 20 });
    fc.assert(
      fc.property(rows, (said) => {
        const ordered = said
          .map(([since, value]) => ({ since, values: value === null ? null : { value } }))
          .sort((x, y) => x.since - y.since);
        const held = heldFrom(ordered);
        for (const at of [0, 1, 2, 3, 4, 5]) {
          const here = held.filter(({ from, to }) => from! <= at && (to === null || to > at));
          const last = ordered.findLast(({ since }) => since <= at);
          expect(here.map(({ values }) => values)).toEqual(
            last === undefined || last.values === null ? [] : [last.values],
          );
        }
        held.slice(1).forEach((row, i) => {
          if (held[i]!.to === row.from) expect(held[i]!.values).not.toEqual(row.values);
        });
      }),
    );
  });
});
