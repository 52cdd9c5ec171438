import { MemoryEventLog } from '#event-log';
import { createMetrics } from '#platform';
import type { ReadModels, ReadModelStatus } from '#projections';
import { watchReadModels } from './watching.js';

describe('the metrics of read models', () => {
  it('say how things are when they are read, the first time too', async () => {
    const metrics = createMetrics({ processMetrics: false });
    const contacts: ReadModelStatus = {
      name: 'contacts',
      version: 1,
      generation: 1,
      position: 0,
      deadLetters: 2,
      halted: 'unknown event',
      rebuilding: null,
      canRollBack: false,
    };
    const pool = { idleCount: 1, totalCount: 3, waitingCount: 0 };
    let asked = 0;
    watchReadModels(
      metrics,
      { log: new MemoryEventLog(), pool },
      { status: () => Promise.resolve(++asked > 1 ? [] : [contacts]) },
    );
    const text = await metrics.text();
    expect(text).toContain('throughline_projection_lag_events{projection="contacts"} 0');
    expect(text).toContain('throughline_projection_dead_letters{projection="contacts"} 2');
    expect(text).toContain('throughline_projection_halted{projection="contacts"} 1');
    expect(text).toContain('throughline_log_position 0');
    expect(text).toContain('throughline_database_connections{state="busy"} 2');
    expect(text).toContain('throughline_up 1');
    expect(asked).toBe(1);
  });

  it('say that the database is away, and all that can be said without it', async () => {
    const metrics = createMetrics({ processMetrics: false });
    let away = false;
    const status = (): Promise<readonly ReadModelStatus[]> =>
      away ? Promise.reject(new Error('Connection terminated unexpectedly')) : Promise.resolve([]);
    watchReadModels(
      metrics,
      { log: new MemoryEventLog(), pool: { idleCount: 1, totalCount: 3, waitingCount: 0 } },
      { status: status as ReadModels['status'] },
    );
    expect(await metrics.text()).toContain('throughline_log_position 0');
    away = true;
    const text = await metrics.text();
    expect(text).toContain('throughline_up 0');
    expect(text).toContain('throughline_database_connections{state="busy"} 2');
    expect(text).not.toMatch(/^throughline_log_position \d/m);
  });
});
