import { PostHog } from 'posthog-node';
import { intakeApp, KEYS, revealed, type IntakeApp } from './test/intake-app.js';

describe('posthog-node', () => {
  let app: IntakeApp;
  beforeEach(async () => {
    app = await intakeApp();
  });
  afterEach(() => app.close());

  const posthog = (key: string = KEYS.intake) =>
    new PostHog(key, { host: app.url, flushInterval: 50, fetchRetryCount: 5, fetchRetryDelay: 50 });

  it('is understood in all its calls', async () => {
    const client = posthog();
    const timestamp = new Date('2026-03-01T09:30:00Z');
    client.identify({ distinctId: 'u-1', properties: { email: 'ann@example.com', plan: 'pro' } });
    client.capture({ distinctId: 'u-1', event: 'Order Completed', properties: { total: 129.5 }, timestamp });
    client.capture({
      distinctId: 'u-1',
      event: '$pageview',
      properties: { $current_url: 'https://example.com/?utm_source=newsletter', $referrer: '$direct' },
    });
    client.alias({ distinctId: 'u-1', alias: '6a1d4a2e-aaaa-4bbb-8ccc-123456789012' });
    client.groupIdentify({ groupType: 'company', groupKey: 'acme', distinctId: 'u-1', properties: { name: 'Acme' } });
    client.groupIdentify({ groupType: 'company', groupKey: 'acme', properties: { name: 'Acme' } });
    await client.shutdown();
    const events = await app.recorded();
    expect(events.map(({ type }) => type)).toEqual([
      'contact-described',
      'touchpoint-recorded',
      'touchpoint-recorded',
      'identifiers-aliased',
      'contact-grouped',
    ]);
    expect(new Set(events.map(({ about }) => about['profile'])).size).toBe(1);
    const [identify, order, page, , group] = events;
    expect(revealed(identify!, 'traits')).toMatchObject({ email: 'ann@example.com', plan: 'pro' });
    expect(order!.envelope.occurredAt).toBe('2026-03-01T09:30:00.000Z');
    expect(order!.payload).toMatchObject({ channel: 'order', kind: 'purchased', name: 'Order Completed' });
    expect(revealed(order!, 'properties')).toMatchObject({ total: 129.5 });
    expect(page!.payload).toMatchObject({ channel: 'web', kind: 'viewed', name: '$pageview', utmSource: 'newsletter' });
    expect(page!.payload['referrer']).toBeUndefined();
    expect(group!.payload).toMatchObject({ group: 'acme', companyName: 'Acme' });
    const { items } = await app.quarantine.list({ limit: 10 });
    const opened = await Promise.all(items.map(({ id }) => app.quarantine.get(id)));
    expect(opened.map((one) => one!.problems![0]!.what)).toEqual([
      'names nobody: the group is described on nobody’s behalf',
    ]);
  });

  it('sends again what was answered 503, or not at all, and every message is recorded once', async () => {
    app.log.goWrong({ kind: 'full' });
    app.log.goWrong({ kind: 'lost-acknowledgement' });
    const client = posthog();
    for (let n = 0; n < 30; n++) client.capture({ distinctId: `u-${n % 4}`, event: 'Email Opened', properties: { n } });
    await client.shutdown(30_000);
    const events = await app.recorded();
    expect(events.map((event) => (revealed(event, 'properties') as { n: number }).n).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 30 }, (_, n) => n),
    );
  });

  it('is told when its key opens nothing', async () => {
    // It says so on the console.
    const said = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    const client = posthog('wrong');
    const failed: unknown[] = [];
    client.on('error', (error) => failed.push(error));
    client.capture({ distinctId: 'u', event: 'Email Opened' });
    await client.shutdown().catch((error: unknown) => failed.push(error));
    said.mockRestore();
    expect(String(failed[0])).toContain('401');
    expect(await app.recorded()).toEqual([]);
  });
});
