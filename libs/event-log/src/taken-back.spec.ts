import fc from 'fast-check';
import type { EventId } from '#kernel';
import { resolveTakings, type Taking } from './taken-back.js';

const id = (n: number): EventId => `event-${n}` as EventId;
const taking = (target: number, by: number): Taking => ({ target: id(target), by: id(by), position: by });

describe('what is taken back', () => {
  it.each<[string, Taking[], number[]]>([
    ['nothing', [], []],
    ['one event', [taking(1, 2)], [1]],
    ['an event twice', [taking(1, 2), taking(1, 3)], [1]],
    ['a taking back: its target stands again', [taking(1, 2), taking(2, 3)], [2]],
    ['the taking back of a taking back', [taking(1, 2), taking(2, 3), taking(3, 4)], [1, 3]],
    ['one of two takings back: the other still counts', [taking(1, 2), taking(1, 3), taking(3, 4)], [1, 3]],
    ['itself: it does not', [taking(2, 2), taking(1, 2)], [1]],
    ['each other: the later one counts', [taking(3, 2), taking(2, 3)], [2]],
  ])('%s', (_name, takings, gone) => {
    expect([...resolveTakings(takings)].sort()).toEqual(gone.map(id));
  });

  it('is the same in whatever order it was found', () => {
    const some = fc.array(fc.tuple(fc.nat(12), fc.nat(12)), { maxLength: 20 });
    fc.assert(
      fc.property(some, fc.array(fc.nat()), (pairs, order) => {
        const takings = pairs.map(([target, by]) => taking(target, by));
        const shuffled = takings
          .map((one, i) => [order[i] ?? 0, one] as const)
          .sort(([a], [b]) => a - b)
          .map(([, one]) => one);
        expect([...resolveTakings(shuffled)].sort()).toEqual([...resolveTakings(takings)].sort());
      }),
    );
  });
});
