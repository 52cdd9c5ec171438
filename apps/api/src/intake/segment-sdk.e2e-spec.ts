import { Analytics } from '@segment/analytics-node';
import { intakeApp, KEYS, revealed, type IntakeApp } from './test/intake-app.js';

describe('@segment/analytics-node', () => {
  let app: IntakeApp;
  beforeEach(async () => {
    app = await intakeApp();
  });
  afterEach(() => app.close());

  const analytics = (more: object = {}) =>
    new Analytics({ writeKey: KEYS.intake, host: app.url, maxRetries: 5, flushInterval: 50, ...more });

  /** Every kind of call about one person. */
  function tell(client: Analytics, n: number): void {
    const userId = `u-${n}`;
    const once = (call: string) => ({ userId, messageId: `${call}-${n}`, timestamp: new Date('2026-03-01T09:30:00Z') });
    client.identify({ ...once('identify'), traits: { email: `person${n}@example.com`, plan: 'pro' } });
    client.track({
      ...once('track'),
      event: 'Order Completed',
      properties: { total: 129.5 },
      context: {
        campaign: { name: 'spring', source: 'newsletter', medium: 'email' },
        page: { url: 'https://example.com/' },
        ip: '203.0.113.7',
      },
    });
    client.page({ ...once('page'), name: 'Pricing', properties: { url: 'https://example.com/pricing' } });
    client.screen({ ...once('screen'), name: 'Home' });
    client.group({ ...once('group'), groupId: 'acme', traits: { name: 'Acme' } });
    client.alias({ ...once('alias'), previousId: `before-${n}` });
  }

  it('is understood in all its calls, and every message sent twice is recorded once', async () => {
    for (let round = 0; round < 2; round++) {
      const client = analytics();
      for (const n of [1, 2, 3]) {
        tell(client, n);
        tell(client, n);
      }
      await client.closeAndFlush();
    }
    const events = await app.recorded();
    expect(events).toHaveLength(18);
    const ofOne = events.filter(({ envelope }) => envelope.source.messageId.endsWith('-1'));
    expect(Object.fromEntries(ofOne.map((event) => [event.envelope.source.messageId, event.type]))).toEqual({
      'identify-1': 'contact-described',
      'track-1': 'touchpoint-recorded',
      'page-1': 'touchpoint-recorded',
      'screen-1': 'touchpoint-recorded',
      'group-1': 'contact-grouped',
      'alias-1': 'identifiers-aliased',
    });
    expect(new Set(ofOne.map(({ about }) => about['profile'])).size).toBe(1);
    const track = ofOne.find(({ envelope }) => envelope.source.messageId === 'track-1')!;
    expect(track.envelope).toMatchObject({
      occurredAt: '2026-03-01T09:30:00.000Z',
      source: { name: 'website' },
      actor: { kind: 'key' },
    });
    expect(track.payload).toMatchObject({
      channel: 'order',
      kind: 'purchased',
      campaign: 'spring',
      utmSource: 'newsletter',
    });
    expect(revealed(track, 'properties')).toEqual({ total: 129.5 });
    expect(revealed(track, 'url')).toBe('https://example.com/');
    expect((await app.quarantine.list({ limit: 1 })).items).toEqual([]);
  });

  it('sends again what was answered 503, or not at all, and every message is recorded once', async () => {
    app.log.goWrong({ kind: 'full' });
    app.log.goWrong({ kind: 'lost-acknowledgement' });
    app.log.goWrong({ kind: 'between-streams', after: 7 });
    app.log.goWrong({ kind: 'full' });
    app.log.goWrong({ kind: 'lost-acknowledgement' });
    const statuses: unknown[] = [];
    const client = analytics();
    client.on('http_response', ({ status }: { status: number }) => statuses.push(status));
    for (let n = 0; n < 40; n++) client.track({ userId: `u-${n % 4}`, event: 'Email Opened', properties: { n } });
    await client.closeAndFlush({ timeout: 30_000 });
    expect(statuses.filter((status) => status === 503)).toHaveLength(5);
    const events = await app.recorded();
    expect(events.map((event) => (revealed(event, 'properties') as { n: number }).n).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 40 }, (_, n) => n),
    );
    expect(app.unforeseen).toEqual([]);
  });

  it('is told when its key opens nothing', async () => {
    const failed: string[] = [];
    const client = analytics({ writeKey: 'wrong' });
    client.on('error', ({ reason }: { reason?: unknown }) => failed.push(String(reason)));
    client.track({ userId: 'u', event: 'Email Opened' });
    await client.closeAndFlush();
    expect(failed).toEqual(['Error: [401] Unauthorized']);
    expect(await app.recorded()).toEqual([]);
  });
});
