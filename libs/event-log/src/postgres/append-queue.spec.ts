import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { LogBusy, type AppendOutcome } from '#kernel';
import { touch, touching } from '#kernel/contracts';
import { AppendQueue, QUEUE_LIMITS, type QueueLimits } from './append-queue.js';
import type { Pending } from './lane.js';

const appended: AppendOutcome = { kind: 'appended', revision: 0, position: 1, duplicate: 'no', differs: false };
const some = (count: number) => Array.from({ length: count }, () => touching(touch()));
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
}

/** A queue whose groups are answered when the test says so. */
function queueOf(limits: Partial<QueueLimits> = {}) {
  const groups: { size: number; finish: () => void; fail: (error: Error) => void }[] = [];
  const write = (group: readonly Pending[]): Promise<readonly AppendOutcome[]> =>
    new Promise((resolve, reject) => {
      groups.push({ size: group.length, finish: () => resolve(group.map(() => appended)), fail: reject });
    });
  return { groups, queue: new AppendQueue(write, { ...QUEUE_LIMITS, ...limits }) };
}

describe('the queue of appends', () => {
  it('puts those who call in the same turn into one group', async () => {
    const { groups, queue } = queueOf();
    const calls = some(20).map((request) => queue.append([request]));
    await turn();
    expect(groups.map((group) => group.size)).toEqual([20]);
    groups[0]!.finish();
    expect(await Promise.all(calls)).toEqual(calls.map(() => [appended]));
  });

  it('shares what waits among the groups it has in flight, none larger than allowed', async () => {
    const { groups, queue } = queueOf({ groupEvents: 100 });
    const calls = some(464).map((request) => queue.append([request]));
    await turn();
    expect(groups.map((group) => group.size)).toEqual([100, 100]);
    for (let i = 0; i < groups.length; i++) {
      groups[i]!.finish();
      await turn();
      await turn();
    }
    expect(groups.reduce((sum, group) => sum + group.size, 0)).toBe(464);
    expect((await Promise.all(calls)).map((outcomes) => outcomes.length)).toEqual(calls.map(() => 1));
  });

  it('keeps the order of a call: cut only where it is larger than a group, one part after the other', async () => {
    const { groups, queue } = queueOf({ groupEvents: 100 });
    const calls = [queue.append(some(60)), queue.append(some(250))];
    await turn();
    expect(groups.map((group) => group.size)).toEqual([100]);
    for (const sizes of [
      [100, 100],
      [100, 100, 100],
      [100, 100, 100, 10],
    ]) {
      groups.at(-1)!.finish();
      await turn();
      await turn();
      expect(groups.map((group) => group.size)).toEqual(sizes);
    }
    groups.at(-1)!.finish();
    expect((await Promise.all(calls)).map((outcomes) => outcomes.length)).toEqual([60, 250]);
  });

  it('divides sixty-four callers in two', async () => {
    const { groups, queue } = queueOf();
    const calls = some(64).map((request) => queue.append([request]));
    await turn();
    expect(groups.map((group) => group.size)).toEqual([32, 32]);
    for (const group of groups) group.finish();
    await Promise.all(calls);
  });

  it('keeps a group’s texts below its bytes, but takes one that is larger alone', async () => {
    const { groups, queue } = queueOf({ groupBytes: 5_000, inFlight: 1 });
    const call = queue.append([...some(1), touching(touch({ text: 'x'.repeat(20_000) })), ...some(1)]);
    const sizes: number[] = [];
    for (let i = 0; i < 3; i++) {
      await turn();
      sizes.push(groups[i]!.size);
      groups[i]!.finish();
      await turn();
    }
    expect(sizes).toEqual([1, 1, 1]);
    await call;
  });

  it('turns away what does not fit, by events and by bytes, until there is room again', async () => {
    const { groups, queue } = queueOf({ events: 10, bytes: 10_000 });
    const first = queue.append(some(8));
    await expect(queue.append(some(3))).rejects.toThrow(LogBusy);
    await expect(queue.append([touching(touch({ text: 'x'.repeat(10_000) }))])).rejects.toThrow(LogBusy);
    await turn();
    groups[0]!.finish();
    await first;
    const second = queue.append(some(10));
    await turn();
    groups[1]!.finish();
    expect(await second).toHaveLength(10);
  });

  it('fails all callers of a group that failed, and goes on with the next', async () => {
    const { groups, queue } = queueOf({ groupEvents: 2, inFlight: 1 });
    const [one, two, three] = some(3).map((request) => queue.append([request]));
    const failing = Promise.allSettled([one, two]);
    await turn();
    groups[0]!.fail(new Error('no disk'));
    expect((await failing).map((result) => result.status)).toEqual(['rejected', 'rejected']);
    await turn();
    groups[1]!.finish();
    expect(await three).toEqual([appended]);
  });

  it('answers what can never be stored in its place, without asking the store about it', async () => {
    const { groups, queue } = queueOf();
    const bad = { ...touch(), fingerprint: 'nonsense' };
    const call = queue.append([...some(1), touching(bad), ...some(1)]);
    await turn();
    expect(groups.map((group) => group.size)).toEqual([2]);
    groups[0]!.finish();
    expect((await call).map((outcome) => outcome.kind)).toEqual(['appended', 'refused', 'appended']);
    expect((await queue.append([touching(bad)])).map((outcome) => outcome.kind)).toEqual(['refused']);
  });

  it('keeps nothing of what is answered, however long others go on waiting', async () => {
    const written: WeakRef<Pending>[] = [];
    const write = (group: readonly Pending[]): Promise<readonly AppendOutcome[]> => {
      for (const item of group) written.push(new WeakRef(item));
      return turn().then(() => group.map(() => appended));
    };
    const queue = new AppendQueue(write, { ...QUEUE_LIMITS, groupEvents: 1, inFlight: 1 });
    const calls = some(200).map((request) => queue.append([request]));
    while (written.length < 100) await turn();
    collectGarbage();
    expect(written.slice(0, 90).filter((item) => item.deref() !== undefined)).toEqual([]);
    expect(await Promise.all(calls)).toHaveLength(200);
  });

  it('closes when all is answered, at once when nothing waits', async () => {
    const { groups, queue } = queueOf();
    const call = queue.append(some(1));
    const closed = { yet: false };
    const closing = queue.close().then(() => {
      closed.yet = true;
    });
    await expect(queue.append(some(1))).rejects.toThrow('closed');
    await turn();
    expect(closed.yet).toBe(false);
    groups[0]!.finish();
    await closing;
    expect(await call).toEqual([appended]);
    await queueOf().queue.close();
  });
});
