import type { Reported } from '#kernel';
import { delivery } from '../../test/delivery.js';
import { cloudevents } from './cloudevents.js';

type Event = Record<string, unknown>;

const event = { specversion: '1.0', id: '1', source: '/shop', type: 'org.acme.thing', email: 'ann@example.com' };
const structured = { 'content-type': 'application/cloudevents+json; charset=utf-8' };

function report(more: Event): Reported {
  const { reports, refused } = cloudevents.read(delivery('cloudevents', { ...event, ...more }, structured));
  expect(refused).toEqual([]);
  return reports[0]!;
}

describe('a CloudEvent', () => {
  it.each([
    ['com.example.email.opened', 'email', 'opened', 'in'],
    ['com.example.webinar.registered.v2', 'webinar', 'registered', 'in'],
    ['order.completed', 'order', 'purchased', 'in'],
    ['org.acme/Invoice/created', 'other', 'created', 'in'],
    ['thing', 'other', 'tracked', undefined],
    ['1', 'other', 'tracked', undefined],
  ])('of the type %s is %s/%s', (type, channel, kind, direction) => {
    const { payload } = report({ type });
    expect([payload['channel'], payload['kind'], payload['direction'], payload['name']]).toEqual([
      channel,
      kind,
      direction,
      type,
    ]);
  });

  it('is the touch its attributes or its data say', () => {
    const data = {
      channel: 'call',
      kind: 'ended',
      direction: 'out',
      duration: 61.4,
      title: 'Check-in',
      utm: { source: 'x' },
    };
    expect(report({ data }).payload).toEqual({
      channel: 'call',
      kind: 'ended',
      direction: 'out',
      name: 'org.acme.thing',
      duration: 61,
      title: 'Check-in',
      utmSource: 'x',
      properties: data,
      context: { source: '/shop' },
    });
    expect(report({ data, channel: 'meeting', kind: 'held' }).payload).toMatchObject({
      channel: 'meeting',
      kind: 'held',
    });
    expect(report({ data: { channel: 'pigeon', kind: 'landed', duration: -1 } }).payload).toEqual({
      channel: 'other',
      kind: 'tracked',
      name: 'org.acme.thing',
      properties: { channel: 'pigeon', kind: 'landed', duration: -1 },
      context: { source: '/shop' },
    });
  });

  it.each([
    [{ userid: 'u-1' }, ['user u-1', 'email ann@example.com']],
    [
      { email: undefined, data: { contact: { email: 'ben@example.com', phone: '+49301' } } },
      ['email ben@example.com', 'phone +49301'],
    ],
    [{ email: undefined, data: { userId: 7, anonymousId: 'a' } }, ['user 7', 'anonymous a']],
    [{ email: undefined, subject: 'ben@example.com' }, ['email ben@example.com']],
    [{ email: undefined, subject: 'order-7' }, []],
  ])('is about whom it names: %j', (more, whom) => {
    expect(report(more).identifiers.map(({ kind, value }) => `${kind} ${value}`)).toEqual(whom);
  });

  it('is told by its source and id, and happened when it says', () => {
    expect(report({ time: '2026-03-01T10:30:00+01:00' })).toMatchObject({
      messageId: '/shop 1',
      when: { precision: 'instant', at: '2026-03-01T09:30:00.000Z' },
    });
  });

  it('is refused, with the reason, where it cannot be one', () => {
    const refusal = (stated: unknown) =>
      cloudevents.read(delivery('cloudevents', [stated], { 'content-type': 'application/cloudevents-batch+json' }))
        .refused[0]!.problems[0];
    expect(refusal({ ...event, specversion: '0.3' })).toMatchObject({ where: '[0].specversion', what: 'is not 1.0' });
    expect(refusal({ ...event, id: '' })).toMatchObject({ where: '[0].id', what: 'is missing' });
    expect(refusal({ ...event, time: 'noon' })).toMatchObject({ where: '[0].time' });
    expect(refusal(7)).toMatchObject({ where: '[0]', what: 'must be an object' });
  });
});
