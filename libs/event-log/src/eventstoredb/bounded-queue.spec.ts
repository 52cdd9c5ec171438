import { setTimeout as sleep } from 'node:timers/promises';
import { LogBusy } from '#kernel';
import { StartFailure } from '#platform';
import { passes } from './answers.js';
import { preparedFor } from './bounded-queue.js';

describe('a look before anything is appended', () => {
  it('is made once for all who ask, and by the next one again where it failed', async () => {
    let looks = 0;
    const prepared = preparedFor(60_000, () => (++looks === 1 ? Promise.reject(new Error('gone')) : Promise.resolve()));
    await expect(Promise.all([prepared(), prepared()])).rejects.toThrow(LogBusy);
    expect(looks).toBe(1);
    await Promise.all([prepared(), prepared()]);
    await prepared();
    expect(looks).toBe(2);
  });

  it('is remembered for a moment where it was refused, which no waiting mends', async () => {
    const refused = new StartFailure('log.half-moved', 'it is being moved');
    expect(passes(refused)).toBe(false);
    let looks = 0;
    const prepared = preparedFor(60_000, () => (++looks === 1 ? Promise.reject(refused) : Promise.resolve()));
    await expect(prepared()).rejects.toThrow('it is being moved');
    await expect(prepared()).rejects.toThrow('it is being moved');
    expect(looks).toBe(1);
    await sleep(1_050);
    await prepared();
    expect(looks).toBe(2);
  });

  it('that fails late takes nothing from a later one', async () => {
    const looks: { readonly resolve: () => void; readonly reject: (error: Error) => void }[] = [];
    const prepared = preparedFor(400, () => new Promise((resolve, reject) => looks.push({ resolve, reject })));
    const early = prepared();
    await sleep(420);
    const late = prepared();
    looks[0]!.reject(new Error('too late'));
    await expect(early).rejects.toThrow('too late');
    const same = prepared();
    for (const { resolve } of looks) resolve();
    await Promise.all([late, same]);
    expect(looks).toHaveLength(2);
  });
});
