import RudderAnalytics from '@rudderstack/rudder-sdk-node';
import { intakeApp, KEYS, revealed, type IntakeApp } from './test/intake-app.js';

describe('@rudderstack/rudder-sdk-node', () => {
  let app: IntakeApp;
  let repeated = 0;
  beforeEach(async () => {
    repeated = 0;
    app = await intakeApp({
      onReceipt: (_connector, _source, receipt) => {
        repeated += receipt.repeated;
      },
    });
  });
  afterEach(() => app.close());

  const analytics = (more: object = {}) =>
    new RudderAnalytics(KEYS.intake, {
      dataPlaneUrl: app.url,
      flushInterval: 50,
      logLevel: 'none',
      axiosRetryConfig: { retryDelay: () => 10 },
      ...more,
    });
  const flushed = (client: RudderAnalytics) =>
    new Promise<void>((resolve, reject) => {
      void client.flush((error?: Error) => (error ? reject(error) : resolve()));
    });
  /** Waits until every message was answered. */
  const all = (tell: ((done: (error?: Error) => void) => void)[]) =>
    Promise.all(
      tell.map(
        (call) =>
          new Promise<void>((resolve, reject) => {
            call((error) => (error ? reject(error) : resolve()));
          }),
      ),
    );

  it.each([
    ['compressed, labelled as a form', true],
    ['plain', false],
  ])('is understood in all its calls, %s', async (_how, gzip) => {
    const client = analytics({ gzip });
    const once = (call: string) => ({ userId: 'u-1', messageId: `${call}-1` });
    const timestamp = new Date('2026-03-01T09:30:00Z');
    await all([
      (done) => client.identify({ ...once('identify'), timestamp, traits: { email: 'ann@example.com' } }, done),
      (done) =>
        client.track({ ...once('track'), timestamp, event: 'Webinar Attended', properties: { minutes: 45 } }, done),
      (done) => client.page({ ...once('page'), name: 'Pricing' }, done),
      (done) => client.screen({ ...once('screen'), name: 'Home' }, done),
      (done) => client.group({ ...once('group'), groupId: 'acme', traits: { name: 'Acme' } }, done),
      (done) => client.alias({ ...once('alias'), previousId: 'before' }, done),
    ]);
    const events = await app.recorded();
    const types = Object.fromEntries(events.map((event) => [event.envelope.source.messageId, event.type]));
    expect(types).toEqual({
      'identify-1': 'contact-described',
      'track-1': 'touchpoint-recorded',
      'page-1': 'touchpoint-recorded',
      'screen-1': 'touchpoint-recorded',
      'group-1': 'contact-grouped',
      'alias-1': 'identifiers-aliased',
    });
    const of = (messageId: string) => events.find(({ envelope }) => envelope.source.messageId === messageId)!;
    expect(of('track-1').payload).toMatchObject({ channel: 'webinar', kind: 'attended' });
    expect(of('track-1').envelope.occurredAt).toBe('2026-03-01T09:30:00.000Z');
    expect(Math.abs(Date.parse(of('page-1').envelope.occurredAt!) - Date.now())).toBeLessThan(60_000);
    expect(revealed(of('identify-1'), 'traits')).toEqual({ email: 'ann@example.com' });
    expect((await app.quarantine.list({ limit: 1 })).items).toEqual([]);
  });

  it('sends again what was answered 503, or not at all, and every message is recorded once', async () => {
    const client = analytics();
    const track = (n: number) => (done: (error?: Error) => void) =>
      client.track({ userId: `u-${n % 4}`, event: 'Email Opened', properties: { n } }, done);
    // The library sends its first message alone.
    await all([track(0)]);
    app.log.goWrong({ kind: 'full' });
    app.log.goWrong({ kind: 'lost-acknowledgement' });
    app.log.goWrong({ kind: 'between-streams', after: 5 });
    await all(Array.from({ length: 29 }, (_, n) => track(n + 1)));
    await flushed(client);
    const events = await app.recorded();
    expect(events.map((event) => (revealed(event, 'properties') as { n: number }).n).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 30 }, (_, n) => n),
    );
    expect(repeated).toBeGreaterThan(5);
    expect(app.unforeseen).toEqual([]);
  });
});
