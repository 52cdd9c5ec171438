import type { Reported } from '#kernel';
import { delivery } from '../../test/delivery.js';
import { posthog } from './posthog.js';

type Event = Record<string, unknown>;

const timestamp = '2026-03-01T09:30:00.000Z';
const device = '0192f0c1-0004-7000-8000-000000000004';

function report(event: Event): Reported {
  const { reports, refused } = posthog.read(
    delivery('capture', { uuid: 'e-1', distinct_id: 'u-1', timestamp, ...event }),
  );
  expect(refused).toEqual([]);
  return reports[0]!;
}

describe('an event of PostHog', () => {
  it.each([
    ['$pageview', 'web', 'viewed'],
    ['$screen', 'product', 'viewed'],
    ['survey sent', 'survey', 'submitted'],
    ['Order Completed', 'order', 'purchased'],
    ['$exception', 'other', 'tracked'],
    ['constructor', 'other', 'tracked'],
  ])('%s is %s/%s, and keeps its name', (event, channel, kind) => {
    expect(report({ event }).payload).toMatchObject({ channel, kind, name: event });
  });

  it('says where its visitor came from', () => {
    const properties = {
      $current_url: 'https://example.com/?gclid=Cj0',
      $referrer: 'https://google.com/',
      utm_source: 'newsletter',
      $ip: '203.0.113.7',
      $raw_user_agent: 'Mozilla/5.0',
    };
    expect(report({ event: '$pageview', properties }).payload).toMatchObject({
      url: 'https://example.com/?gclid=Cj0',
      referrer: 'https://google.com/',
      clickId: 'gclid=Cj0',
      utmSource: 'newsletter',
      ip: '203.0.113.7',
      userAgent: 'Mozilla/5.0',
      properties,
    });
  });

  it.each([
    ['somebody known', { $device_id: device }, ['user u-1', `anonymous ${device}`]],
    ['nobody known', { $process_person_profile: false }, ['anonymous u-1']],
    ['a device alone', { $device_id: 'u-1' }, ['anonymous u-1']],
    ['whoever it was before', { $anon_distinct_id: device }, ['user u-1', `anonymous ${device}`]],
    ['an address', { $set: { email: 'ann@example.com' } }, ['user u-1', 'email ann@example.com']],
  ])('is about %s', (_whom, properties, identifiers) => {
    expect(report({ event: 'x', properties }).identifiers.map(({ kind, value }) => `${kind} ${value}`)).toEqual(
      identifiers,
    );
  });

  it('describes contacts, joins ids, and puts contacts into groups', () => {
    const set = { $set: { plan: 'pro' }, $set_once: { plan: 'free', since: 2020 } };
    const described = report({ event: '$identify', properties: set });
    expect([described.definition.name, described.payload]).toEqual([
      'contact-described',
      { traits: { plan: 'pro', since: 2020 } },
    ]);
    expect(report({ event: '$identify', properties: { $anon_distinct_id: device } }).definition.name).toBe(
      'identifiers-aliased',
    );
    const alias = report({ event: '$create_alias', properties: { alias: 'u-0' } });
    expect(alias.identifiers.map(({ value }) => value)).toEqual(['u-1', 'u-0']);
    const properties = { $group_type: 'company', $group_key: 'acme', $group_set: { name: 'Acme' } };
    expect(report({ event: '$groupidentify', properties }).payload).toMatchObject({
      group: 'acme',
      companyName: 'Acme',
    });
  });

  it('is refused, with the reason, where it cannot be one', () => {
    const refusal = (event: unknown) => posthog.read(delivery('batch', { batch: [event] })).refused[0]!.problems[0];
    expect(refusal({ distinct_id: 'u' })).toMatchObject({ where: 'batch[0].event', what: 'is missing' });
    expect(refusal('text')).toMatchObject({ where: 'batch[0]', what: 'must be an object' });
    expect(refusal({ event: 'x', timestamp: 'noon' })).toMatchObject({ where: 'batch[0].timestamp' });
    expect(refusal({ event: '$create_alias' })).toMatchObject({ where: 'batch[0].properties.alias' });
    expect(() => posthog.read(delivery('batch', { api_key: 'k' }))).toThrow(
      'must be an event, or hold a batch of them',
    );
  });
});

describe('a delivery of PostHog’s libraries', () => {
  it('says when it was sent, and its key is kept nowhere', () => {
    const body = {
      api_key: 'secret',
      sent_at: timestamp,
      batch: [{ event: 'x', distinct_id: 'u' }, { token: 'secret' }],
    };
    const { sentAt, refused } = posthog.read(delivery('batch', body));
    expect(sentAt).toBe(timestamp);
    expect(refused[0]!.item).toEqual({});
    expect(report({ event: 'x', api_key: 'secret' }).apart).toContain('api_key');
  });
});
