import type { NewEvent } from '#kernel';
import type { ProjectionEngine } from '#projections';
import { World } from '../../libs/projections/test/world.js';

const at = (minute: number): string => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();

/** Contacts are worked out a thousand at a time: what one page leaves open, the next must not take for settled. */
describe('totals over several pages', () => {
  let world: World;
  let engine: ProjectionEngine;
  beforeEach(async () => {
    world = await World.begun();
    engine = world.engine();
    await engine.start();
  });
  afterEach(() => world.close());
  it('are read again where the first of a company is taken back', async () => {
    const CONTACTS = 2_400;
    const COMPANIES = 8;
    const kept: NewEvent[] = [];
    const imported: NewEvent[] = [];
    for (let i = 0; i < CONTACTS; i++) {
      const who = { user: `u${i}`, domain: `d${i % COMPANIES}.example` };
      kept.push(await world.touch(who, at(10)), await world.touch(who, at(30)));
      imported.push(await world.touch(who, at(i < COMPANIES ? 1 : 20), {}, { import: 'file' }));
    }
    const add = async (events: readonly NewEvent[]): Promise<void> => {
      for (let k = 0; k < events.length; k += 500) await world.append(...events.slice(k, k + 500));
      await engine.drained();
    };
    await add(kept);
    await add(imported);
    await add([await world.undo('file')]);
    const [totals, counted] = await Promise.all(
      [
        `select company_node, n::int, first_at, settled from read.contacts_company order by 1`,
        `select company_node, count(*)::int as n, min(first_at) as first_at, true as settled from read.contacts_contact where company_node is not null group by 1 order by 1`,
      ].map(async (q) => (await world.pool.query(q)).rows as unknown[]),
    );
    expect(totals).toEqual(counted);
  });
});
