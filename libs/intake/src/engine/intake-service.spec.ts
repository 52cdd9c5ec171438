import { LogBusy, makeIds, type EventLog } from '#kernel';
import { MemoryEventLog, MemoryQuarantine, MemoryVault } from '#event-log';
import { delivery } from '../../test/delivery.js';
import { intakeScenarios } from '../../test/intake-scenarios.js';
import { segment } from '../connectors/segment.js';
import { YieldingHistory } from './admission.js';
import { IntakeService } from './intake-service.js';

const open = () => ({ log: new MemoryEventLog(), vault: new MemoryVault(), quarantine: new MemoryQuarantine() });
const ids = makeIds(Buffer.alloc(32, 9));
const website = { id: 'k', source: 'website' };

/** Once everything else had its turn. */
const later = () => new Promise<void>((resolve) => setImmediate(resolve));

const batch = (path: string, from: number, count: number) =>
  segment.read(
    delivery(path, {
      batch: Array.from({ length: count }, (_, i) => ({ type: 'page', userId: 'u', messageId: `m-${from + i}` })),
    }),
  );

describe('intake, in memory', () => {
  intakeScenarios(
    () => Promise.resolve(open()),
    async ({ log, vault, quarantine }) => {
      await log.close();
      await vault.close();
      await quarantine.close();
    },
  );
});

describe('a full intake', () => {
  it('turns deliveries away instead of growing, and takes them again once there is room', async () => {
    const stores = open();
    const slow = Object.create(stores.log) as EventLog;
    const waiting: (() => void)[] = [];
    slow.appendAll = async (requests) => {
      await new Promise<void>((resolve) => waiting.push(resolve));
      return stores.log.appendAll(requests);
    };
    const service = new IntakeService({ ...stores, log: slow, ids, capacity: 10 });
    const first = service.accept(batch('v1/batch', 0, 8), website, { arrivedAt: 0 });
    const second = service.accept(batch('v1/batch', 8, 2), website, { arrivedAt: 0 });
    await expect(service.accept(batch('v1/batch', 10, 1), website, { arrivedAt: 0 })).rejects.toThrow(LogBusy);
    while (waiting.length < 2) await later();
    for (const go of waiting.splice(0)) go();
    await Promise.all([first, second]);
    const third = service.accept(batch('v1/batch', 10, 50), website, { arrivedAt: 0 });
    while (waiting.length < 1) await later();
    waiting[0]!();
    expect((await third).recorded).toBe(50);
    expect((await stores.log.head()).position).toBe(60);
  });
});

describe('a group call that names no company', () => {
  it('is one message, recorded: nothing beside it is missed', async () => {
    const stores = open();
    const put = jest.spyOn(stores.quarantine, 'put');
    const service = new IntakeService({ ...stores, ids });
    const traits = { industry: 'software' };
    const call = { type: 'group', messageId: 'g', userId: 'u', groupId: 'ann@example.com', traits };
    const reading = segment.read(delivery('v1/batch', { batch: [call] }));
    expect(reading.reports).toHaveLength(2);
    expect(await service.accept(reading, website, { arrivedAt: 0 })).toMatchObject({ recorded: 1, quarantined: 0 });
    expect(put).not.toHaveBeenCalled();
  });
});

describe('a large delivery', () => {
  it('lets others have their turn', async () => {
    const service = new IntakeService({ ...open(), ids, turn: 0 });
    const done: string[] = [];
    const large = service.accept(batch('v1/batch', 0, 400), website, { arrivedAt: 0 }).then(() => done.push('large'));
    const small = later().then(async () => {
      await service.accept(batch('v1/batch', 400, 1), website, { arrivedAt: 0, bytes: 100 });
      done.push('small');
    });
    await Promise.all([large, small]);
    expect(done).toEqual(['small', 'large']);
  });
});

describe('large deliveries', () => {
  it('are read one after the other, and none waits for one that fails', async () => {
    const service = new IntakeService({ ...open(), ids, turn: 0 });
    const read: number[] = [];
    const deliver = (n: number) =>
      service.accept(
        () => {
          read.push(n);
          if (n === 2) throw new Error('unreadable');
          return batch('v1/batch', n * 100, 100);
        },
        website,
        { arrivedAt: 0 },
      );
    const all = Promise.allSettled([1, 2, 3].map(deliver));
    await later();
    expect(read).toEqual([1]);
    expect((await all).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(read).toEqual([1, 2, 3]);
  });
});

describe('history', () => {
  it('waits while the readers of the log are behind, and comes in when they are not; live traffic does not wait', async () => {
    const stores = open();
    const lags = [500, 300, 99];
    const asked: number[] = [];
    const admission = new YieldingHistory({
      readers: () => {
        asked.push(lags[0]!);
        const behind = lags.length > 1 ? lags.shift()! : lags[0]!;
        return { read: 1_000 - behind, behind };
      },
      least: 100,
      every: 1,
    });
    const service = new IntakeService({ ...stores, ids, admission });
    await service.accept(batch('v1/batch', 0, 1), website, { arrivedAt: 0 });
    expect(asked).toEqual([]);
    await service.accept(batch('v1/import', 1, 1), website, { arrivedAt: 0 });
    expect(asked).toEqual([500, 300, 99]);
    expect((await stores.log.head()).position).toBe(2);
  });

  it('takes at most half of the room while it waits', async () => {
    const stores = open();
    let behind = 101;
    const admission = new YieldingHistory({
      readers: () => ({ read: 0, behind }),
      most: 100,
      patience: 10_000,
      every: 1,
    });
    const service = new IntakeService({ ...stores, ids, admission, capacity: 20 });
    const waiting = service.accept(batch('v1/import', 0, 9), website, { arrivedAt: 0 });
    await expect(service.accept(batch('v1/import', 9, 2), website, { arrivedAt: 0 })).rejects.toThrow(LogBusy);
    expect((await service.accept(batch('v1/batch', 20, 11), website, { arrivedAt: 0 })).recorded).toBe(11);
    behind = 0;
    expect((await waiting).recorded).toBe(9);
  });

  it('is told to come back when that takes too long, with nothing recorded', async () => {
    const stores = open();
    const admission = new YieldingHistory({
      readers: () => ({ read: 0, behind: 101 }),
      most: 100,
      patience: 2,
      every: 1,
    });
    const service = new IntakeService({ ...stores, ids, admission });
    await expect(service.accept(batch('v1/import', 1, 1), website, { arrivedAt: 0 })).rejects.toThrow(
      'history waits for live traffic: the read models are 101 events behind',
    );
    expect((await stores.log.head()).position).toBe(0);
  });
});
