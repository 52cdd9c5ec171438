import { InvalidInput, type Reported } from '#kernel';
import { delivery } from '../../test/delivery.js';
import { touchpoints } from './touchpoints.js';

const touchpoint = {
  id: 'webinar-7/ann',
  at: '2026-03-01T09:30:00Z',
  contact: { email: 'ann@example.com' },
  channel: 'webinar',
  kind: 'attended',
};

function report(stated: unknown): Reported {
  const { reports, refused } = touchpoints.read(delivery('api/touchpoints', stated));
  expect(refused).toEqual([]);
  return reports[0]!;
}

function problems(stated: unknown) {
  return touchpoints.read(delivery('api/touchpoints', stated)).refused.flatMap((one) => one.problems);
}

describe('a touchpoint', () => {
  it('is one touch, with all a touch has', () => {
    const more = {
      direction: 'in',
      campaign: 'spring',
      variant: 'B',
      name: 'Onboarding',
      duration: 2_700,
      subject: 's',
      title: 't',
      url: 'https://x.y/',
      referrer: 'https://z/',
      clickId: 'gclid=1',
      ip: '203.0.113.7',
      userAgent: 'ua',
      properties: { any: [1] },
    };
    const stated = {
      ...touchpoint,
      ...more,
      utm: { source: 'a', medium: 'b', campaign: 'c', term: 'd', content: 'e' },
    };
    expect(report(stated)).toMatchObject({
      messageId: 'webinar-7/ann',
      identifiers: [{ kind: 'email', value: 'ann@example.com' }],
      when: { precision: 'instant', at: '2026-03-01T09:30:00.000Z' },
      stated,
    });
    expect(report(stated).payload).toEqual({
      channel: 'webinar',
      kind: 'attended',
      ...more,
      utmSource: 'a',
      utmMedium: 'b',
      utmCampaign: 'c',
      utmTerm: 'd',
      utmContent: 'e',
    });
  });

  it('may be one of a list of up to 1,000', () => {
    const { reports } = touchpoints.read(delivery('api/touchpoints', [touchpoint, { ...touchpoint, id: 2 }]));
    expect(reports.map(({ messageId }) => messageId)).toEqual(['webinar-7/ann', '2']);
    const many = Array.from({ length: 1_001 }, () => touchpoint);
    expect(() => touchpoints.read(delivery('api/touchpoints', many))).toThrow('at most 1000 are taken at once');
  });

  it('may have a kind of its own', () => {
    expect(report({ ...touchpoint, kind: 'danced' }).payload).toEqual({ channel: 'webinar', kind: 'danced' });
  });

  it('has one id, whether it is written as a number or as a text', () => {
    const [number, text] = [report({ ...touchpoint, id: 1 }), report({ ...touchpoint, id: '1' })];
    expect([number.messageId, number.stated]).toEqual([text.messageId, text.stated]);
  });

  it('lasts no time below zero', () => {
    expect(problems({ ...touchpoint, duration: -1 })).toMatchObject([{ where: 'duration', what: 'is negative' }]);
    expect(report({ ...touchpoint, duration: 0 }).payload).toMatchObject({ duration: 0 });
  });

  it('happened at an instant, on a day, at a time nobody knows, or now', () => {
    const when = (at: unknown) => report({ ...touchpoint, at }).when;
    expect(when('2026-03-01')).toEqual({ precision: 'day', at: '2026-03-01' });
    expect(when('unknown')).toEqual({ precision: 'none' });
    expect(when(undefined)).toBeUndefined();
  });

  it('is about whoever has one of the identifiers', () => {
    const contact = {
      user: 'u-1',
      phone: '+49301',
      external: { namespace: 'crm', value: '0035' },
      anonymous: 7,
    };
    expect(report({ ...touchpoint, contact }).identifiers).toEqual([
      { kind: 'user', value: 'u-1' },
      { kind: 'phone', value: '+49301' },
      { kind: 'external', namespace: 'crm', value: '0035' },
      { kind: 'anonymous', value: '7' },
    ]);
    expect(report({ ...touchpoint, contact: { external: '0035' } }).identifiers).toEqual([
      { kind: 'external', value: '0035' },
    ]);
  });

  it('without an id is told by the call’s idempotency key, if there is one', () => {
    const { id: _id, ...anonymous } = touchpoint;
    const ids = (headers: Record<string, string>) =>
      touchpoints.read(delivery('api/touchpoints', [anonymous, anonymous], headers)).reports.map((r) => r.messageId);
    expect(ids({ 'idempotency-key': 'k-1' })).toEqual(['k-1/0', 'k-1/1']);
    expect(ids({})).toEqual([undefined, undefined]);
  });
});

describe('a touchpoint that does not fit', () => {
  it.each([
    [{ channel: 'pigeon' }, 'channel', 'is not a channel'],
    [{ channel: undefined }, 'channel', 'is not a channel'],
    [{ kind: '' }, 'kind', 'must be a word, such as opened, attended or purchased'],
    [{ kind: 7 }, 'kind', 'must be a word, such as opened, attended or purchased'],
    [{ at: 'soon' }, 'at', 'is not a time'],
    [{ at: null }, 'at', 'is not a time'],
    [{ id: '' }, 'id', 'must be a text that is not empty'],
    [{ contact: 'ann' }, 'contact', 'must be an object'],
    [{ contact: { email: '' } }, 'contact.email', 'must be a text that is not empty'],
    [{ contact: { mail: 'a@b' } }, 'contact.mail', 'is not known here'],
    [{ utm: 'x' }, 'utm', 'must be an object'],
    [{ utm: { name: 'x' } }, 'utm.name', 'is not known here'],
    [{ colour: 'red' }, 'colour', 'is not known here'],
  ])('%j is named by its path', (change, where, what) => {
    expect(problems([{ ...touchpoint, ...change }])).toEqual([
      expect.objectContaining({ where: `[0].${where}`, what }),
    ]);
    expect(problems({ ...touchpoint, ...change })).toEqual([expect.objectContaining({ where, what })]);
  });

  it('keeps the id it has when it is refused for something else', () => {
    const ids = (stated: unknown) =>
      touchpoints.read(delivery('api/touchpoints', stated)).refused.map(({ messageId }) => messageId);
    const contact = { email: 'ann@example.com' };
    expect(
      ids([
        { id: 'a/1', contact, channel: 'email', kind: 'opened', at: '2026-02-30T00:00:00Z' },
        { id: 7, contact: { userId: 'u' }, channel: 'email', kind: 'opened' },
        { id: 'x'.repeat(513), contact, channel: 'email', kind: 'opened', at: 'x' },
        { contact, channel: 'email', kind: 'opened', at: 'x' },
        'none',
      ]),
    ).toEqual(['a/1', '7', undefined, undefined, undefined]);
  });

  it('is refused as a whole where there is none to read', () => {
    for (const body of ['text', 7, null])
      expect(() => touchpoints.read(delivery('api/touchpoints', body))).toThrow(InvalidInput);
  });
});
