import type { Millis } from '#kernel';
import { eventLogContract } from '#kernel/contracts';
import { SparseLog } from '../test/sparse-log.js';
import { faultyLog, MemoryEventLog } from './index.js';

eventLogContract('with gaps between positions', () => {
  let clock: () => Millis = Date.now;
  const log = new SparseLog(new MemoryEventLog({ clock: () => clock() }));
  return Promise.resolve({
    open: (options = {}) => {
      clock = options.clock ?? clock;
      return Promise.resolve(log);
    },
    openLosing: () => {
      const losing = faultyLog(log);
      return Promise.resolve({ log: losing, loseNext: () => losing.goWrong({ kind: 'lost-acknowledgement' }) });
    },
    close: () => log.close(),
  });
});
