import { randomBytes } from 'node:crypto';
import { testDatabase, type TestDatabase } from '#platform/testing';
import { apiApp, firstAdmin, type ApiApp, type Browser } from '../../test/api-app.js';

const MESSAGES = 1_000;

/** The digest of everything each read model believes now. */
async function digests({ projector: { projections } }: ApiApp): Promise<Record<string, string>> {
  const all: Record<string, string> = {};
  for (const { name } of projections.definitions)
    for (const { table, rows, hash } of await projections.digest(name, 'now'))
      all[`${name}.${table}`] = `${rows} ${hash}`;
  return all;
}

describe('two people linked by mistake', () => {
  const secrets = { idSecret: randomBytes(32), masterKey: randomBytes(32) };
  const databases: TestDatabase[] = [];
  let linked: ApiApp;
  let never: ApiApp;
  let admin: Browser;
  let key: string;

  beforeAll(async () => {
    const original = await testDatabase();
    databases.push(original);
    // an installation with its people and keys, and a copy of it before anything came in
    const first = await apiApp({ database: original, secrets });
    const founder = await firstAdmin(first);
    key = (await founder.post<{ key: string }>('/api/keys', { name: 'shop', scopes: ['intake'] })).body.key;
    await first.settled();
    await first.close();
    const copy = await original.copy();
    databases.push(copy);
    [linked, never] = await Promise.all([apiApp({ database: original, secrets }), apiApp({ database: copy, secrets })]);
    admin = linked.browser();
    Object.assign(admin, { cookie: founder.cookie, csrf: founder.csrf });
  });
  afterAll(async () => {
    for (const app of [linked, never]) await app.close();
    for (const database of databases) await database.close();
  });

  const send = async (app: ApiApp, batch: readonly object[]): Promise<void> => {
    const { status, body } = await app
      .browser()
      .post<{ quarantined: number }>('/v1/batch', { batch }, { authorization: `Bearer ${key}` });
    expect([status, body.quarantined]).toEqual([200, 0]);
  };

  it('are as if they had never been linked once they are taken apart, whatever came in between', async () => {
    const timestamp = '2026-03-01T10:00:00.000Z';
    const people = ['ann', 'ben'].map((name) => ({
      type: 'identify',
      messageId: name,
      timestamp,
      userId: name,
      anonymousId: `${name}-cookie`,
      traits: { name, email: `${name}@example.com`, phone: name === 'ann' ? '+493012345678' : '+493087654321' },
    }));
    // nothing that read models keep sealed: two installations seal the same text differently
    const since = Array.from({ length: MESSAGES }, (_, i) => {
      const [one, other] = i % 2 === 0 ? ['ann', 'ben'] : ['ben', 'ann'];
      const both = i % 10 === 0;
      const common = { messageId: `m${i}`, timestamp: new Date(Date.parse(timestamp) + i * 60_000).toISOString() };
      const who = { userId: one, anonymousId: both ? `${other}-cookie` : `${one}-cookie-${i % 30}` };
      return i % 5 === 0
        ? {
            type: 'identify',
            ...common,
            ...who,
            traits: { plan: `p${i}`, ...(both ? { email: `${other}@example.com` } : {}) },
          }
        : { type: 'track', ...common, ...who, event: `Did ${i % 4}` };
    });
    for (const app of [linked, never]) {
      await send(app, people);
      await app.settled();
    }
    const { body } = await admin.get<{ items: readonly { contact: string; email: string }[] }>('/api/contacts');
    const of = (name: string): string => body.items.find(({ email }) => email === `${name}@example.com`)!.contact;
    const [ann, ben] = [of('ann'), of('ben')];
    expect((await admin.post(`/api/contacts/${ann}/link`, { with: ben })).status).toBe(200);
    await linked.settled();
    for (const app of [linked, never]) {
      for (let i = 0; i < MESSAGES; i += 250) await send(app, since.slice(i, i + 250));
      await app.settled();
    }
    const meanwhile = (await admin.get<{ contact: string }>(`/api/contacts/${ben}`)).body.contact;
    expect(meanwhile).toBe((await admin.get<{ contact: string }>(`/api/contacts/${ann}`)).body.contact);
    const apart = await digests(never);
    expect(await digests(linked)).not.toEqual(apart);
    const node = meanwhile === ann ? ben : ann;
    expect((await admin.post(`/api/contacts/${meanwhile}/unlink`, { node })).status).toBe(200);
    await linked.settled();
    expect(await digests(linked)).toEqual(apart);
  });
});
