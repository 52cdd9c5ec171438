import { Pool } from 'pg';
import type { NodeId } from '#kernel';
import { someone, vaultContract } from '#kernel/contracts';
import { testDatabase, type TestDatabase } from '#platform/testing';
import { proxyTo } from '../../test/proxy.js';
import { PostgresVault, WrongMasterKey } from '../index.js';

const masterKey = Buffer.alloc(32, 9);

vaultContract('on PostgreSQL', async () => {
  const database = await testDatabase();
  const opened: PostgresVault[] = [];
  return {
    open: async () => {
      const vault = await PostgresVault.open({ url: database.url, masterKey, cacheEntries: 50 });
      opened.push(vault);
      return vault;
    },
    close: async () => {
      await Promise.all(opened.map((vault) => vault.close()));
      await database.close();
    },
  };
});

describe('the vault on PostgreSQL, beyond the contract', () => {
  let database: TestDatabase;
  let vault: PostgresVault;
  let admin: Pool;
  beforeAll(async () => {
    database = await testDatabase();
    vault = await PostgresVault.open({ url: database.url, masterKey });
    admin = new Pool({ connectionString: database.url });
  });
  afterAll(async () => {
    await vault.close();
    await admin.end();
    await database.close();
  });

  it('refuses another master key before it answers anything, and says what to do', async () => {
    const opening = PostgresVault.open({ url: database.url, masterKey: Buffer.alloc(32, 8) });
    await expect(opening).rejects.toThrow(WrongMasterKey);
    await expect(opening).rejects.toThrow('give the master key this vault was made with');
    await expect(PostgresVault.open({ url: database.url, masterKey: Buffer.alloc(31) })).rejects.toThrow('32 bytes');
  });

  it('keeps one row per node, in which no key can be read', async () => {
    const node = someone();
    const keys = (await vault.ensure([node])).get(node)!;
    const { rows } = await admin.query<{ wrapped: Buffer }>('select wrapped from vault.data_keys where node = $1', [
      node,
    ]);
    expect(rows).toHaveLength(1);
    for (const key of [keys.identity!, keys.content!, keys.trace!, keys.billing!])
      expect(rows[0]!.wrapped.includes(key)).toBe(false);
  });

  it('opens a row only as the node it was made for', async () => {
    const [one, other] = [someone(), someone()];
    await vault.ensure([one, other]);
    await admin.query(
      'update vault.data_keys set wrapped = (select wrapped from vault.data_keys where node = $1) where node = $2',
      [one, other],
    );
    const fresh = await PostgresVault.open({ url: database.url, masterKey });
    await expect(fresh.load([other])).rejects.toThrow(WrongMasterKey);
    await expect(fresh.load([one])).resolves.toBeDefined();
    await fresh.close();
  });

  it('has nothing left of a node that was destroyed', async () => {
    const node = someone();
    await vault.ensure([node]);
    await vault.destroy(node);
    const { rows } = await admin.query('select wrapped from vault.data_keys where node = $1', [node]);
    expect(rows).toEqual([{ wrapped: null }]);
  });

  it('has stored the keys before it hands them out', async () => {
    const nodes: NodeId[] = Array.from({ length: 50 }, someone);
    const asked = nodes.map(async (node) => {
      const ring = await vault.ensure([node]);
      const { rowCount } = await admin.query('select from vault.data_keys where node = $1', [node]);
      return ring.get(node) !== undefined && rowCount === 1;
    });
    expect(await Promise.all(asked)).toEqual(nodes.map(() => true));
  });

  it('asks the database once for all calls made at the same time, whether it has their keys or not', async () => {
    const nodes = Array.from({ length: 40 }, someone);
    const query = jest.spyOn(Pool.prototype, 'query');
    await Promise.all(nodes.map((node) => vault.ensure([node])));
    // The first statement finds them missing, the second makes them; nothing is asked per call.
    expect(query).toHaveBeenCalledTimes(2);
    query.mockClear();
    const rings = await Promise.all(nodes.map((node) => vault.load([node])));
    expect(query).toHaveBeenCalledTimes(1);
    expect(rings.every((ring, i) => ring.get(nodes[i]!)!.identity !== null)).toBe(true);
    query.mockRestore();
  });

  it('gives up connections that went silent, asks again on a new one, and lets no cached key wait for longer', async () => {
    const proxy = await proxyTo(database.url);
    const heard: Error[] = [];
    const onTrouble = (error: Error): void => void heard.push(error);
    const remote = await PostgresVault.open({ url: proxy.url, masterKey, answer: 4_000, onTrouble });
    const [cached, created, gone] = [someone(), someone(), someone()];
    await Promise.all([remote.ensure([cached]), remote.destroy(gone)]);
    proxy.silence();
    const begun = performance.now();
    const creating = remote.ensure([created]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await remote.load([cached])).get(cached)!.identity).not.toBeNull();
    expect((await creating).get(created)!.identity).not.toBeNull();
    expect(performance.now() - begun).toBeLessThan(7_600);
    expect(heard.length).toBeGreaterThan(0);
    proxy.silence();
    await remote.destroy(cached);
    expect((await vault.load([cached])).get(cached)!.identity).toBeNull();
    await remote.close();
    await proxy.close();
  });
});
