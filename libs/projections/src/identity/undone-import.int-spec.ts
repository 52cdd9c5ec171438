import { contactsUnlinked, type NewEvent } from '#kernel';
import { World } from '../../test/world.js';

const day = '2026-01-01T10:00:00.000Z';
/** Enough that what is taken back is derived in several parts: 25,000 identifiers. */
const PEOPLE = 8_000;
const KNOWN_BEFORE = 500;
const CHAINED = 1_000;

const mail = (i: number): string => `e${i}@example.com`;

/** Digests of what follows from who is who. */
function ofIdentity(digests: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(digests).filter(([name]) => /^(identity|contacts|companies)\./.test(name)));
}

describe('an import of many people', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.begun();
  });
  afterEach(() => world.close());

  it('is taken back in parts as if it had been taken back at once', async () => {
    const engine = world.engine();
    await engine.start();
    const before: NewEvent[] = [];
    for (let i = 0; i < KNOWN_BEFORE; i++)
      before.push(await world.touch({ email: mail(i * 7), ...(i % 2 === 0 ? {} : { user: `known${i}` }) }, day));
    const [node, other] = [mail(0), mail(7)].map((email) => world.nodes({ email }).profile);
    before.push(await world.other(contactsUnlinked.of({ node: node!, other: other! }, {})));
    await world.append(...before);
    await engine.drained();

    const imported: NewEvent[] = [];
    const row = async (who: Parameters<World['touch']>[0]): Promise<void> => {
      imported.push(await world.touch(who, day, {}, { import: 'file' }));
    };
    for (let i = 0; i < PEOPLE; i++) {
      await row({ user: `u${i}`, email: mail(i), anonymous: `a${i}` });
      // contacts that are connected and cannot be one, as each has a user id: what is left of one may be the other's meanwhile
      if (i < CHAINED && i % 10 !== 9) await row({ user: `u${i}`, email: mail(i + 1) });
    }
    await world.append(...imported);
    await engine.drained();
    expect(await world.contactOf({ user: 'u4' })).not.toBeNull();

    // in one range with the undo: somebody who is known, and somebody who was in the file
    const after = [
      await world.touch({ user: 'known1', email: mail(PEOPLE + 1) }, day),
      await world.touch({ user: 'u3', email: mail(3) }, day),
    ];
    await world.append(await world.undo('file'), ...after);
    await engine.drained();
    expect(await world.contactOf({ user: 'u4' })).toBeNull();
    expect(await world.contactOf({ email: mail(3) })).toBe(await world.contactOf({ user: 'u3' }));
    const { rows: none } = await world.pool.query('select from read.identity_map where from_position = until_position');
    expect(none).toEqual([]);
    const live = await world.digests(engine, 'all');
    const now = ofIdentity(await world.digests(engine, 'now'));
    expect(Object.keys(now).length).toBeGreaterThan(5);

    const beside = await world.beside();
    const replayed = beside.engine();
    await replayed.start();
    await replayed.drained();
    expect(await beside.digests(replayed, 'all')).toEqual(live);
    await beside.close();

    const without = Object.assign(await World.begun(), { vault: world.vault, ids: world.ids });
    const never = without.engine();
    await never.start();
    await without.append(...before, ...after);
    await never.drained();
    expect(ofIdentity(await without.digests(never, 'now'))).toEqual(now);
    await without.close();
  });
});
