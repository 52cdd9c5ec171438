import type { DealLine } from '../api/types.js';
import { queued } from './board-queue.js';

const step = (deal: string, stage: string | null) => ({ deal: { deal } as DealLine, stage });
const after = (...steps: readonly ReturnType<typeof step>[]) =>
  steps
    .reduce<readonly ReturnType<typeof step>[]>((queue, one) => queued(queue, one), [])
    .map(({ deal, stage }) => `${deal.deal} ${stage ?? 'won'}`);

describe('the moves of a board', () => {
  it('wait for the one that is being written, and keep their order', () => {
    expect(after(step('a', 'two'), step('b', 'two'), step('a', 'three'))).toEqual(['a two', 'b two', 'a three']);
  });

  it('say of a card that waits the last place alone', () => {
    expect(after(step('a', 'two'), step('a', 'three'), step('a', 'four'))).toEqual(['a two', 'a four']);
    expect(after(step('a', 'two'), step('a', 'three'), step('a', 'two'))).toEqual(['a two', 'a two']);
    expect(after(step('a', 'two'), step('a', 'two'))).toEqual(['a two']);
  });

  it('end with the winning', () => {
    expect(after(step('a', 'two'), step('a', 'three'), step('a', null), step('a', 'four'))).toEqual([
      'a two',
      'a three',
      'a won',
    ]);
    expect(after(step('a', null), step('b', 'two'))).toEqual(['a won', 'b two']);
  });
});
