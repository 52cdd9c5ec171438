import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { testDatabase, type TestDatabase } from '#platform/testing';
import { quarantineContract } from '../../test/quarantine-contract.js';
import { proxyTo } from '../../test/proxy.js';
import { PostgresQuarantine } from '../index.js';

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
});
