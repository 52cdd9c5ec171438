import { LogBusy } from '#kernel';
import { streamOf, touch, touching } from '#kernel/contracts';
import { faultyLog, MemoryEventLog } from './index.js';

describe('a log that goes wrong when told to', () => {
  it('fails between streams: the first are stored, a repeat finds them and stores the rest', async () => {
    const log = faultyLog(new MemoryEventLog());
    const made = [touch(), touch(), touch()];
    log.goWrong({ kind: 'between-streams', after: 2 });
    await expect(log.appendAll(made.map(touching))).rejects.toThrow(LogBusy);
    expect((await log.head()).position).toBe(2);
    expect(await log.appendAll(made.map(touching))).toMatchObject([
      { position: 1, duplicate: 'yes' },
      { position: 2, duplicate: 'yes' },
      { position: 3, duplicate: 'no' },
    ]);
  });

  it('loses an acknowledgement: stored, not told; the repeat is answered with the first result', async () => {
    const log = faultyLog(new MemoryEventLog());
    const made = touch();
    log.goWrong({ kind: 'lost-acknowledgement' });
    await expect(log.append(streamOf(made), [made], 'none')).rejects.toThrow('did not answer in time');
    expect(await log.append(streamOf(made), [made], 'none')).toMatchObject({ position: 1, duplicate: 'yes' });
  });

  it('is full once, and stores nothing then', async () => {
    const log = faultyLog(new MemoryEventLog());
    const made = touch();
    log.goWrong({ kind: 'full' });
    await expect(log.append(streamOf(made), [made], 'none')).rejects.toThrow(LogBusy);
    expect(await log.append(streamOf(made), [made], 'none')).toMatchObject({ position: 1, duplicate: 'no' });
  });

  it('forgets: a repeat is stored once, but nobody is told that it is one', async () => {
    const log = faultyLog(new MemoryEventLog());
    const made = touch();
    await log.append(streamOf(made), [made], 'none');
    log.goWrong({ kind: 'forgotten' });
    expect(await log.append(streamOf(made), [made], 'none')).toMatchObject({ position: 1, duplicate: 'unknown' });
    expect((await log.head()).position).toBe(1);
  });
});
