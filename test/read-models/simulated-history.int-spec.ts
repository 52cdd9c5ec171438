import { MemoryQuarantine } from '#event-log';
import { IntakeService } from '#intake';
import { deliveries, reportedOf, simulate } from '#simulator';
import { seeded, World } from '../../libs/projections/test/world.js';

const TOUCHES = 100_000;

describe('the read models of a simulated history', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.begun();
  });
  afterAll(() => world.close());

  it('rebuilt equal live, row for row', async () => {
    const engine = world.engine();
    await engine.start();
    const { log, vault, ids } = world;
    const intake = new IntakeService({ log, vault, ids, quarantine: new MemoryQuarantine() });
    const random = seeded(5);
    const history = simulate({ seed: 5, touches: TOUCHES, until: Date.UTC(2026, 9, 1) });
    for (const { messages, arrivesAt } of deliveries(history, 500)) {
      await intake.accept(
        { reports: messages.map(reportedOf), refused: [] },
        { id: ids.derived('key', 'simulation'), source: 'simulation' },
        { arrivedAt: arrivesAt, origin: 'live' },
      );
      // some of it is read while more arrives, in batches of all sizes
      if (random() < 0.2) await engine.drained();
    }
    await engine.drained();
    const names = engine.definitions.map(({ name }) => name);
    const rebuilt = await engine.digestRebuilt(names, 'all');
    for (const name of names) expect([name, rebuilt.get(name)]).toEqual([name, await engine.digest(name, 'all')]);
    const { rows } = (await engine.digest('contacts', 'all')).find(({ table }) => table === 'touch')!;
    const { position: head } = await log.head();
    let recorded = 0;
    for (let after = 0; after < head;) {
      const page = await log.readAll({ after, types: ['touchpoint-recorded'], limit: 10 * TOUCHES });
      recorded += page.events.length;
      after = page.scannedTo;
    }
    expect(rows).toBe(recorded);
    // a few come from clocks so wrong that they wait in quarantine
    expect(rows).toBeGreaterThan(0.99 * TOUCHES);
  }, 1_200_000);
});
