import { MemoryEventLog } from '#event-log';
import type { Position, RecordedEvent } from '#kernel';
import { feedContract, touch, touching } from '#kernel/contracts';
import { SparseLog } from '../../event-log/test/sparse-log.js';
import { LogTailFeed } from './log-tail-feed.js';
import { TailCache } from './tail-cache.js';

feedContract('on the tail of a log in memory', () => {
  const log = new MemoryEventLog();
  const feed = new LogTailFeed(log);
  return Promise.resolve({ log, feed, close: () => feed.close() });
});

feedContract('on the tail of a log, with a cache smaller than what is read', () => {
  const log = new MemoryEventLog();
  const feed = new LogTailFeed(log, { cached: 7, pollMs: 5 });
  return Promise.resolve({ log, feed, close: () => feed.close() });
});

feedContract('on the tail of a log, with a cache of fewer characters than what is read', () => {
  const log = new MemoryEventLog();
  const feed = new LogTailFeed(log, { cachedCharacters: 5_000, pollMs: 5 });
  return Promise.resolve({ log, feed, close: () => feed.close() });
});

feedContract('on the tail of a log with gaps between positions', () => {
  const log = new SparseLog(new MemoryEventLog());
  const feed = new LogTailFeed(log, { cached: 100, pollMs: 5 });
  return Promise.resolve({ log, feed, close: () => feed.close() });
});

it('the cache of the tail holds no more characters than it may, whatever it reads', async () => {
  const log = new MemoryEventLog();
  for (let i = 0; i < 40; i++)
    await log.appendAll(Array.from({ length: 10 }, () => touching(touch({ text: 'x'.repeat(1_000 * (i % 20)) }))));
  const cache = new TailCache(log, { events: 100, characters: 60_000 });
  for (let after = 0, i = 0; i < 60; i++) {
    const events = await cache.read(after, 10);
    after = events.at(-1)?.position ?? after;
    const kept = (cache as unknown as { events: readonly RecordedEvent[] }).events;
    expect(kept.length).toBeLessThanOrEqual(100);
    expect(kept.reduce((sum, event) => sum + event.text.length, 0)).toBeLessThanOrEqual(60_000);
    if (i === 50) expect(after).toBe(400);
  }
});

it('the cache of the tail knows of more while what it holds, or the last page, was not all', async () => {
  const log = new MemoryEventLog();
  await log.appendAll(Array.from({ length: 25 }, () => touching(touch())));
  const cache = new TailCache(log, { events: 100, characters: 1_000_000 });
  const more: [Position, boolean][] = [];
  for (let after = 0; ;) {
    const events = await cache.read(after, 10);
    if (events.length === 0) break;
    after = events.at(-1)!.position;
    more.push([after, cache.hasMore(after)]);
  }
  expect(more).toEqual([
    [10, true],
    [20, true],
    [25, false],
  ]);
  expect(cache.hasMore(24)).toBe(true);
});
