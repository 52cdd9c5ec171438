import { ownerAssigned } from '#journey';
import { ReadModels } from '#projections';
import { World, type Who } from '../../../projections/test/world.js';
import { QueryEngine } from '../engine/query-engine.js';
import { contactList } from './contacts.js';

const [SAM, LEA] = ['0192f0c1-0001-8000-8000-000000000001', '0192f0c1-0001-8000-8000-000000000002'];
const [SALES, SERVICE] = ['0192f0c1-0002-8000-8000-000000000001', '0192f0c1-0002-8000-8000-000000000002'];

describe('the list of contacts', () => {
  let world: World;
  let queries: QueryEngine;
  const [ann, ben, cy]: Who[] = [{ user: 'ann' }, { user: 'ben' }, { user: 'cy' }];
  const contact = (who: Who): string => world.nodes(who).profile;
  const owned = (who: Who, team: string, person: string | undefined, day: string) =>
    world.other(
      ownerAssigned.of(
        { profile: contact(who), team, ...(person === undefined ? {} : { person }) },
        {},
        { when: { precision: 'instant', at: `${day}T09:00:00.000Z` } },
      ),
    );
  const listed = async (params: Record<string, unknown>): Promise<string[]> =>
    (await queries.ask(contactList, params)).answer.items.map((one) => one.contact).sort();
  const of = (...who: readonly Who[]): string[] => who.map(contact).sort();

  beforeAll(async () => {
    world = await World.begun();
    const engine = world.engine();
    await engine.start();
    queries = new QueryEngine({
      pool: world.pool,
      log: world.log,
      vault: world.vault,
      readModels: new ReadModels(world.pool),
      zone: 'Europe/Berlin',
    });
    for (const who of [ann!, ben!, cy!])
      await world.append(await world.touch(who, '2026-01-10T09:00:00.000Z', { channel: 'web', kind: 'viewed' }));
    await world.append(
      await owned(ann!, SALES, SAM, '2026-02-01'),
      await owned(ann!, SERVICE, LEA, '2026-02-02'),
      // somebody's once, nobody's now
      await owned(ben!, SALES, SAM, '2026-02-01'),
      await owned(ben!, SALES, undefined, '2026-02-03'),
    );
    await engine.drained();
  });

  afterAll(() => world.close());

  it('says whose each is: who got it last, and for how many teams it is somebody’s', async () => {
    const { items } = (await queries.ask(contactList, {})).answer;
    const line = (who: Who) => items.find((one) => one.contact === contact(who));
    expect(line(ann!)).toMatchObject({ owner: { id: LEA }, owners: 2 });
    expect(line(ben!)).toMatchObject({ owner: null, owners: 0 });
    expect(line(cy!)).toMatchObject({ owner: null, owners: 0 });
  });

  it('is asked for somebody’s, for whichever team, and for nobody’s', async () => {
    expect(await listed({ owner: SAM })).toEqual(of(ann!));
    expect(await listed({ owner: LEA })).toEqual(of(ann!));
    expect(await listed({ owner: SALES })).toEqual([]);
    expect(await listed({ unowned: true })).toEqual(of(ben!, cy!));
    expect(await listed({ unowned: false })).toEqual(of(ann!));
    expect(await listed({ owner: SAM, unowned: true })).toEqual([]);
  });
});
