import { MemoryEventLog } from '#event-log';
import { touch, touching } from '#kernel/contracts';
import { SparseLog } from '../../../event-log/test/sparse-log.js';
import { positionKnownAt } from './known-at.js';

const NOON = Date.UTC(2026, 2, 1, 12);

it('what was known at an instant is what was recorded up to then, whether positions have gaps or not', async () => {
  let now = NOON;
  const dense = new MemoryEventLog({ clock: () => now });
  for (let n = 0; n < 40; n++, now += 60_000) await dense.appendAll([touching(touch()), touching(touch())]);
  const at = async (log: MemoryEventLog | SparseLog, minutes: number): Promise<number> => {
    const position = await positionKnownAt(log, new Date(NOON + minutes * 60_000).toISOString());
    return (await log.readAll({ after: 0, until: position, limit: 100 })).events.length;
  };
  for (const log of [dense, new SparseLog(dense)])
    expect([await at(log, -1), await at(log, 0), await at(log, 7.5), await at(log, 90)]).toEqual([0, 2, 16, 80]);
});
