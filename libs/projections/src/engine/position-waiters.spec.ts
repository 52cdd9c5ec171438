import { PositionWaiters } from './position-waiters.js';

const at = (positions: Readonly<Record<string, number>>): Map<string, number> => new Map(Object.entries(positions));

describe('those who wait for positions', () => {
  it('are told of by one look for all of them', async () => {
    const looks: (readonly string[])[] = [];
    let contacts = 3;
    const waiters = new PositionWaiters((names) => {
      looks.push(names);
      return Promise.resolve(at({ contacts, deals: 9 }));
    });
    const waiting = Array.from({ length: 40 }, (_, i) =>
      waiters.waitFor(i % 2 === 0 ? ['contacts'] : ['contacts', 'deals'], 5, 5_000),
    );
    await new Promise((resolve) => setTimeout(resolve, 30));
    contacts = 5;
    expect(await Promise.all(waiting)).toEqual(Array<boolean>(40).fill(true));
    expect(looks.length).toBeLessThan(20);
    expect([...looks.at(-1)!].sort()).toEqual(['contacts', 'deals']);
  });

  it('are told at once where it is reached, whoever waits beside them', async () => {
    jest.useFakeTimers();
    try {
      const waiters = new PositionWaiters(() => Promise.resolve(at({ contacts: 5, deals: 1 })));
      const long = waiters.waitFor(['deals'], 2, 400);
      await jest.advanceTimersByTimeAsync(300);
      // no time passes
      expect(await waiters.waitFor(['contacts'], 5, 5_000)).toBe(true);
      await jest.advanceTimersByTimeAsync(100);
      expect(await long).toBe(false);
      expect(jest.getTimerCount()).toBe(0);
    } finally {
      jest.useRealTimers();
    }
  });

  it('are told when time ran out, of a model that was never built as well', async () => {
    const waiters = new PositionWaiters(() => Promise.resolve(at({ contacts: 5 })));
    expect(await waiters.waitFor(['contacts'], 6, 30)).toBe(false);
    expect(await waiters.waitFor(['contacts', 'deals'], 1, 30)).toBe(false);
    expect(await waiters.waitFor(['contacts'], 6, 0)).toBe(false);
  });

  it('are told what kept positions from being read, once is no answer, and those who come later look again', async () => {
    let fails = true;
    let times = 0;
    const waiters = new PositionWaiters(() => {
      times++;
      return fails || times === 1 ? Promise.reject(new Error('no connection')) : Promise.resolve(at({ contacts: 5 }));
    });
    fails = false;
    expect(await waiters.waitFor(['contacts'], 5, 1_000)).toBe(true);
    expect(times).toBe(2);
    fails = true;
    const all = [waiters.waitFor(['contacts'], 5, 1_000), waiters.waitFor(['contacts'], 4, 1_000)];
    expect((await Promise.allSettled(all)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    fails = false;
    expect(await waiters.waitFor(['contacts'], 5, 1_000)).toBe(true);
  });
});
