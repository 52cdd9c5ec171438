import { createHmac } from 'node:crypto';
import {
  event,
  EventCatalogue,
  EventReader,
  facts,
  InvalidInput,
  isErased,
  label,
  makeIds,
  projection,
  required,
  reveal,
  sealEvent,
  text,
  uuid,
  when,
  word,
  type Delivery,
  type Fact,
  type Keyring,
  type SubjectKeys,
} from '#kernel';
import { surveyTool } from './survey-webhook.js';
import { referralMade, referralMadeInMoney } from './referral-made.js';
import { referrals } from './referrals-model.js';
import { referralTool } from './referrals-connector.js';
import { expireReward, grantReward, reward, rewardGranted, rewardReferral } from './reward-referral.js';

const ids = makeIds(Buffer.alloc(32, 5));
const ann = ids.node('email', '', 'ann@example.com');
const about = { profile: ann, others: [] };
const identifiers = [{ kind: 'email', namespace: '', value: 'ann@example.com' }];
const payload = { programme: 'friends', reward: 2_000, note: 'You will like it', identifiers };
const keys: SubjectKeys = {
  identity: Buffer.alloc(32, 1),
  content: Buffer.alloc(32, 2),
  trace: Buffer.alloc(32, 3),
  billing: Buffer.alloc(32, 4),
};

function recorded(held: SubjectKeys, catalogue: EventCatalogue) {
  const keyring: Keyring = { get: () => keys };
  const id = ids.event('tool', 'r1');
  const metadata = { actor: { kind: 'key', id: 'k1' }, source: { name: 'tool', messageId: 'r1' } } as const;
  const { type, text: written } = sealEvent(referralMade.of(about, payload), id, null, metadata, ids, keyring);
  const stored = { position: 1, recordedAt: 0, revision: 0, stream: `touch-${id}`, id, type, text: written };
  return { written, view: new EventReader(catalogue).open(stored, { get: () => held }) };
}

describe('adding an event', () => {
  it('gives its check, with the place of each problem', () => {
    const said = (): unknown =>
      referralMade.of(about, { ...payload, programme: '', reward: 1.5, colour: 'red' } as never);
    expect(said).toThrow(InvalidInput);
    expect(
      referralMade.problems({ programme: '', reward: 1.5, colour: 'red', identifiers }).map(({ where }) => where),
    ).toEqual(['payload.colour', 'payload.programme', 'payload.reward']);
  });

  it('seals what is personal by its shape, and nothing else', () => {
    expect(referralMade.personal).toEqual({ note: 'content', identifiers: 'identity' });
    const { written, view } = recorded(keys, new EventCatalogue([referralMade]));
    expect(written).toContain('friends');
    expect(written).not.toContain('You will like it');
    expect(written).not.toContain('ann@example.com');
    expect(reveal(view.payload['note'] as never)).toBe('You will like it');
    const erased = recorded({ ...keys, content: null }, new EventCatalogue([referralMade])).view.payload;
    expect([isErased(erased['note']), erased['programme']]).toEqual([true, 'friends']);
  });

  it('needs an upcaster for every older version, and reads what was stored through it', () => {
    const { view } = recorded(keys, new EventCatalogue([referralMadeInMoney]));
    expect(view.payload).toMatchObject({ programme: 'friends', amount: 2_000, currency: 'EUR' });
    expect(() => event('referral-made', 2, { about: { profile: required }, payload: { programme: word } })).toThrow(
      'version 1 has no upcaster',
    );
  });
});

describe('adding a connector', () => {
  const at = '2026-03-01T09:30:00.000Z';
  const delivery = (body: unknown): Delivery => ({
    body,
    raw: Buffer.alloc(0),
    path: 'v1/referrals',
    arrivedAt: 0,
    header: () => undefined,
    headerNames: () => [],
  });

  it('turns one delivery into what happened', () => {
    const { reports, refused } = referralTool.read(
      delivery({ id: 'r1', at, by: 'Ann@example.com', programme: 'friends' }),
    );
    expect(refused).toEqual([]);
    expect(reports).toMatchObject([
      {
        definition: referralMade,
        messageId: 'r1',
        identifiers: [{ kind: 'email', value: 'Ann@example.com' }],
        payload: { programme: 'friends' },
        when: { precision: 'instant', at },
      },
    ]);
  });

  it('says what is wrong with one that does not fit', () => {
    expect(() => referralTool.read(delivery({ id: 'r1', at, programme: 'friends' }))).toThrow('by: is missing');
  });
});

describe('adding a webhook', () => {
  const arrivedAt = Date.parse('2026-03-01T09:30:00.000Z');
  const body = { id: 's1', email: 'ann@example.com', programme: 'friends' };
  const raw = Buffer.from(JSON.stringify(body));
  const signed = (at: number, secret = 'secret') => {
    const stamp = String(at / 1_000);
    const mac = createHmac('sha256', secret).update(`${stamp}.${raw.toString()}`).digest('hex');
    const headers: Record<string, string> = { 'x-survey-timestamp': stamp, 'x-survey-signature': `v1=${mac}` };
    const request = { method: 'POST', url: '', raw, body, header: (name: string) => headers[name], arrivedAt };
    return surveyTool.verify!.check(request, 'secret');
  };

  it('is told by its signature', () => {
    expect(signed(arrivedAt)).toBe('genuine');
    expect(signed(arrivedAt, 'another')).toBe('forged');
    expect(signed(arrivedAt - 600_000)).toBe('stale');
  });

  it('has its name for an address, and turns what it is told into what happened', () => {
    expect(surveyTool.paths).toEqual(['webhooks/survey-tool']);
    const { reports } = surveyTool.read({
      body,
      raw,
      path: '',
      header: () => undefined,
      headerNames: () => [],
      arrivedAt,
    });
    expect(reports).toMatchObject([{ messageId: 's1', payload: { programme: 'friends' } }]);
    expect(() =>
      surveyTool.read({ body: {}, raw, path: '', header: () => undefined, headerNames: () => [], arrivedAt }),
    ).toThrow('must have id, email and programme');
  });
});

describe('adding a projection', () => {
  const fact = (position: number, at: string): Fact => ({
    position,
    n: 0,
    event_id: String(position),
    occurred_at: Date.parse(at),
    table: 'made',
  });

  it('derives a level from the referrals there are, in the order in which they happened', () => {
    const believed = [fact(1, '2026-03-01'), fact(2, '2026-01-01'), fact(3, '2026-02-01')];
    expect(referrals.states['level']!.derive(believed, () => [])).toEqual([
      { from: Date.parse('2026-01-01'), to: Date.parse('2026-03-01'), values: { level: 'supporter' } },
      { from: Date.parse('2026-03-01'), to: null, values: { level: 'advocate' } },
    ]);
  });

  it('keeps personal values out of columns that are not personal: the types refuse it', () => {
    const noted = event('noted', 1, { about: { profile: required }, payload: { note: text } });
    const model = projection('leaky', 1, {
      facts: {
        // @ts-expect-error a personal text does not fit a label
        noted: facts({ profile: uuid, note: label }, [when(noted, ({ payload: { note } }) => ({ note }))]),
      },
    });
    expect(model.name).toBe('leaky');
  });
});

describe('adding a decision and a reaction', () => {
  const context = { id: 'r1', at: '2026-03-01T00:00:00.000Z', by: { kind: 'rule', id: 'reward-referral' } } as const;

  it('grants a reward once; a broken rule has a code', () => {
    const grant = (state: typeof reward.initial, amount: number) =>
      grantReward.decide(state, { profile: ann, amount }, context);
    expect(grant(reward.initial, 2_000)).toMatchObject([{ definition: rewardGranted, payload: { amount: 2_000 } }]);
    expect(grant({ status: 'granted' }, 2_000)).toEqual([]);
    expect(() => grant(reward.initial, 0)).toThrow('reward.without-amount');
    expect(expireReward.decide({ status: 'expired' }, {}, context)).toEqual([]);
  });

  it('asks for a reward and its expiry where one was promised', () => {
    const { view } = recorded(keys, new EventCatalogue([referralMade]));
    const consequences = rewardReferral.on[0]!.handle(view);
    expect(consequences).toMatchObject([
      { kind: 'command', command: { decision: grantReward, params: { profile: ann, amount: 2_000 } } },
      { kind: 'timer', name: `expire-${view.id}`, at: '1970-04-01T00:00:00.000Z' },
    ]);
  });
});
