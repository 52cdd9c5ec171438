import { setTimeout as sleep } from 'node:timers/promises';
import { inTime } from '#platform';

describe('work in time', () => {
  const late = (): Error => new Error('too late');

  it('is what it comes to, or fails with', async () => {
    expect(await inTime(60_000, Promise.resolve(7), late)).toBe(7);
    await expect(inTime(60_000, Promise.reject(new Error('broken')), late)).rejects.toThrow('broken');
  });

  it('fails with what is said of it where it takes longer, whatever comes of it later', async () => {
    let came = false;
    const work = sleep(30).then(() => {
      came = true;
      throw new Error('nobody hears this');
    });
    await expect(inTime(5, work, late)).rejects.toThrow('too late');
    await sleep(60);
    expect(came).toBe(true);
  });
});
