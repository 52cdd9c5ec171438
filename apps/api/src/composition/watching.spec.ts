import { MemoryEventLog } from '#event-log';
import { createMetrics } from '#platform';
import type { ReadModelStatus } from '#projections';
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
    expect(asked).toBe(1);
  });
});
