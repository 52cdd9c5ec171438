import { setTimeout as sleep } from 'node:timers/promises';
import { heapCheck } from './heap.js';
import { createHealth, createLogger, createMetrics, createShutdown } from '#platform';

describe('health', () => {
  it('is ready from started until stopping', async () => {
    const health = createHealth();
    expect(await health.ready()).toMatchObject({
      status: 'failing',
      checks: [{ name: 'process', detail: 'starting' }],
    });
    health.started();
    expect((await health.ready()).status).toBe('ok');
    health.stopping();
    expect(await health.ready()).toMatchObject({ status: 'failing', checks: [{ detail: 'stopping' }] });
    health.started();
    expect((await health.ready()).status).toBe('failing');
    expect((await health.live()).status).toBe('ok');
  });

  it('names what fails and why, and what takes too long', async () => {
    const health = createHealth();
    health.started();
    health.addReady('database', () => 'PostgreSQL 18');
    health.addReady('feed', () => Promise.reject(new Error('lane 3 halted')));
    health.addReady('vault', () => sleep(10_000, undefined, { ref: false }), 20);
    expect(await health.ready()).toMatchObject({
      status: 'failing',
      checks: [
        { name: 'process', status: 'ok' },
        { name: 'database', status: 'ok', detail: 'PostgreSQL 18' },
        { name: 'feed', status: 'failing', detail: 'lane 3 halted' },
        { name: 'vault', status: 'failing', detail: 'no answer within 20 ms' },
      ],
    });
    expect((await health.live()).status).toBe('ok');
  });

  it('is not live with a heap that is full', () => {
    const limit = 4_096 * 1024 * 1024;
    expect(heapCheck(() => ({ used_heap_size: limit / 2, heap_size_limit: limit }))).toBe('2048 of 4096 MB');
    expect(() => heapCheck(() => ({ used_heap_size: limit * 0.96, heap_size_limit: limit }))).toThrow(
      'the heap is full',
    );
    expect(heapCheck()).toMatch(/^\d+ of \d+ MB$/);
  });

  it('is not ready when it is not live', async () => {
    const health = createHealth();
    health.started();
    health.addLive('projector', () => {
      throw new Error('stopped for good');
    });
    expect((await health.live()).status).toBe('failing');
    expect((await health.ready()).status).toBe('failing');
  });
});

describe('metrics', () => {
  it('are prefixed and read out in the text format', async () => {
    const metrics = createMetrics({ processMetrics: false });
    metrics.counter('events_recorded_total', 'Events recorded.', ['source']).inc({ source: 'web' }, 3);
    metrics.gauge('feed_lag_events', 'Events not yet projected.', [], (gauge) => gauge.set(7));
    metrics.histogram('append_seconds', 'Time of an append.').observe(0.002);
    const text = await metrics.text();
    expect(text).toContain('throughline_events_recorded_total{source="web"} 3');
    expect(text).toContain('throughline_feed_lag_events 7');
    expect(text).toContain('throughline_append_seconds_bucket{le="0.0025"} 1');
    expect(metrics.contentType).toContain('text/plain');
  });
});

describe('shutdown', () => {
  const logger = createLogger({ level: 'silent' });

  it('stops accepting, drains, then closes what was opened last first, and ends with 0', async () => {
    const order: string[] = [];
    const exit = jest.fn();
    const shutdown = createShutdown({ logger, exit });
    shutdown.add('close', 'database', () => void order.push('database'));
    shutdown.add('close', 'pool', () => void order.push('pool'));
    shutdown.add('drain', 'intake', async () => {
      await sleep(5);
      order.push('intake');
    });
    shutdown.add('stop-accepting', 'http', () => void order.push('http'));
    await Promise.all([shutdown.run('SIGTERM'), shutdown.run('SIGTERM')]);
    expect(order).toEqual(['http', 'intake', 'pool', 'database']);
    expect(exit.mock.calls).toEqual([[0]]);
    expect(shutdown.stopping).toBe(true);
  });

  it('goes on after a step that fails, and ends with 1', async () => {
    const exit = jest.fn();
    const closed = jest.fn();
    const shutdown = createShutdown({ logger, exit });
    shutdown.add('drain', 'broken', () => Promise.reject(new Error('broken')));
    shutdown.add('close', 'database', closed);
    await shutdown.run('SIGTERM');
    expect(closed).toHaveBeenCalledTimes(1);
    expect(exit.mock.calls).toEqual([[1]]);
  });

  it('undoes a start that failed half-way without ending the process', async () => {
    const exit = jest.fn();
    const closed = jest.fn();
    const shutdown = createShutdown({ logger, exit });
    shutdown.add('close', 'database', closed);
    await shutdown.unwind();
    await shutdown.run('SIGTERM');
    expect(closed).toHaveBeenCalledTimes(1);
    expect(exit).not.toHaveBeenCalled();
  });

  it('cuts off what does not end in time', async () => {
    const exit = jest.fn();
    const shutdown = createShutdown({ logger, exit, deadlineMs: 20 });
    shutdown.add('drain', 'endless', () => new Promise(() => undefined));
    await shutdown.run('SIGTERM');
    expect(exit.mock.calls).toEqual([[1]]);
  });

  it('drains and closes whatever does not end before it, each step in its own time', async () => {
    const exit = jest.fn();
    const done: string[] = [];
    const endless = () => new Promise<void>(() => undefined);
    const shutdown = createShutdown({ logger, exit, deadlineMs: 200 });
    shutdown.add('stop-accepting', 'http', endless);
    shutdown.add('drain', 'projector', () => void done.push('projector'));
    shutdown.add('close', 'database', async () => {
      await sleep(20);
      done.push('database');
    });
    shutdown.add('close', 'pool', endless);
    const began = performance.now();
    await shutdown.run('SIGTERM');
    expect(done).toEqual(['projector', 'database']);
    expect(performance.now() - began).toBeLessThan(400);
    expect(exit.mock.calls).toEqual([[1]]);
  });
});
