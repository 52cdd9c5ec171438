import {
  EventReader,
  LogBusy,
  makeIds,
  reveal,
  type ConnectorDefinition,
  type EventLog,
  type Reading,
  type Vault,
} from '#kernel';
import { catalogue, touchpointRecorded } from '#journey';
import { faultyLog, type Fault, type Quarantine } from '#event-log';
import {
  Door,
  IntakeService,
  segment,
  touchpoints,
  type Circumstances,
  type Deliverer,
  type Receipt,
} from '../src/index.js';
import { delivery } from './delivery.js';

/** The stores of one scenario, empty. */
export interface Stores {
  readonly log: EventLog;
  readonly vault: Vault;
  readonly quarantine: Quarantine;
}

const ids = makeIds(Buffer.alloc(32, 9));
const arrivedAt = Date.parse('2026-03-01T12:00:00.000Z');
const website: Deliverer = {
  id: '0192f0c1-0004-8000-8000-000000000004',
  source: 'website',
  authority: { kind: 'scope', name: 'intake' },
};
const timestamp = '2026-03-01T09:30:00.000Z';

const message = (n: number, more: Record<string, unknown> = {}) => ({
  type: 'track',
  messageId: `m-${n}`,
  userId: `u-${n % 3}`,
  anonymousId: `a-${n % 3}`,
  event: 'Email Opened',
  properties: { n, email: `person${n % 3}@example.com` },
  timestamp,
  ...more,
});

function read(connector: ConnectorDefinition, path: string, body: unknown): Reading {
  return connector.read(delivery(path, body));
}

const batch = (messages: readonly unknown[], more: Record<string, unknown> = {}) =>
  read(segment, 'v1/batch', { batch: messages, ...more });

/** What is in a log, opened. */
export async function recorded({ log, vault }: Stores) {
  const { events } = await log.readAll({ after: 0, limit: 10_000 });
  const reader = new EventReader(catalogue);
  const envelopes = events.map((event) => JSON.parse(event.text) as { about: { profile: never } });
  const keys = await vault.load(envelopes.map(({ about }) => about.profile));
  return events.map((event) => reader.open(event, keys));
}

/** What intake promises, on any engine. */
export function intakeScenarios(open: () => Promise<Stores>, close: (stores: Stores) => Promise<void>): void {
  let stores: Stores;
  beforeEach(async () => {
    stores = await open();
  });
  afterEach(() => close(stores));

  function accept(
    reading: Reading,
    more: Partial<Circumstances> & { deliverer?: Deliverer; faults?: readonly Fault[] } = {},
  ): Promise<Receipt> {
    const { deliverer = website, faults = [], ...circumstances } = more;
    const log = faultyLog(stores.log);
    for (const fault of faults) log.goWrong(fault);
    return new IntakeService({ ...stores, log, ids }).accept(reading, deliverer, { arrivedAt, ...circumstances });
  }
  const counts = ({ recorded, repeated, quarantined }: Receipt) => [recorded, repeated, quarantined];
  const head = async () => (await stores.log.head()).position;

  it('keeps what a batch shares with each message that is set aside, unless that multiplies', async () => {
    const nobody = { userId: undefined, anonymousId: undefined, properties: {} };
    const shared = { ip: '203.0.113.9', note: 'x'.repeat(9 * 1024 * 1024) };
    const [one, two, three] = [1, 2, 3].map((n) => message(n, nobody));
    const onceOf = async ({ outcomes: [first] }: Receipt) =>
      (await stores.quarantine.get(first?.outcome === 'quarantined' ? first.quarantine : ''))!.once;
    const sentAt = new Date(arrivedAt).toISOString();
    expect(await onceOf(await accept(batch([one], { context: shared, sentAt })))).toEqual({ sentAt, shared });
    const many = await accept(batch([two, three], { context: shared, sentAt }));
    expect(await onceOf(many)).toEqual({ sentAt, sharedLeftOut: true });
  });

  it('records every message as an event about whom it names, personal fields sealed', async () => {
    const receipt = await accept(batch([message(1), message(2)]), { correlation: 'c-1' });
    expect(counts(receipt)).toEqual([2, 0, 0]);
    expect(receipt.position).toBe(await head());
    const [first] = await recorded(stores);
    const nodes = [
      ids.node('user', '', 'u-1'),
      ids.node('email', '', 'person1@example.com'),
      ids.node('anonymous', 'website', 'a-1'),
      ids.node('domain', '', 'example.com'),
    ] as const;
    expect(first!.about).toEqual({ profile: nodes[0], others: nodes.slice(1) });
    expect(first!.envelope).toMatchObject({
      id: ids.event('website', 'm-1'),
      type: touchpointRecorded.name,
      actor: { kind: 'key', id: website.id },
      authority: { kind: 'scope', name: 'intake' },
      source: { name: 'website', messageId: 'm-1' },
      correlation: 'c-1',
      occurredAt: timestamp,
      payload: { channel: 'email', kind: 'opened', direction: 'in', name: 'Email Opened' },
    });
    expect(first!.stream).toBe(`touch-${first!.id}`);
    expect(JSON.stringify(first!.envelope)).not.toContain('person1');
    expect(reveal(first!.payload['properties'] as never)).toEqual({ n: 1, email: 'person1@example.com' });
    expect(reveal(first!.payload['identifiers'] as never)).toEqual([
      { kind: 'user', namespace: '', value: 'u-1' },
      { kind: 'email', namespace: '', value: 'person1@example.com' },
      { kind: 'anonymous', namespace: 'website', value: 'a-1' },
    ]);
  });

  it('keeps no message id in clear that says who somebody is, and tells its repeats', async () => {
    const messageId = 'spring/person1@example.com';
    const first = await accept(batch([{ ...message(1), messageId }]));
    expect(counts(first)).toEqual([1, 0, 0]);
    expect(first.outcomes[0]).toMatchObject({ messageId });
    const [event] = await recorded(stores);
    expect(JSON.stringify(event!.envelope)).not.toContain('person1');
    expect(ids.event('website', event!.envelope.source.messageId)).toBe(event!.envelope.id);
    expect((await accept(batch([{ ...message(1), messageId }]))).outcomes).toEqual([
      { ...first.outcomes[0], outcome: 'repeated' },
    ]);
  });

  it('records a group call of nobody’s group alone, and one of a group that says who somebody is', async () => {
    for (const groupId of ['0', 'ann@acme.example']) {
      const call = {
        type: 'group',
        messageId: `g-${groupId.length}`,
        userId: 'u-9',
        groupId,
        traits: { plan: 'free' },
      };
      expect(counts(await accept(batch([call])))).toEqual([1, 0, 0]);
    }
    const events = await recorded(stores);
    expect(events.map(({ type }) => type)).toEqual(['contact-grouped', 'contact-grouped']);
  });

  it('answers a repeat with the first result, however it comes', async () => {
    const first = await accept(batch([message(1), message(1), message(2)]));
    expect(counts(first)).toEqual([2, 1, 0]);
    const again = await accept(batch([message(2), message(1)], { sentAt: '2026-03-01T12:00:01.000Z' }));
    expect(counts(again)).toEqual([0, 2, 0]);
    expect(again.position).toBe(first.position);
    const { type: _type, ...alone } = message(1);
    const single = await accept(read(segment, 'v1/track', { ...alone, writeKey: 'k', sentAt: timestamp }));
    expect(counts(single)).toEqual([0, 1, 0]);
    expect(single.outcomes[0]).toEqual({ ...first.outcomes[0], outcome: 'repeated' });
    const shuffled = Object.fromEntries(Object.entries(message(1)).reverse());
    expect(counts(await accept(batch([shuffled])))).toEqual([0, 1, 0]);
    expect(await head()).toBe(2);
  });

  it('compares what is stated, not the clock it is corrected by', async () => {
    await accept(batch([message(1)], { sentAt: '2026-03-01T09:30:01.000Z' }));
    const later = arrivedAt + 60_000;
    expect(
      counts(await accept(batch([message(1)], { sentAt: '2026-03-01T09:30:01.000Z' }), { arrivedAt: later })),
    ).toEqual([0, 1, 0]);
    const [event] = await recorded(stores);
    expect(event!.envelope.occurredAt).toBe('2026-03-01T11:59:59.000Z');
  });

  it('sets aside another message under an id that stands, and keeps the first', async () => {
    await accept(batch([message(1)]));
    const other = message(1, { event: 'Email Bounced' });
    const receipt = await accept(batch([other, message(2)]));
    expect(counts(receipt)).toEqual([1, 0, 1]);
    const aside = receipt.outcomes.find((outcome) => outcome.outcome === 'quarantined')!;
    expect(aside).toMatchObject({ messageId: 'm-1', reason: 'differs' });
    const kept = await stores.quarantine.get(aside.outcome === 'quarantined' ? aside.quarantine : '');
    expect(kept).toMatchObject({ source: 'website', firstEvent: ids.event('website', 'm-1'), receivedAt: arrivedAt });
    expect(JSON.parse(kept!.bytes!.toString())).toEqual(other);
    expect((await recorded(stores)).map(({ payload }) => payload['kind'])).toEqual(['opened', 'opened']);
  });

  it('sets aside, with the reason, what does not fit, once, and nothing else', async () => {
    const unfit = [
      message(1, { userId: undefined, anonymousId: undefined, properties: { email: 'nobody' } }),
      message(2, { timestamp: '2026-03-01T12:05:00.001Z' }),
      message(3, { timestamp: '1969-12-31T00:00:00.000Z' }),
      message(4, { properties: { text: 'a\u0000b' } }),
      message(5, { properties: { text: 'a\ud800' } }),
      message(6, { messageId: 'x'.repeat(513) }),
      message(7, { messageId: 'a\u0000' }),
      message(8, { properties: { text: 'x'.repeat(300_000) } }),
      message(9, { event: '' }),
      message(10, { context: { page: { url: 'x'.repeat(9_000) } } }),
    ];
    const receipt = await accept(batch([...unfit, message(11)]));
    expect(counts(receipt)).toEqual([1, 0, unfit.length]);
    const { items } = await stores.quarantine.list({ limit: 100 });
    const opened = await Promise.all(items.map(({ id }) => stores.quarantine.get(id)));
    expect(opened.map((entry) => entry!.problems![0]!.where).sort()).toEqual([
      '',
      'batch[8].event',
      'identifiers',
      'messageId',
      'messageId',
      'payload.properties',
      'payload.properties',
      'payload.url',
      'when',
      'when',
    ]);
    expect(items.filter(({ reason }) => reason === 'refused')).toHaveLength(1);
    expect(items.filter(({ reason }) => reason === 'future')).toHaveLength(1);
    expect(items.filter(({ reason }) => reason === 'before-1970')).toHaveLength(1);
    expect(counts(await accept(batch(unfit)))).toEqual([0, 0, unfit.length]);
    expect((await stores.quarantine.list({ limit: 100 })).items).toHaveLength(unfit.length);
    expect(await head()).toBe(1);
  });

  it('keeps no card number and nothing forbidden, wherever it stands, and lets the rest pass', async () => {
    const card = '4111 1111 1111 1111';
    const secret = 'AKIAIOSFODNN7EXAMPLE';
    const door = new Door([String.raw`\bAKIA[0-9A-Z]{16}\b`]);
    const service = new IntakeService({ ...stores, ids, door });
    const receipt = await service.accept(
      batch(
        [
          message(1, { properties: { note: `paid with ${card}, thanks` } }),
          message(2, { properties: { number: 4111111111111111 } }),
          message(3, { properties: { list: [{ [`key ${card}`]: 1 }] } }),
          message(4, { userId: secret }),
          message(5, { event: '', properties: { note: card } }),
          message(6, {
            properties: {
              orderId: '4111111111111111',
              sku: '4111111111111111',
              clientids: ['4111111111111111'],
              at: 1772357400000,
              note: 'room 12',
            },
          }),
          message(7),
          ...['paid', 'valid', 'hotel', 'clean'].map((name, i) => message(8 + i, { properties: { [name]: card } })),
        ],
        { context: { page: { title: 'nothing' } } },
      ),
      website,
      { arrivedAt },
    );
    expect(counts(receipt)).toEqual([2, 0, 9]);
    const reasons = receipt.outcomes.flatMap((one) => (one.outcome === 'quarantined' ? [one.reason] : []));
    expect(reasons.sort()).toEqual([...Array.from({ length: 8 }, () => 'card-number'), 'forbidden']);
    const { items } = await stores.quarantine.list({ limit: 100 });
    for (const { id } of items) {
      const kept = (await stores.quarantine.get(id))!;
      const text = kept.bytes!.toString() + JSON.stringify(kept.problems);
      expect(text).toContain('cut out');
      expect(text.replace(/[ -]/g, '')).not.toContain('4111111111111111');
      expect(text).not.toContain(secret);
    }
  });

  it('finds a card number that a delivery says once for all of its messages', async () => {
    const context = { page: { title: 'card 5555-5555-5555-4444' } };
    const receipt = await accept(batch([{ ...message(1), type: 'page' }], { context }));
    expect(counts(receipt)).toEqual([0, 0, 1]);
    expect(await head()).toBe(0);
  });

  it('keeps the same id of two sources apart, and their anonymous ids', async () => {
    await accept(batch([message(1)]));
    expect(counts(await accept(batch([message(1)]), { deliverer: { ...website, source: 'shop' } }))).toEqual([1, 0, 0]);
    const [one, other] = await recorded(stores);
    expect(one!.about['profile']).toBe(other!.about['profile']);
    expect((one!.about['others'] as string[])[1]).not.toBe((other!.about['others'] as string[])[1]);
  });

  it('records once what is sent again after the answer got lost', async () => {
    const reading = batch([message(1), message(2)]);
    await expect(accept(reading, { faults: [{ kind: 'lost-acknowledgement' }] })).rejects.toThrow(LogBusy);
    expect(await head()).toBe(2);
    expect(counts(await accept(reading))).toEqual([0, 2, 0]);
    expect(await head()).toBe(2);
  });

  it('records the rest of what was recorded in part', async () => {
    const reading = batch([message(1), message(2), message(3)]);
    await expect(accept(reading, { faults: [{ kind: 'between-streams', after: 2 }] })).rejects.toThrow(LogBusy);
    expect(await head()).toBe(2);
    expect(counts(await accept(reading))).toEqual([1, 2, 0]);
    expect(await head()).toBe(3);
  });

  it('counts as recorded what an engine cannot tell from a repeat', async () => {
    await accept(batch([message(1)]));
    expect(counts(await accept(batch([message(1)]), { faults: [{ kind: 'forgotten' }] }))).toEqual([1, 0, 0]);
    expect(await head()).toBe(1);
  });

  it('records nothing while the log is busy, and all of it afterwards', async () => {
    const reading = batch([message(1), { type: 'nothing' }]);
    await expect(accept(reading, { faults: [{ kind: 'full' }] })).rejects.toThrow(LogBusy);
    expect(await head()).toBe(0);
    expect(counts(await accept(reading))).toEqual([1, 0, 1]);
  });

  it('gives an erased identifier a new node and a new key when it comes back', async () => {
    await accept(batch([message(1)]));
    const first = (await recorded(stores))[0]!.about['profile'] as never;
    await stores.vault.destroy(first);
    await stores.vault.destroy(ids.node('email', '', 'person1@example.com'));
    expect(counts(await accept(batch([message(4), message(7), message(2)])))).toEqual([3, 0, 0]);
    const [, second, third] = await recorded(stores);
    expect(second!.about).toEqual({
      profile: ids.node('user', '', 'u-1', 1),
      others: [
        ids.node('email', '', 'person1@example.com', 1),
        ids.node('anonymous', 'website', 'a-1'),
        ids.node('domain', '', 'example.com'),
      ],
    });
    expect(third!.about).toEqual(second!.about);
    expect(reveal(second!.payload['properties'] as never)).toMatchObject({ n: 4 });
  });

  it('takes touchpoints, with days and times nobody knows', async () => {
    const touchpoint = { contact: { email: 'ann@example.com' }, channel: 'webinar', kind: 'attended' };
    const list = [{ ...touchpoint, id: 1, at: '2026-02-28' }, { ...touchpoint, at: 'unknown' }, touchpoint];
    const receipt = await accept(read(touchpoints, 'api/touchpoints', list), { origin: 'history' });
    expect(counts(receipt)).toEqual([3, 0, 0]);
    const events = await recorded(stores);
    expect(events.map(({ precision, envelope }) => [precision, envelope.occurredAt, envelope.origin])).toEqual([
      ['day', '2026-02-28', 'history'],
      ['none', undefined, 'history'],
      ['instant', '2026-03-01T12:00:00.000Z', 'history'],
    ]);
  });

  it('takes an empty delivery', async () => {
    expect(await accept(batch([]))).toEqual({ recorded: 0, repeated: 0, quarantined: 0, position: null, outcomes: [] });
  });
}
