import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { testDatabase, type TestDatabase } from '#platform/testing';
import { quarantineContract } from '../../test/quarantine-contract.js';
import { proxyTo } from '../../test/proxy.js';
import { PostgresQuarantine } from '../index.js';
import { SETTLE } from './quarantine-statements.js';

describe('on a database', () => {
  const masterKey = Buffer.alloc(32, 4);
  let database: TestDatabase;
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.close());

  const query = async (text: string, values: unknown[]) => {
    const client = new Client({ connectionString: database.url });
    await client.connect();
    try {
      return await client.query<Record<string, unknown>>(text, values);
    } finally {
      await client.end();
    }
  };

  quarantineContract('on PostgreSQL', () => PostgresQuarantine.open({ url: database.url, masterKey }));

  it('gives up a connection that went silent, and keeps each message once', async () => {
    const proxy = await proxyTo(database.url);
    const quarantine = await PostgresQuarantine.open({
      url: proxy.url,
      masterKey,
      answer: 500,
      onTrouble: () => undefined,
    });
    const [id, source] = [randomUUID(), randomUUID()];
    const entry = {
      id,
      source,
      receivedAt: Date.UTC(2026, 4, 1),
      reason: 'invalid',
      problems: [],
      firstEvent: null,
    } as const;
    expect(await quarantine.get(id)).toBeNull();
    proxy.silence();
    const receipt = { source, at: entry.receivedAt, received: 3, setAside: 2 };
    await quarantine.put([{ ...entry, bytes: Buffer.from('once') }], receipt);
    proxy.silence();
    expect((await quarantine.list({ source, limit: 10 })).items).toMatchObject([{ id, state: 'waiting', times: 1 }]);
    const { rows } = await query(`select received, set_aside from vault.receipts where source = $1`, [source]);
    expect(rows).toEqual([{ received: 3, set_aside: 2 }]);
    await quarantine.close();
    await proxy.close();
  });

  it('keeps the bytes unreadable, and lets go of a day’s when its key is destroyed', async () => {
    const quarantine = await PostgresQuarantine.open({ url: database.url, masterKey });
    const client = new Client({ connectionString: database.url });
    await client.connect();
    const id = randomUUID();
    const bytes = Buffer.from('ann@example.com was here');
    const receivedAt = Date.UTC(2026, 5, 1);
    const problems = [{ where: 'email', what: 'is ann@example.com' }];
    const entry = { id, source: 's', receivedAt, reason: 'invalid', problems, firstEvent: null, bytes } as const;
    await quarantine.put([entry]);
    const { rows } = await client.query<{ row: string; bytes: Buffer }>(
      'select q::text as row, bytes from vault.quarantine q where id = $1',
      [id],
    );
    expect(rows[0]!.row).not.toContain('ann@');
    expect(rows[0]!.bytes.includes('ann')).toBe(false);
    await client.query(`update vault.dated_keys set wrapped = null where day = '2026-06-01'`);
    expect(await quarantine.get(id)).toMatchObject({ id, bytes: null });
    await expect(quarantine.put([{ ...entry, id: randomUUID() }])).rejects.toThrow('2026-06-01 was destroyed');
    await client.end();
    await quarantine.close();
  });

  describe('once it is open', () => {
    let quarantine: PostgresQuarantine;
    const entry = (source: string, receivedAt: number) =>
      ({
        id: randomUUID(),
        source,
        receivedAt,
        reason: 'invalid',
        problems: [],
        firstEvent: null,
        bytes: Buffer.from('x'),
      }) as const;
    beforeAll(async () => {
      quarantine = await PostgresQuarantine.open({ url: database.url, masterKey });
    });
    afterAll(() => quarantine.close());

    it('destroys the key whatever becomes of its entries, and lets go of them by pages, also the next time', async () => {
      const source = randomUUID();
      const first = entry(source, Date.UTC(2015, 0, 1));
      await quarantine.put([first]);
      await quarantine.settle(first.id, { act: 'tried', by: 'person ada', event: null, note: 'unfit' });
      await query(
        `insert into vault.quarantine (id, source, received_at, reason, day, bytes)
         select gen_random_uuid(), $1, '2015-01-01', 'invalid', '2015-01-01', convert_to(repeat('x', 600), 'utf8')
         from generate_series(1, 4500)`,
        [source],
      );
      await query(
        `create function vault.fails() returns trigger language plpgsql as $$ begin raise 'it takes too long'; end $$`,
        [],
      );
      await query('create trigger fails before update on vault.quarantine execute function vault.fails()', []);
      await expect(quarantine.expire('2015-02-01', 'rule retention')).rejects.toThrow('it takes too long');
      await query('drop function vault.fails() cascade', []);
      const { rows: keys } = await query(`select wrapped from vault.dated_keys where day = '2015-01-01'`, []);
      expect(keys).toEqual([{ wrapped: null }]);
      expect(await quarantine.get(first.id)).toMatchObject({ bytes: null });
      expect(await quarantine.expire('2015-02-01', 'rule retention')).toBe(4_501);
      expect((await quarantine.counts()).filter((count) => count.source === source)).toEqual([
        { source, reason: 'invalid', state: 'expired', entries: 4_501 },
      ]);
      const { acts } = (await quarantine.get(first.id))!;
      expect(acts.map(({ act, note }) => [act, note])).toEqual([
        ['tried', null],
        ['expired', null],
      ]);
      const { rows } = await query(
        `select sum(entries)::int as entries from vault.quarantine_acts where day = '2015-01-01'`,
        [],
      );
      expect(rows).toEqual([{ entries: 4_501 }]);
    });

    it('counts what there is by what changes it', async () => {
      const { rows } = await query(
        `select source, reason, state, count(*)::int as entries from vault.quarantine group by 1, 2, 3 order by 1, 2, 3`,
        [],
      );
      expect(rows.length).toBeGreaterThan(5);
      expect(await quarantine.counts()).toEqual(rows);
    });

    it('counts of many set aside at once what is kept, where not all can be', async () => {
      const source = randomUUID();
      const at = Date.UTC(2026, 7, 1);
      const entries = Array.from({ length: 1_001 }, (_, n) => ({
        ...entry(source, at),
        ...(n === 1_000 ? { firstEvent: 'no id' as never } : {}),
      }));
      const receipt = { source, at, received: 1_003, setAside: 1_001 };
      await expect(quarantine.put(entries, receipt)).rejects.toThrow('uuid');
      const kept = async () =>
        (
          await query(
            `select sum(received)::int as received, sum(set_aside)::int as aside,
                    (select count(*)::int from vault.quarantine where source = $1) as kept
             from vault.receipts where source = $1`,
            [source],
          )
        ).rows[0];
      expect(await kept()).toEqual({ received: 1_000, aside: 1_000, kept: 1_000 });
      await quarantine.put(entries.slice(0, 1_000), { ...receipt, received: 1_003, setAside: 1_000 });
      expect(await kept()).toEqual({ received: 2_003, aside: 2_000, kept: 1_000 });
    });

    it('notes an act once where its answer was lost, and the note where nobody reads it without the key', async () => {
      const one = entry('s', Date.UTC(2026, 7, 2));
      await quarantine.put([one]);
      const values = [one.id, 'tried', 'person ada', null, randomUUID(), null, null];
      for (let n = 0; n < 2; n++) expect((await query(SETTLE, values)).rows).toEqual([{ settled: true }]);
      await quarantine.settle(one.id, { act: 'discarded', by: 'person ada', event: null, note: 'is ann@example.com' });
      const { rows } = await query('select a::text as row from vault.quarantine_acts a where entry = $1', [one.id]);
      expect(rows).toHaveLength(2);
      for (const { row } of rows) {
        expect(row).not.toContain('ann@');
        expect(row).not.toContain(Buffer.from('ann@').toString('hex'));
      }
      expect((await quarantine.get(one.id))!.acts).toMatchObject([
        { act: 'tried' },
        { act: 'discarded', note: 'is ann@example.com' },
      ]);
    });
  });
});
