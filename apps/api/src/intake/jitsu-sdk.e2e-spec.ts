import { jitsuAnalytics } from '@jitsu/js';
import { intakeApp, KEYS, revealed, type IntakeApp } from './test/intake-app.js';

describe('@jitsu/js', () => {
  let app: IntakeApp;
  beforeEach(async () => {
    app = await intakeApp();
  });
  afterEach(() => app.close());

  const statuses: number[] = [];
  const counting: typeof fetch = async (...call) => {
    const answer = await fetch(...call);
    statuses.push(answer.status);
    return answer;
  };
  /** The library wants a key in two parts: ours is the second. */
  const jitsu = (key: string, s2s: boolean) =>
    jitsuAnalytics({ host: app.url, writeKey: `site:${key}`, s2s, fetch: counting });

  it.each([true, false])('is understood in all its calls (on a server: %s)', async (s2s) => {
    const client = jitsu(KEYS.intake, s2s);
    await client.identify('u-1', { email: 'ann@example.com', plan: 'pro' });
    await client.track('Order Completed', { total: 129.5 });
    await client.page({ name: 'Pricing', url: 'https://example.com/pricing' });
    await client.group('acme', { name: 'Acme' });
    const events = await app.recorded();
    expect(events.map(({ type }) => type)).toEqual([
      'contact-described',
      'touchpoint-recorded',
      'touchpoint-recorded',
      'contact-grouped',
    ]);
    expect(new Set(events.map(({ about }) => about['profile'])).size).toBe(1);
    const [identify, track, page, group] = events;
    expect(revealed(identify!, 'traits')).toMatchObject({ email: 'ann@example.com', plan: 'pro' });
    expect(track!.payload).toMatchObject({ channel: 'order', kind: 'purchased', name: 'Order Completed' });
    expect(revealed(track!, 'properties')).toMatchObject({ total: 129.5 });
    expect(page!.payload).toMatchObject({ channel: 'web', kind: 'viewed' });
    expect(group!.payload).toMatchObject({ group: 'acme', companyName: 'Acme' });
    expect(new Set(events.map(({ envelope }) => envelope.source.messageId)).size).toBe(4);
  });

  it('is told when its key opens nothing', async () => {
    // It says so on the console.
    const said = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    await jitsu('wrong', true).track('Order Completed');
    said.mockRestore();
    expect(statuses.at(-1)).toBe(401);
    expect(await app.recorded()).toEqual([]);
  });
});
