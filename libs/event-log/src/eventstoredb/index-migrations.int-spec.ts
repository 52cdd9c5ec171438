import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { decided, touch, touching } from '#kernel/contracts';
import { standInStore } from '../../test/eventstore-store.js';
import { migrateEventLog } from '../postgres/migrations.js';

describe('an index that was kept without places (EventStoreDB: a stand-in of it)', () => {
  it('stays as it is, and where it is, and is given the places of what is in it', async () => {
    const store = await standInStore();
    const client = new Client({ connectionString: store.url });
    await client.connect();
    const log = await store.open();
    for (let n = 0; n < 4; n++) {
      const stream = `deal-${randomUUID()}`;
      await log.append(stream, [decided(stream)], 'none');
      await log.appendAll(Array.from({ length: 500 }, () => touching(touch({ text: 'x'.repeat(1_000) }))));
    }
    await log.takenBack('deal-1');
    const index = async (): Promise<unknown[]> =>
      (await client.query('select * from log_index.stream_events, log_index.state order by event')).rows;
    const before = await index();
    expect(before).toHaveLength(4);

    await client.query(`drop table log_index.places;
      delete from throughline_meta.migration where schema = 'log_index' and id = '002-places'`);
    await migrateEventLog(store.url);
    expect(await index()).toEqual(before);
    const { rows } = await client.query<{ position: string }>('select position from log_index.places order by 1');
    const all = (await log.readAll({ after: 0, limit: 10_000 })).events;
    const begins = new Set(all.map(({ position }) => position));
    expect(rows.length).toBeGreaterThan(1);
    expect(rows.filter(({ position }) => !begins.has(Number(position)))).toEqual([]);

    const next = all.at(-2)!;
    expect((await log.readAll({ after: next.position - 1, limit: 1 })).events).toEqual([next]);
    await log.appendAll(Array.from({ length: 2_000 }, () => touching(touch({ text: 'x'.repeat(1_000) }))));
    await log.takenBack('deal-1');
    const { rowCount } = await client.query('select from log_index.places');
    expect(rowCount).toBeGreaterThan(rows.length);
    await client.end();
    await store.close();
  });
});
