import { CloudEvent, emitterFor, HTTP, httpTransport, Mode, type Message } from 'cloudevents';
import { intakeApp, KEYS, revealed, type IntakeApp } from './test/intake-app.js';

describe('cloudevents', () => {
  let app: IntakeApp;
  beforeEach(async () => {
    app = await intakeApp();
  });
  afterEach(() => app.close());

  const opened = (n: number) =>
    new CloudEvent({
      id: `m-${n}`,
      source: '/mailer',
      type: 'com.example.email.opened',
      time: '2026-03-01T09:30:00.000Z',
      email: 'ann@example.com',
      campaign: 'spring',
      data: { subject: 'Your offer', list: 'Müller & Söhne' },
    });
  const headers = { authorization: `Bearer ${KEYS.intake}` };
  const post = ({ headers: own, body }: Message) =>
    fetch(`${app.url}/cloudevents`, {
      method: 'POST',
      headers: { ...(own as Record<string, string>), ...headers },
      body: body as string,
    });

  it('is understood binary, structured and in batches: the same event is recorded once however it comes', async () => {
    for (const mode of [Mode.BINARY, Mode.STRUCTURED]) {
      const emit = emitterFor(httpTransport(`${app.url}/cloudevents`), { mode });
      await emit(opened(1), { headers });
    }
    const batch = [opened(1), opened(2)].map((event) => event.toJSON());
    const answer = await post({
      headers: { 'content-type': 'application/cloudevents-batch+json' },
      body: JSON.stringify(batch),
    });
    expect(await answer.json()).toMatchObject({ recorded: 1, repeated: 1, quarantined: 0 });
    const [event, ...others] = await app.recorded();
    expect(others).toHaveLength(1);
    expect(event!.envelope).toMatchObject({
      occurredAt: '2026-03-01T09:30:00.000Z',
      source: { messageId: '/mailer m-1' },
    });
    expect(event!.payload).toMatchObject({
      channel: 'email',
      kind: 'opened',
      direction: 'in',
      campaign: 'spring',
      name: 'com.example.email.opened',
    });
    expect(revealed(event!, 'subject')).toBe('Your offer');
    expect(revealed(event!, 'properties')).toEqual({ subject: 'Your offer', list: 'Müller & Söhne' });
    expect(revealed(event!, 'context')).toEqual({ source: '/mailer' });
  });

  it('keeps what it does not know readable, whatever the data are', async () => {
    const about = { source: '/shop', type: 'org.acme.Frobnicated', userid: 'u-1', shelf: 'ä' };
    const sent = [
      new CloudEvent({ ...about, id: 'text', datacontenttype: 'text/plain', data: 'free text' }),
      new CloudEvent({ ...about, id: 'bytes', datacontenttype: 'application/octet-stream', data: new Uint8Array([1]) }),
      new CloudEvent({ ...about, id: 'none' }),
    ];
    for (const event of sent) expect((await post(HTTP.binary<unknown>(event))).status).toBe(200);
    const events = await app.recorded();
    expect(events.map(({ payload }) => [payload['channel'], payload['kind'], payload['name']])).toEqual(
      sent.map(() => ['other', 'tracked', 'org.acme.Frobnicated']),
    );
    expect(events.slice(0, 2).map((event) => revealed(event, 'properties'))).toEqual([
      { data: 'free text' },
      { data_base64: 'AQ==' },
    ]);
    expect(revealed(events[0]!, 'context')).toMatchObject({ source: '/shop', shelf: 'ä' });
  });

  it('is refused without a key, and where it is no CloudEvent', async () => {
    const bare = await fetch(`${app.url}/cloudevents`, { method: 'POST', body: 'text' });
    expect([bare.status, ((await bare.json()) as { code: string }).code]).toEqual([401, 'key.missing']);
    const other = await post({ headers: { 'content-type': 'application/json' }, body: '{"a":1}' });
    expect([other.status, ((await other.json()) as { code: string }).code]).toEqual([400, 'delivery.invalid']);
  });
});
