import { randomBytes, randomUUID } from 'node:crypto';
import { createLogger, createPool } from '#platform';
import { testDatabase } from '#platform/testing';
import { migrateEventLog } from '../postgres/migrations.js';
import { WebhookSecrets } from './webhook-secrets.js';
import { WrongMasterKey } from './wrapping.js';

describe('the signing secrets of webhooks', () => {
  let pool: ReturnType<typeof createPool>;
  let database: Awaited<ReturnType<typeof testDatabase>>;
  const masterKey = randomBytes(32);

  beforeAll(async () => {
    database = await testDatabase();
    await migrateEventLog(database.url);
    pool = createPool({ url: database.url, name: 'test', logger: createLogger({ level: 'silent' }), max: 2 });
  });
  afterAll(async () => {
    await pool.end();
    await database.close();
  });

  it('are read as they were set, and replaced', async () => {
    const [key, secrets] = [randomUUID(), new WebhookSecrets(pool, masterKey)];
    expect(await secrets.of(key)).toBeNull();
    await secrets.set(key, { webhook: 'stripe', secret: null });
    expect(await secrets.of(key)).toEqual({ webhook: 'stripe', secret: null });
    await secrets.set(key, { webhook: 'stripe', secret: 'whsec_é' });
    expect(await secrets.of(key)).toEqual({ webhook: 'stripe', secret: 'whsec_é' });
  });

  it('that another process sets are in force within a second', async () => {
    let now = 0;
    const [key, here] = [randomUUID(), new WebhookSecrets(pool, masterKey, () => now)];
    expect(await here.of(key)).toBeNull();
    await new WebhookSecrets(pool, masterKey).set(key, { webhook: 'zoom', secret: 'new' });
    now = 999;
    expect(await here.of(key)).toBeNull();
    now = 1_000;
    expect(await here.of(key)).toEqual({ webhook: 'zoom', secret: 'new' });
  });

  it('open under their master key, for their key and their webhook alone', async () => {
    const [key, other] = [randomUUID(), randomUUID()];
    await new WebhookSecrets(pool, masterKey).set(key, { webhook: 'stripe', secret: 'whsec_1' });
    await pool.query(
      `INSERT INTO vault.webhook_secrets (key, webhook, wrapped)
       SELECT $2, webhook, wrapped FROM vault.webhook_secrets WHERE key = $1`,
      [key, other],
    );
    await expect(new WebhookSecrets(pool, masterKey).of(other)).rejects.toThrow(WrongMasterKey);
    await expect(new WebhookSecrets(pool, randomBytes(32)).of(key)).rejects.toThrow(WrongMasterKey);
    await pool.query(`UPDATE vault.webhook_secrets SET webhook = 'zoom' WHERE key = $1`, [key]);
    await expect(new WebhookSecrets(pool, masterKey).of(key)).rejects.toThrow(WrongMasterKey);
  });
});
