import { appendingContract } from './event-log-appending.js';
import { concurrencyContract } from './event-log-concurrency.js';
import { readingContract } from './event-log-reading.js';
import { storableContract } from './event-log-storable.js';
import { takingBackContract } from './event-log-taking-back.js';
import type { LogStore } from './log-store.js';

/** What every engine of the event log keeps. `store` makes an empty one. */
export function eventLogContract(engine: string, store: () => Promise<LogStore>): void {
  describe(`the event log ${engine}`, () => {
    appendingContract(store);
    concurrencyContract(store);
    storableContract(store);
    takingBackContract(store);
    readingContract(store);
  });
}
