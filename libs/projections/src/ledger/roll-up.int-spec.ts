import { migrateEventLog } from '#event-log';
import { World } from '../../test/world.js';
import { betweenReceipts } from './roll-up.js';

describe('where no receipt is cut in two', () => {
  let world: World;
  beforeAll(async () => {
    world = await World.make();
    await migrateEventLog(world.url);
  });
  afterAll(() => world.close());

  const between = async (position: number): Promise<number> => {
    const client = await world.pool.connect();
    try {
      return await betweenReceipts(client, position, 1);
    } finally {
      client.release();
    }
  };
  const receipt = (mark: string, first: number, last: number) =>
    world.pool.query(
      `insert into vault.receipts (at, mark, source, received, recorded, repeated, differing, first_position, last_position)
       values (0, $1, 'shop', 1, 1, 0, 0, $2, $3)`,
      [mark, first, last],
    );

  it('is before the first receipt of a transaction that reaches beyond, however large one is that was carried over', async () => {
    const [carried, together] = ['0192f0c1-0001-8200-8000-000000000001', '0192f0c1-0002-8200-8000-000000000002'];
    await receipt(carried, 2, 24_001);
    expect(await between(20_000)).toBe(20_000);
    await receipt(together, 19_900, 19_950);
    await receipt(together, 19_951, 20_003);
    expect(await between(20_000)).toBe(19_899);
    expect(await between(19_899)).toBe(19_899);
    expect(await between(20_003)).toBe(20_003);
  });
});
