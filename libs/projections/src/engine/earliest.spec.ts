import fc from 'fast-check';
import { big, earliest, facts, label, personalText, projection, uuid } from '#kernel';
import { believedHistory, type Membership, type Rectangle } from './believed-history.js';
import { earliestHistory } from './earliest.js';
import type { BelievedFact } from './read-facts.js';

const came = earliest({
  per: ['profile'],
  of: 'touch',
  columns: { channel: label },
});

function touch(
  position: number,
  at: number | null,
  channel: string,
  until: number | null = null,
  profile = 'p',
): BelievedFact {
  return { position, n: 0, event_id: `e${position}`, occurred_at: at, table: 'touch', until, channel, profile };
}

/** In the order of belief: how rows are written is nobody's business. */
function rectangles(rows: readonly Rectangle[]): unknown[] {
  return [...rows]
    .sort((a, b) => a.believedFrom - b.believedFrom)
    .map((row) => [row.valid.values['channel'], row.valid.from, row.believedFrom, row.believedUntil]);
}

/** Derived range by range. */
function inRanges(
  facts: readonly BelievedFact[],
  ends: readonly number[],
  members: readonly Membership[] | null = null,
): Rectangle[] {
  const all: Rectangle[] = [];
  let from = 0;
  for (const to of ends) {
    const open = all.find((row) => row.believedUntil === null) ?? null;
    all.push(...earliestHistory(came, facts, members, open, from, to));
    from = to;
  }
  return all;
}

describe('the history of what was believed to be the earliest', () => {
  it('changes when something earlier comes, and when that is taken back', () => {
    const facts = [touch(1, 100, 'web'), touch(2, 200, 'call'), touch(3, 50, 'email', 4), touch(5, 10, 'ticket')];
    expect(rectangles(earliestHistory(came, facts, null, null, 0, 5))).toEqual([
      ['web', 100, 1, 3],
      ['email', 50, 3, 4],
      ['web', 100, 4, 5],
      ['ticket', 10, 5, null],
    ]);
  });

  it('has what nobody has a date for where there is nothing else', () => {
    const facts = [touch(1, null, 'web'), touch(2, null, 'call'), touch(3, 7, 'email', 4)];
    expect(rectangles(inRanges(facts, [2, 3, 4]))).toEqual([
      ['web', null, 1, 3],
      ['email', 7, 3, 4],
      ['web', null, 4, null],
    ]);
  });

  it('ends with what it is of', () => {
    expect(rectangles(inRanges([touch(1, 1, 'web', 3)], [2, 4]))).toEqual([['web', 1, 1, 3]]);
  });

  it('goes with whom the facts are of: to another key, and back', () => {
    const facts = [touch(1, 100, 'web'), touch(2, 50, 'call', null, 'q')];
    const members = [
      { profile: 'p', from: 1, until: null },
      { profile: 'q', from: 4, until: 6 },
    ];
    const history = [
      ['web', 100, 1, 4],
      ['call', 50, 4, 6],
      ['web', 100, 6, null],
    ];
    expect(rectangles(inRanges(facts, [9], members))).toEqual(history);
    expect(rectangles(inRanges(facts, [2, 4, 5, 6, 9], members))).toEqual(history);
  });

  it('is what deriving at each position gives, however the log is cut into ranges', () => {
    const fact = fc.record({
      at: fc.option(fc.nat(20)),
      channel: fc.constantFrom('web', 'call', 'email'),
      ends: fc.option(fc.nat(10)),
      profile: fc.constantFrom('p', 'q'),
    });
    /** When a profile comes to the key, leaves it, and so on: it may come again as it leaves. */
    const turns = fc.array(fc.nat(12), { maxLength: 5 });
    const belonging = (profile: string, lengths: readonly number[]): Membership[] => {
      const ends = lengths.map((_, i) => lengths.slice(0, i + 1).reduce((sum, length) => sum + length, 0));
      return ends.flatMap((from, i) => (i % 2 === 0 ? [{ profile, from, until: ends[i + 1] ?? null }] : []));
    };
    fc.assert(
      fc.property(
        fc.array(fact, { maxLength: 14 }),
        fc.uniqueArray(fc.integer({ min: 1, max: 29 }), { maxLength: 4 }),
        fc.option(fc.tuple(turns, turns)),
        (made, cuts, moves) => {
          // no two alike: neighbours that say the same are one row where every position is looked at
          const facts = made.map((f, i) =>
            touch(i + 1, f.at, `${f.channel} ${i}`, f.ends === null ? null : i + 2 + f.ends, f.profile),
          );
          const members = moves && [...belonging('p', moves[0]), ...belonging('q', moves[1])];
          const naive = believedHistory(came, facts, members, [], 0, 30);
          const ends = [...cuts.sort((a, b) => a - b), 30];
          expect(rectangles(inRanges(facts, ends, members))).toEqual(rectangles(naive));
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

describe('states by the earliest fact', () => {
  const touch = facts({ profile: uuid, channel: label, note: personalText('content') }, []);
  const of = (per: string[], columns: Parameters<typeof earliest>[0]['columns']) => () =>
    projection('touches', 1, { facts: { touch }, states: { first: earliest({ per, of: 'touch', columns }) } });

  it('keep columns of the facts as they are, and of its event', () => {
    expect(of(['profile', 'precision'], { channel: label, event_id: uuid })).not.toThrow();
    expect(of(['profile'], { event_id: uuid, note: personalText('content') })).not.toThrow();
    expect(of(['profile'], { event_id: uuid, note: label })).toThrow(
      'keep note, which touch has not, or not like that',
    );
    expect(of(['profile'], { event_id: uuid, channel: big })).toThrow('keep channel');
    expect(of(['profile'], { event_id: uuid, colour: label })).toThrow('keep colour');
    expect(of(['profile'], { channel: label })).toThrow('do not keep its event_id');
    expect(of(['party', 'precision'], { event_id: uuid, channel: label })).not.toThrow();
    for (const per of [['contact'], ['company'], ['channel', 'party']])
      expect(of(per, { event_id: uuid })).toThrow('per party first, or per columns alone');
  });
});
