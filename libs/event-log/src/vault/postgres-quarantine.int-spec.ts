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
    await quarantine.put([{ ...entry, bytes: Buffer.from('once') }]);
    proxy.silence();
    expect((await quarantine.list({ source, limit: 10 })).items).toEqual([entry]);
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
    const entry = { id, source: 's', receivedAt, reason: 'invalid', problems: [], firstEvent: null, bytes } as const;
    await quarantine.put([entry]);
    const { rows } = await client.query<{ bytes: Buffer }>('select bytes from vault.quarantine where id = $1', [id]);
    expect(rows[0]!.bytes.includes('ann')).toBe(false);
    await client.query(`update vault.dated_keys set wrapped = null where day = '2026-06-01'`);
    expect(await quarantine.get(id)).toMatchObject({ id, bytes: null });
    await expect(quarantine.put([{ ...entry, id: randomUUID() }])).rejects.toThrow('2026-06-01 was destroyed');
    await client.end();
    await quarantine.close();
  });
});
