import type { NewEvent } from '#kernel';
import { smallCompany } from '../../test/company.js';
import { seeded, World } from '../../test/world.js';

/** The digests of an undisturbed history made of these events. */
async function never(world: World, events: readonly NewEvent[]): Promise<Record<string, string>> {
  const other = await World.begun();
  Object.assign(other, { vault: world.vault, ids: world.ids });
  const engine = other.engine();
  await engine.start();
  await other.append(...events);
  await engine.drained();
  const digests = await other.digests(engine, 'now');
  await other.close();
  return digests;
}

describe('taking back', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.begun();
  });
  afterEach(() => world.close());

  it.each([1, 2, 3, 4])('any subset leaves what it would be had it never been recorded (seed %i)', async (seed) => {
    const random = seeded(seed);
    const engine = world.engine({ batchSize: 1 + Math.floor(random() * 200) });
    await engine.start();
    const events = await smallCompany(world, random, 250);
    const gone = new Set<NewEvent>();
    for (const event of events) {
      await world.append(event);
      if (random() < 0.25) {
        const target = events[Math.floor(random() * events.length)]!;
        if (events.indexOf(target) <= events.indexOf(event) && !gone.has(target)) {
          gone.add(target);
          await world.append(await world.withdraw(target));
        }
      }
    }
    await world.append(await world.undo('import-2'));
    await engine.drained();
    const rest = events.filter((event) => !gone.has(event) && !event.text.includes('"import":"import-2"'));
    expect(await world.digests(engine, 'now')).toEqual(await never(world, rest));
  });

  it('an amended event is what it says from there on, and was what it said until then', async () => {
    const engine = world.engine();
    await engine.start();
    const who = { user: 'ann', email: 'ann@example.com' };
    const event = await world.touch(who, '2026-01-01T10:00:00.000Z');
    await world.append(event);
    const { identifiers } = world.nodes(who);
    await world.append(await world.amend(event, { channel: 'call', kind: 'answered', identifiers }));
    await world.append(await world.amend(event, { channel: 'meeting', kind: 'held', identifiers }));
    await engine.drained();
    const { rows } = await world.pool.query(
      'select channel, position::int, until::int from read.contacts_touch order by position',
    );
    expect(rows).toEqual([
      { channel: 'email', position: 1, until: 2 },
      { channel: 'call', position: 2, until: 3 },
      { channel: 'meeting', position: 3, until: null },
    ]);
    await world.append(await world.withdraw(event));
    await world.append(await world.amend(event, { channel: 'web', kind: 'viewed', identifiers }));
    await engine.drained();
    expect((await world.pool.query('select 1 from read.contacts_touch where until is null')).rowCount).toBe(0);
    expect(await world.contactOf(who)).toBeNull();
  });

  it('a second withdrawal, or one of an event nobody recorded, changes nothing', async () => {
    const engine = world.engine();
    await engine.start();
    const [kept, gone] = [
      await world.touch({ user: 'u' }, '2026-01-01T00:00:00.000Z'),
      await world.touch({ user: 'u' }, '2026-01-02T00:00:00.000Z'),
    ];
    await world.append(kept, gone, await world.withdraw(gone));
    await engine.drained();
    const once = await world.digests(engine, 'now');
    await world.append(
      await world.withdraw(gone),
      await world.withdraw(await world.touch({ user: 'u' }, '2026-01-03T00:00:00.000Z')),
    );
    await engine.drained();
    expect(await world.digests(engine, 'now')).toEqual(once);
  });
});
