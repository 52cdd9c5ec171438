import type { NodeId } from '#kernel';
import { KeyCache } from './key-cache.js';
import { HeldKeys } from './wrapping.js';

const node = (n: number): NodeId => `node-${n}` as NodeId;

describe('the cache of keys', () => {
  it('never holds more than it may, and forgets what was not used for longest', () => {
    const cache = new KeyCache(100);
    const keys = HeldKeys.fresh();
    for (let n = 0; n < 10_000; n++) {
      cache.set(node(n), keys);
      expect(cache.get(node(0))).toBe(keys);
      expect(cache.size).toBeLessThanOrEqual(100);
    }
    expect(cache.get(node(9_999))).toBe(keys);
    expect(cache.get(node(9_000))).toBeUndefined();
  });

  it('answers with what was set last, and with nothing once cleared', () => {
    const cache = new KeyCache(2);
    const [first, second] = [HeldKeys.fresh(), HeldKeys.fresh()];
    cache.set(node(1), first);
    cache.set(node(2), first);
    cache.set(node(1), second);
    expect(cache.get(node(1))).toBe(second);
    cache.clear();
    expect(cache.get(node(1))).toBeUndefined();
    expect(cache.size).toBe(0);
  });
});
