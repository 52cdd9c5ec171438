import { canonicalBytes, InvalidInput, type Reported } from '#kernel';
import { delivery } from '../../test/delivery.js';
import { segment } from './segment.js';

type Message = Record<string, unknown>;

const timestamp = '2026-03-01T09:30:00.000Z';

/** What a batch of one message reports. */
function report(message: Message): Reported {
  const { reports, refused } = segment.read(delivery('v1/batch', { batch: [{ messageId: 'm-1', ...message }] }));
  expect(refused).toEqual([]);
  return reports[0]!;
}

/** Why a message is refused. */
function refusal(message: unknown) {
  const { reports, refused } = segment.read(delivery('v1/batch', { batch: [message] }));
  expect(reports).toEqual([]);
  return refused[0]!.problems;
}

const track = (event: string, properties: Message = {}, context: Message = {}) =>
  report({ type: 'track', userId: 'u-1', event, properties, context }).payload;

describe('a track call', () => {
  it('is a touch, its event’s name kept, its properties raw', () => {
    const properties = { plan: 'pro', seats: 5, nested: { deep: [1, null] } };
    expect(report({ type: 'track', userId: 'u-1', event: 'Plan Upgraded', properties, timestamp })).toMatchObject({
      definition: { name: 'touchpoint-recorded' },
      messageId: 'm-1',
      identifiers: [{ kind: 'user', value: 'u-1' }],
      when: { precision: 'instant', at: timestamp },
      payload: { channel: 'other', kind: 'tracked', name: 'Plan Upgraded', properties },
    });
  });

  it.each([
    ['Email Opened', 'email', 'opened', 'in'],
    ['Email Link Clicked', 'email', 'clicked', 'in'],
    ['Email Delivered', 'email', 'delivered', 'out'],
    ['Email Marked as Spam', 'email', 'complained', 'in'],
    ['Unsubscribed', 'email', 'unsubscribed', 'in'],
    ['Newsletter Unsubscribed', 'email', 'unsubscribed', 'in'],
    ['SMS Unsubscribed', 'sms', 'unsubscribed', 'in'],
    ['Coupon Entered', 'order', 'submitted', 'in'],
    ['Deep Link Clicked', 'product', 'clicked', 'in'],
    ['Order Completed', 'order', 'purchased', 'in'],
    ['order_completed', 'order', 'purchased', 'in'],
    ['orderCompleted', 'order', 'purchased', 'in'],
    ['Product Viewed', 'web', 'viewed', 'in'],
    ['Cart Viewed', 'order', 'viewed', 'in'],
    ['Webinar Registered', 'webinar', 'registered', 'in'],
    ['Webinar Attended', 'webinar', 'attended', 'in'],
    ['webinar_joined', 'webinar', 'attended', 'in'],
    ['Webinar No-Show', 'webinar', 'no-show', 'in'],
    ['Call Answered', 'call', 'answered', undefined],
    ['Phone Call Missed', 'call', 'missed', undefined],
    ['Call Transferred', 'call', 'transferred', undefined],
    ['Meeting Scheduled', 'meeting', 'booked', 'in'],
    ['Live Chat Message Sent', 'chat', 'sent', 'out'],
    ['Push Notification Tapped', 'product', 'clicked', 'in'],
    ['Ticket Created', 'ticket', 'created', 'in'],
    ['Survey Submitted', 'survey', 'submitted', 'in'],
    ['Ad Clicked', 'ad', 'clicked', 'in'],
    ['Signed Up', 'product', 'signed-up', 'in'],
    ['Button Clicked', 'other', 'clicked', 'in'],
    ['constructor', 'other', 'tracked', undefined],
    ['__proto__ toString', 'other', 'tracked', undefined],
    ['チャット開始', 'other', 'tracked', undefined],
  ])('%s is %s/%s', (name, channel, kind, direction) => {
    const { channel: place, kind: what, direction: who } = track(name);
    expect([place, what, who]).toEqual([channel, kind, direction]);
  });

  it('honours channel, kind and direction of the properties where they are of the vocabulary', () => {
    expect(track('Case 4711', { channel: 'ticket', kind: 'reopened', direction: 'inbound' })).toMatchObject({
      channel: 'ticket',
      kind: 'reopened',
      direction: 'in',
    });
    expect(track('Email Opened', { channel: 'pigeon', kind: 'shoes', direction: 'up' })).toMatchObject({
      channel: 'email',
      kind: 'opened',
      direction: 'in',
    });
  });

  it('says where the visitor came from: campaign, UTM parameters, page, device, click id', () => {
    const url = 'https://example.com/pricing?utm_source=x&utm_term=crm+tool&gclid=Cj0&b=%';
    const context = {
      library: { name: 'analytics.js', version: '1' },
      campaign: { name: 'spring', source: 'newsletter', medium: 'email' },
      page: { url, referrer: 'https://google.com/', title: 'Pricing', path: '/pricing', search: '?…' },
      ip: '203.0.113.7',
      userAgent: 'Mozilla/5.0',
      locale: 'de-DE',
      traits: { email: 'ann@example.com' },
    };
    expect(track('Page Scrolled', { variant: 'B', duration: 12.4 }, context)).toEqual({
      channel: 'web',
      kind: 'scrolled',
      name: 'Page Scrolled',
      campaign: 'spring',
      variant: 'B',
      duration: 12,
      title: 'Pricing',
      url,
      referrer: 'https://google.com/',
      utmSource: 'newsletter',
      utmMedium: 'email',
      utmCampaign: 'spring',
      utmTerm: 'crm tool',
      clickId: 'gclid=Cj0',
      ip: '203.0.113.7',
      userAgent: 'Mozilla/5.0',
      context: { locale: 'de-DE' },
      properties: { variant: 'B', duration: 12.4 },
    });
  });

  it('keeps page and campaign whole where they say more than the fields', () => {
    const page = { url: 'https://example.com/', viewport: { w: 1 } };
    const campaign = { name: 'x'.repeat(201), partner: 'p' };
    expect(track('Email Opened', {}, { page, campaign })).toEqual({
      channel: 'email',
      kind: 'opened',
      direction: 'in',
      name: 'Email Opened',
      url: 'https://example.com/',
      context: { page, campaign },
    });
  });

  it('keeps what stands in the place of page and campaign', () => {
    expect(track('Email Opened', {}, { page: 'home', campaign: ['a'] })).toMatchObject({
      context: { page: 'home', campaign: ['a'] },
    });
  });

  it('reads the email specification’s campaign and subject', () => {
    expect(track('Email Opened', { campaign_name: 'May', campaign_id: '7', email_subject: 'Hello' })).toMatchObject({
      campaign: 'May',
      subject: 'Hello',
    });
  });
});

describe('whom a call is about', () => {
  const identifiers = (message: Message) => report(message).identifiers;

  it('is named by user id, address, phone, external and anonymous id', () => {
    expect(
      identifiers({
        type: 'track',
        event: 'Email Opened',
        userId: 42,
        anonymousId: 'a-1',
        properties: { email: 'Ann@Example.com' },
        context: {
          traits: { email: 'other@example.com', phone: '+49 30 1' },
          externalId: [{ id: 'p-7', type: 'salesforceContact' }, { id: 1 }],
        },
      }),
    ).toEqual([
      { kind: 'user', value: '42' },
      { kind: 'email', value: 'Ann@Example.com' },
      { kind: 'phone', value: '+49 30 1' },
      { kind: 'external', namespace: 'salesforceContact', value: 'p-7' },
      { kind: 'anonymous', value: 'a-1' },
    ]);
  });

  it('is not named by a company’s address', () => {
    const message = {
      type: 'group',
      userId: 'u-1',
      groupId: 'acme',
      traits: { name: 'Acme', email: 'hello@acme.com' },
    };
    expect(identifiers(message)).toEqual([{ kind: 'user', value: 'u-1' }]);
    expect(report(message).payload).toEqual({
      group: 'acme',
      companyName: 'Acme',
      traits: { name: 'Acme', email: 'hello@acme.com' },
    });
  });

  it('is, in an alias, also named by what it was before', () => {
    const before = (previousId: string) => identifiers({ type: 'alias', userId: 'u-1', previousId })[1];
    expect(before('6a1d4a2e-aaaa-4bbb-8ccc-123456789012')?.kind).toBe('anonymous');
    expect(before('ann@example.com')?.kind).toBe('email');
    expect(before('u-0')?.kind).toBe('user');
  });
});

describe('the other calls', () => {
  it('page views the web, screen the product', () => {
    expect(report({ type: 'page', userId: 'u', name: 'Pricing', properties: { url: 'https://x.y/' } }).payload).toEqual(
      {
        channel: 'web',
        kind: 'viewed',
        direction: 'in',
        name: 'Pricing',
        url: 'https://x.y/',
        properties: { url: 'https://x.y/' },
      },
    );
    expect(report({ type: 'screen', userId: 'u', name: 'Home' }).payload).toMatchObject({ channel: 'product' });
  });

  it('identify describes the contact, by traits wherever they stand', () => {
    const described = report({
      type: 'identify',
      userId: 'u',
      traits: { plan: 'pro' },
      context: { traits: { plan: 'old', email: 'ann@example.com' } },
    });
    expect(described.definition.name).toBe('contact-described');
    expect(described.payload).toEqual({ traits: { plan: 'pro', email: 'ann@example.com' } });
    expect(described.identifiers[1]).toEqual({ kind: 'email', value: 'ann@example.com' });
  });

  it('have a path of their own, where the type is the path', () => {
    for (const type of ['track', 'identify', 'page', 'screen', 'group', 'alias']) {
      const body = { userId: 'u', event: 'Email Opened', groupId: 'g', previousId: 'p', messageId: 'm' };
      const { reports, refused, origin } = segment.read(delivery(`v1/${type}`, body));
      expect([reports.length, refused.length, origin]).toEqual([1, 0, undefined]);
      expect(reports[0]!.stated).toMatchObject({ type, messageId: 'm' });
    }
  });

  it('are history on /v1/import', () => {
    expect(segment.read(delivery('v1/import', { batch: [] })).origin).toBe('history');
  });
});

describe('what a repeat is told by', () => {
  /** The statement as intake compares it. */
  const said = ({ stated, apart }: Reported) => canonicalBytes(stated, apart).toString();

  it('is the message without what only its transport says', () => {
    const message = { type: 'track', event: 'Email Opened', userId: 'u', messageId: 'm', timestamp };
    const first = said(report(message));
    const transported = { ...message, sentAt: 'x', receivedAt: 'y', writeKey: 'k', _metadata: { nodeVersion: '20' } };
    expect(said(report(transported))).toBe(first);
    const { type: _type, ...alone } = message;
    const single = segment.read(delivery('v1/track', { ...alone, writeKey: 'k', sentAt: timestamp }));
    expect(said(single.reports[0]!)).toBe(first);
    expect(said(report({ ...message, event: 'Email Bounced' }))).not.toBe(first);
  });

  it('is what is kept of a message that does not fit: a key is not', () => {
    const { refused } = segment.read(delivery('v1/track', { userId: 'u', writeKey: 'secret', sentAt: timestamp }));
    expect(refused[0]!.item).toEqual({ userId: 'u' });
  });
});

describe('times', () => {
  it.each([
    ['2026-03-01T09:30:00.000Z', '2026-03-01T09:30:00.000Z'],
    ['2026-03-01T10:30:00+01:00', '2026-03-01T09:30:00.000Z'],
    ['2026-03-01T09:30:00.123456Z', '2026-03-01T09:30:00.123Z'],
    ['2026-03-01 09:30', '2026-03-01T09:30:00.000Z'],
    ['2026-03-01T11:30:00+0200', '2026-03-01T09:30:00.000Z'],
    ['2026-03-01T11:30:00+02', '2026-03-01T09:30:00.000Z'],
  ])('%s is %s', (stated, at) => {
    expect(report({ type: 'page', userId: 'u', timestamp: stated }).when).toEqual({ precision: 'instant', at });
  });

  it('are the timestamp, else the original one; a day is a day', () => {
    const when = (message: Message) => report({ type: 'page', userId: 'u', ...message }).when;
    expect(when({ timestamp: '2026-03-01', originalTimestamp: timestamp })).toEqual({
      precision: 'day',
      at: '2026-03-01',
    });
    expect(when({ originalTimestamp: timestamp })).toEqual({ precision: 'instant', at: timestamp });
    expect(when({})).toBeUndefined();
  });

  it.each([
    'yesterday',
    '2026-02-30',
    '2026-02-30T09:30:00.000Z',
    '2026-02-29T09:30:00+01:00',
    '2026-13-01T00:00:00.000Z',
    '2026-03-01T25:00:00Z',
    1772357400,
    {},
  ])('%j is none', (stated) => {
    expect(refusal({ type: 'page', userId: 'u', timestamp: stated })).toEqual([
      { where: 'batch[0].timestamp', what: 'is not a time', remedy: 'write it as 2026-03-01T09:30:00.000Z' },
    ]);
  });

  it('of sending are the batch’s', () => {
    expect(segment.read(delivery('v1/batch', { batch: [], sentAt: '2026-03-01T10:00:00+01:00' })).sentAt).toBe(
      '2026-03-01T09:00:00.000Z',
    );
    expect(segment.read(delivery('v1/batch', { batch: [], sentAt: 'soon' })).sentAt).toBeUndefined();
  });
});

describe('what does not fit', () => {
  it.each([
    [{ type: 'delete', userId: 'u' }, 'batch[0].type', 'is "delete"'],
    [{ userId: 'u' }, 'batch[0].type', 'is missing'],
    [{ type: '__proto__', userId: 'u' }, 'batch[0].type', 'is "__proto__"'],
    [{ type: 'track', userId: 'u' }, 'batch[0].event', 'is missing'],
    [
      { type: 'track', userId: 'u', event: 'x'.repeat(201) },
      'batch[0].event',
      'is longer than 200 characters, or cannot be stored',
    ],
    [{ type: 'group', userId: 'u' }, 'batch[0].groupId', 'is missing, or longer than 200 characters'],
    [{ type: 'alias', userId: 'u' }, 'batch[0].previousId', 'is missing'],
    [{ type: 'page', userId: {} }, 'batch[0].userId', 'must be a text or a whole number'],
    [{ type: 'page', userId: 'u', anonymousId: [1] }, 'batch[0].anonymousId', 'must be a text or a whole number'],
    [{ type: 'page', userId: 'u', messageId: 1.5 }, 'batch[0].messageId', 'must be a text or a whole number'],
    [{ type: 'page', userId: 'u', properties: 'none' }, 'batch[0].properties', 'must be an object'],
    [{ type: 'page', userId: 'u', context: [] }, 'batch[0].context', 'must be an object'],
    [{ type: 'identify', userId: 'u', traits: 7 }, 'batch[0].traits', 'must be an object'],
    ['text', 'batch[0]', 'must be an object'],
    [null, 'batch[0]', 'must be an object'],
  ])('%j is kept with the reason', (message, where, what) => {
    expect(refusal(message)).toEqual([expect.objectContaining({ where, what })]);
  });

  it('leaves the others of its batch alone', () => {
    const fit = { type: 'page', userId: 'u' };
    const { reports, refused } = segment.read(delivery('v1/batch', { batch: [fit, 7, fit] }));
    expect([reports.length, refused]).toEqual([2, [expect.objectContaining({ item: 7 })]]);
  });

  it.each([
    ['v1/batch', {}],
    ['v1/batch', []],
    ['v1/batch', { batch: {} }],
    ['v1/batch', { batch: Array.from({ length: 5_001 }, () => ({})) }],
    ['v1/track', 'text'],
    ['v1/track', null],
  ])('is refused as a whole where there are no messages to read (%s)', (path, body) => {
    expect(() => segment.read(delivery(path, body))).toThrow(InvalidInput);
  });
});
