import { Gate } from './gate.js';

describe('a gate', () => {
  it('lets no more in than there is room for, in order, and goes on after a failure', async () => {
    const gate = new Gate(2);
    const began: number[] = [];
    const ends: (() => void)[] = [];
    let [inside, most] = [0, 0];
    const all = Array.from({ length: 6 }, (_, i) =>
      gate
        .pass(async () => {
          began.push(i);
          most = Math.max(most, ++inside);
          await new Promise<void>((resolve) => ends.push(resolve));
          inside--;
          if (i === 2) throw new Error('failed');
        })
        .catch((error: Error) => error.message),
    );
    for (let i = 0; i < 6; i++) {
      await new Promise(setImmediate);
      expect(began).toHaveLength(Math.min(6, i + 2));
      ends[i]!();
    }
    expect(await Promise.all(all)).toEqual([undefined, undefined, 'failed', undefined, undefined, undefined]);
    expect([began, most]).toEqual([[0, 1, 2, 3, 4, 5], 2]);
    expect(await gate.pass(() => Promise.resolve('in'))).toBe('in');
  });
});
