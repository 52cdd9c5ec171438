import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiApp, firstAdmin, type ApiApp, type Browser } from '../../test/api-app.js';
import { SIGNERS } from '../../../../libs/intake/test/signing.js';

const folder = join(__dirname, '../../../../libs/intake/test/webhooks');
const messageOf = (name: string): unknown =>
  (JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as { delivery: unknown }[])[0]!.delivery;

interface Issued {
  readonly id: string;
  readonly key: string;
  readonly path: string;
}
interface Answered {
  readonly recorded?: number;
  readonly repeated?: number;
  readonly code?: string;
  readonly detail?: string;
}

describe('webhooks', () => {
  let api: ApiApp;
  let admin: Browser;

  beforeAll(async () => {
    api = await apiApp({ intakeThreads: 1 });
    admin = await firstAdmin(api);
    while (!api.intakeThreads.running) await new Promise((resolve) => setTimeout(resolve, 20));
  });
  afterAll(() => api.close());

  let issued = 0;
  /** Under a name of its own, so that no other test's messages are repeats of its. */
  const issue = async (webhook: string, signingSecret?: string): Promise<Issued> => {
    const says = { name: `${webhook} ${++issued}`, scopes: ['intake'], webhook, signingSecret };
    const { status, body } = await admin.post<Issued>('/api/keys', says);
    expect(status).toBe(201);
    return body;
  };
  const deliver = async (
    webhook: string,
    path: string,
    { message = messageOf(webhook), at = Date.now(), alter = (raw: string) => raw } = {},
  ): Promise<[number, Answered]> => {
    const { url, raw, headers } = SIGNERS[webhook]!.send(message, at, api.url + path);
    const answer = await fetch(url, { method: 'POST', body: alter(raw), headers });
    return [answer.status, (await answer.json()) as Answered];
  };
  const head = async (): Promise<number> => (await api.store.log.head()).position;

  it.each(Object.keys(SIGNERS))('of %s are taken when they are signed, and a repeat records nothing', async (name) => {
    const { path } = await issue(name, SIGNERS[name]!.secret);
    expect(path).toMatch(new RegExp(`^/webhooks/${name}/tl_`));
    const [status, first] = await deliver(name, path);
    expect([status, first.repeated]).toEqual([200, 0]);
    expect(first.recorded).toBeGreaterThan(0);
    const before = await head();
    expect(await deliver(name, path, { at: Date.now() + 1_000 })).toMatchObject([
      200,
      { recorded: 0, repeated: first.recorded },
    ]);
    expect(await head()).toBe(before);
  });

  it('are refused, counted and not recorded where the signature is wrong, old or missing', async () => {
    const { path } = await issue('stripe', 'whsec_1');
    const before = await head();
    const alter = (raw: string): string => raw.replace('cus_1', 'cus_2');
    expect(await deliver('stripe', path, { alter })).toMatchObject([401, { code: 'signature.forged' }]);
    const old = Date.now() - 6 * 60_000;
    expect(await deliver('stripe', path, { at: old })).toMatchObject([401, { code: 'signature.stale' }]);
    expect(await api.browser().post(path, messageOf('stripe'))).toMatchObject({
      status: 401,
      body: { code: 'signature.unsigned' },
    });
    expect(await head()).toBe(before);
    const metrics = await api.runtime.metrics.text();
    for (const reason of ['forged', 'stale', 'unsigned'])
      expect(metrics).toContain(`throughline_webhook_refused_total{webhook="stripe",reason="${reason}"} 1`);
  });

  it('are refused, with what to do, until it is known what their source signs with', async () => {
    const { id, path } = await issue('zendesk');
    const [status, { code, detail }] = await deliver('zendesk', path);
    expect([status, code]).toEqual([403, 'webhook.secret-missing']);
    expect(detail).toContain(`throughline keys secret KEY-ID --webhook zendesk --signing-secret-stdin`);
    expect(detail).toContain(id);
    const said = { webhook: 'zendesk', signingSecret: ` ${SIGNERS['zendesk']!.secret}\n` };
    expect((await admin.post(`/api/keys/${id}/webhook`, said)).status).toBe(200);
    expect(await deliver('zendesk', path)).toMatchObject([200, { recorded: 1 }]);
  });

  it('are named by the list of keys, with the address to paste when they are issued', async () => {
    interface Listed {
      readonly items: readonly {
        readonly id: string;
        readonly webhook: string | null;
        readonly signed: boolean | null;
      }[];
    }
    const says = (webhook?: string) => ({ name: 'of a vendor', scopes: ['intake'], webhook });
    const post = async (webhook?: string) =>
      (await admin.post<Issued & { address?: string; awaitsSecret?: boolean }>('/api/keys', says(webhook))).body;
    const [stripe, postmark, plain] = [await post('stripe'), await post('postmark'), await post()];
    expect(stripe).toMatchObject({ address: `${api.url}${stripe.path}`, awaitsSecret: true });
    expect(postmark).toMatchObject({ address: `${api.url}${postmark.path}`, awaitsSecret: false });
    expect(plain.address).toBeUndefined();
    const line = async ({ id }: Issued) =>
      (await admin.get<Listed>('/api/keys')).body.items.find((item) => item.id === id);
    expect(await line(stripe)).toMatchObject({ webhook: 'stripe', signed: false });
    expect(await line(plain)).toMatchObject({ webhook: null, signed: null });
    await admin.post(`/api/keys/${stripe.id}/webhook`, { webhook: 'stripe', signingSecret: 'whsec_1' });
    expect(await line(stripe)).toMatchObject({ webhook: 'stripe', signed: true });
  });

  it('need no secret where their source signs nothing: the key in the address is one', async () => {
    const { path } = await issue('postmark');
    const answer = await fetch(api.url + path, { method: 'POST', body: JSON.stringify(messageOf('postmark')) });
    expect([answer.status, await answer.json()]).toMatchObject([200, { recorded: 1 }]);
  });

  it('have keys that open nothing else', async () => {
    const { key } = await issue('stripe', 'whsec_1');
    expect(await deliver('zoom', `/webhooks/zoom/${key}`)).toMatchObject([403, { code: 'webhook.other' }]);
    const track = { type: 'track', userId: 'u', event: 'Order Completed' };
    const authorization = `Bearer ${key}`;
    expect(await api.browser().post('/v1/batch', { batch: [track] }, { authorization })).toMatchObject({
      status: 403,
      body: { code: 'key.of-webhook' },
    });
    expect(await api.browser().post('/v1/track', { ...track, writeKey: key })).toMatchObject({ status: 403 });
    expect(await deliver('stripe', '/webhooks/stripe/tl_unknown')).toMatchObject([401, { code: 'key.unknown' }]);
    const plain = (await admin.post<Issued>('/api/keys', { name: 'plain', scopes: ['intake'] })).body;
    expect(await deliver('stripe', `/webhooks/stripe/${plain.key}`)).toMatchObject([
      403,
      { code: 'webhook.secret-missing' },
    ]);
  });

  it('are verified before they are handed over, however large', async () => {
    const { path } = await issue('sendgrid', SIGNERS['sendgrid']!.secret);
    const message = Array.from({ length: 600 }, (_, n) => ({
      email: `p${n % 50}@example.com`,
      event: 'open',
      timestamp: 1_772_357_400,
      sg_event_id: `large-${n}`,
      useragent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko)',
    }));
    const alter = (raw: string): string => raw.replace('"open"', '"click"');
    expect(await deliver('sendgrid', path, { message, alter })).toMatchObject([401, { code: 'signature.forged' }]);
    expect(await deliver('sendgrid', path, { message })).toMatchObject([200, { recorded: 600 }]);
  });

  it('of Zoom begin with a question, which is answered to who knows the secret', async () => {
    const { path } = await issue('zoom', SIGNERS['zoom']!.secret);
    const message = { event: 'endpoint.url_validation', payload: { plainToken: 'abc' }, event_ts: 1 };
    const before = await head();
    const [status, body] = await deliver('zoom', path, { message });
    expect([status, Object.keys(body)]).toEqual([200, ['plainToken', 'encryptedToken']]);
    expect(await deliver('zoom', path, { message, alter: (raw) => raw.replace('abc', 'abd') })).toMatchObject([
      401,
      {},
    ]);
    expect(await head()).toBe(before);
  });

  it('have secrets that stand nowhere readable, and are refused where they can be none', async () => {
    const { id } = await issue('stripe', 'whsec_do_not_show');
    const { rows } = await api.store.pool.query<{ wrapped: Buffer }>(
      'SELECT wrapped FROM vault.webhook_secrets WHERE key = $1',
      [id],
    );
    expect(rows[0]!.wrapped.includes('whsec')).toBe(false);
    const { events } = await api.store.log.readAll({ after: 0, limit: 10_000 });
    expect(events.filter(({ text }) => text.includes('whsec'))).toEqual([]);
    const wrong = { name: 'x', scopes: ['intake'], webhook: 'sendgrid', signingSecret: 'whsec_none' };
    const refused = await admin.post<{ code: string }>('/api/keys', wrong);
    expect([refused.status, refused.body.code]).toEqual([422, 'webhook.secret']);
    expect(JSON.stringify(refused.body)).not.toContain('whsec_none');
    const other = await admin.post<{ code: string }>('/api/keys', { ...wrong, webhook: 'fax' });
    expect([other.status, other.body.code]).toEqual([422, 'webhook.unknown']);
    const reads = (await admin.post<{ id: string }>('/api/keys', { name: 'reader', scopes: ['intake', 'read'] })).body;
    expect(await admin.post(`/api/keys/${reads.id}/webhook`, { webhook: 'stripe' })).toMatchObject({
      status: 422,
      body: { code: 'webhook.scope' },
    });
    const wide = { ...wrong, webhook: 'stripe', scopes: ['intake', 'read'] };
    expect(await admin.post('/api/keys', wide)).toMatchObject({ status: 422, body: { code: 'webhook.scope' } });
  });
});
