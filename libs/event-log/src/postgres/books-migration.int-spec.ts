import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { touch, touching } from '#kernel/contracts';
import { postgresStore, type PostgresStore } from '../../test/postgres-store.js';
import { RECEIPTS_BY_IMPORT } from './books-migration.js';

describe('receipts of imports that were written without the import’s name', () => {
  let store: PostgresStore;
  let client: Client;
  beforeAll(async () => {
    store = await postgresStore();
    client = new Client({ connectionString: store.url });
  });
  afterAll(async () => {
    await client.end();
    await store.close();
  });

  it('are told apart again by what the log says, repeats staying where they are', async () => {
    const log = await store.open();
    await client.connect();
    const [source, other] = [randomUUID(), randomUUID()];
    const group = [
      ...Array.from({ length: 5 }, (_, n) => touch({ source, import: n < 3 ? 'one' : 'two' })),
      touch({ source }),
      touch({ source: other, import: 'three' }),
      touch({ source: other }),
    ];
    await log.appendAll(group.map(touching));
    await log.appendAll([touching(group[5]!)]);
    await client.query(`
      with gone as (delete from vault.receipts returning *)
      insert into vault.receipts (at, mark, source, received, recorded, repeated, differing, first_position, last_position)
      select at, mark, source, sum(received), sum(recorded), sum(repeated), sum(differing), min(first_position), max(last_position)
      from gone group by at, mark, source`);
    const receipts = async () => {
      const { rows } = await client.query<Record<string, unknown>>(
        `select source = $1 as one, import, sum(received)::int as received, sum(recorded)::int as recorded, sum(repeated)::int as repeated
         from vault.receipts group by 1, 2 having sum(received) > 0 order by 1, 2`,
        [source],
      );
      return rows;
    };
    const line = (one: boolean, name: string | null, recorded: number, repeated = 0) => ({
      one,
      import: name,
      received: recorded + repeated,
      recorded,
      repeated,
    });
    expect(await receipts()).toEqual([line(false, null, 2), line(true, null, 6, 1)]);
    await client.query(RECEIPTS_BY_IMPORT);
    const told = [line(false, 'three', 1), line(false, null, 1), line(true, 'one', 3), line(true, 'two', 2)];
    expect(await receipts()).toEqual([...told, line(true, null, 1, 1)]);
  });
});
