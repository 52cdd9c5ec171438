import { randomBytes } from 'node:crypto';
import {
  amend,
  amendedEnvelope,
  amending,
  commits,
  erased,
  event,
  EventCatalogue,
  EventReader,
  identity,
  makeIds,
  openAll,
  optional,
  required,
  reveal,
  SealBroken,
  sealEvent,
  text,
  unseal,
  word,
  type Amendment,
  type Envelope,
  type InvalidInput,
  type Keyring,
  type Metadata,
  type NewEvent,
  type NodeId,
  type RecordedEvent,
  type SubjectKeys,
} from './index.js';

const noted = event('note-taken', 1, {
  about: { profile: required },
  payload: { title: text, by: word, email: optional(identity) },
});
const ids = makeIds(Buffer.alloc(32, 7));
const ann = ids.node('email', '', 'ann@example.com');
const metadata = { actor: { kind: 'system', id: 'test' }, source: { name: 'test', messageId: 'm1' } } as const;

function ring(keys: Partial<SubjectKeys> = {}): Keyring {
  const all = {
    identity: randomBytes(32),
    content: randomBytes(32),
    trace: randomBytes(32),
    billing: randomBytes(32),
    ...keys,
  };
  return { get: (node) => (node === ann ? all : undefined) };
}

function recorded(made: NewEvent): RecordedEvent {
  return {
    position: 1,
    recordedAt: 0,
    revision: 0,
    stream: `touch-${made.id}`,
    id: made.id,
    type: made.type,
    text: made.text,
  };
}

const make = (keys: Keyring, title = 'Renewal “soon” 田\u2028'): NewEvent =>
  sealEvent(
    noted.of({ profile: ann }, { title, by: 'ann', email: 'ann@example.com' }),
    ids.event('test', 'm1'),
    null,
    metadata,
    ids,
    keys,
  );

describe('an envelope', () => {
  const reader = new EventReader(new EventCatalogue([noted]));

  it('keeps open fields readable, seals personal ones, and opens both', () => {
    const keys = ring();
    const made = make(keys);
    expect(made.text).not.toContain('Renewal');
    expect(made.text).not.toContain('ann@example.com');
    const view = reader.open(recorded(made), keys);
    expect(view.payload['by']).toBe('ann');
    expect(reveal(view.payload['title'] as never)).toBe('Renewal “soon” 田\u2028');
    expect(view.envelope.sealed?.map((part) => part[0])).toEqual(['identity', 'content']);
  });

  it('yields erased, and null when revealed, once a key is destroyed; other categories still open', () => {
    const keys = ring();
    const made = make(keys);
    const gone = { get: (node: NodeId) => ({ ...keys.get(node)!, content: null }) };
    const view = reader.open(recorded(made), gone);
    expect(view.payload['title']).toBe(erased);
    expect(reveal(view.payload['title'] as never)).toBeNull();
    expect(view.payload['email']).toBe('ann@example.com');
  });

  it('commits to the plaintext, so that one event can be shown and proved without a key', () => {
    const keys = ring();
    const part = (JSON.parse(make(keys).text) as Envelope).sealed!.find(([category]) => category === 'content')!;
    const plaintext = unseal(ids.event('test', 'm1'), part, keys.get(ann)!.content!);
    expect(commits(part, plaintext)).toBe(true);
    expect(commits(part, plaintext.replace('Renewal', 'Removal'))).toBe(false);
  });

  it('does not open a part moved to another event or altered', () => {
    const keys = ring();
    const part = (JSON.parse(make(keys).text) as Envelope).sealed!.find(([category]) => category === 'content')!;
    expect(() => unseal(ids.event('test', 'm2'), part, keys.get(ann)!.content!)).toThrow(SealBroken);
    const altered = [part[0], part[1], part[2].replace(/.$/, (c) => (c === 'A' ? 'B' : 'A')), part[3]] as const;
    const flipped = Buffer.from(altered[2], 'base64url');
    flipped[20]! ^= 1;
    expect(() =>
      unseal(
        ids.event('test', 'm1'),
        [altered[0], altered[1], flipped.toString('base64url'), altered[3]],
        keys.get(ann)!.content!,
      ),
    ).toThrow(SealBroken);
  });

  it('has one fingerprint for the same statement, whatever the nonce, and another for other content', () => {
    const keys = ring();
    expect(make(keys).text).not.toBe(make(keys).text);
    expect(make(keys).fingerprint).toBe(make(keys).fingerprint);
    expect(make(keys).fingerprint).not.toBe(make(keys, 'other').fingerprint);
  });

  it('reads an amended target with the amendment’s payload, sealed under the amendment’s id', () => {
    const keys = ring();
    const target = JSON.parse(make(keys).text) as Envelope;
    const amendment = amend(
      target,
      noted,
      { payload: { title: 'Corrected', by: 'ben' } },
      ids.event('test', 'a1'),
      metadata,
      ids,
      keys,
    );
    const now = amendedEnvelope(target, JSON.parse(amendment.text) as Envelope);
    expect(openAll(now, keys, noted.personal)).toEqual({ title: 'Corrected', by: 'ben' });
    expect(now.id).toBe(target.id);
  });

  it('writes an amendment as any other event: with who did it, by which right, because of what', () => {
    const keys = ring();
    const target = JSON.parse(make(keys).text) as Envelope;
    const whole: Metadata = {
      ...metadata,
      actor: { kind: 'person', id: 'p1' },
      onBehalfOf: 'p2',
      authority: { kind: 'role', name: 'admin', version: 3 },
      cause: ids.event('test', 'c1'),
      correlation: 'c-9',
      origin: 'history',
      import: 'i1',
    };
    const says = { payload: { title: 'Corrected', by: 'ben' }, when: { precision: 'day', at: '2026-03-02' } } as const;
    const made = amend(target, noted, says, ids.event('test', 'a1'), whole, ids, keys);
    const { source: _source, ...written } = whole;
    expect(JSON.parse(made.text)).toMatchObject({
      ...written,
      type: 'amended',
      about: { subject: ann },
      payload: { target: target.id, payload: { by: 'ben' }, occurredAt: '2026-03-02' },
    });
    expect(made.text).not.toContain('Corrected');
    expect(made.subject).toBe(ann);
    const { fingerprint } = amend(
      target,
      noted,
      { ...says, payload: { title: 'Other', by: 'ben' } },
      made.id,
      whole,
      ids,
      keys,
    );
    expect(fingerprint).not.toBe(made.fingerprint);
  });

  it('refuses an amendment that does not fit: its payload, or its time', () => {
    const target = JSON.parse(make(ring()).text) as Envelope;
    const payload = { title: 'Corrected', by: 'ben' };
    const where = (says: Amendment): unknown => {
      try {
        return amending(target, noted, says);
      } catch (error) {
        return (error as InvalidInput).problems.map((problem) => problem.where);
      }
    };
    expect(where({ payload: { title: 'Corrected' } })).toEqual(['payload.by']);
    expect(where({ payload, when: { precision: 'instant', at: 'yesterday' } })).toEqual(['when.at']);
    expect(where({ payload, when: { precision: 'day', at: '2026-02-30' } })).toEqual(['when.at']);
    expect(where({ payload, when: { precision: 'none' } })).toMatchObject({ payload: { type: 'note-taken' } });
  });

  it('upcasts an older version on reading, and refuses a newer one than it knows', () => {
    const second = event('note-taken', 2, {
      about: { profile: required },
      payload: { title: text, author: word },
      upcast: { 1: { personal: noted.personal, to: ({ by, title }) => ({ title, author: by }) } },
    });
    const keys = ring();
    const made = make(keys);
    const view = new EventReader(new EventCatalogue([second])).open(recorded(made), keys);
    expect(view.payload['author']).toBe('ann');
    expect(view.payload['title']).toBe('Renewal “soon” 田\u2028');
    const newer = sealEvent(
      second.of({ profile: ann }, { title: 'x', author: 'y' }),
      ids.event('test', 'm3'),
      null,
      metadata,
      ids,
      keys,
    );
    expect(() => reader.open(recorded(newer), keys)).toThrow(/upgrade this process/);
  });
});

describe('an older version whose keys are destroyed', () => {
  const third = event('note-taken', 3, {
    about: { profile: required },
    payload: { heading: text, author: word, address: optional(identity) },
    upcast: {
      1: { personal: noted.personal, to: ({ by, ...rest }) => ({ ...rest, author: by }) },
      2: {
        personal: { title: 'content', email: 'identity' },
        to: ({ title, email, ...rest }) => ({ ...rest, heading: title, address: email }),
      },
    },
  });
  const reader = new EventReader(new EventCatalogue([third]));

  it('reads as erased under the names of today, category by category', () => {
    const keys = ring();
    const made = recorded(make(keys));
    const without = (...categories: (keyof SubjectKeys)[]): Keyring => ({
      get: (node) => ({ ...keys.get(node)!, ...Object.fromEntries(categories.map((category) => [category, null])) }),
    });
    expect(reader.open(made, keys).payload).toEqual({
      author: 'ann',
      heading: 'Renewal “soon” 田\u2028',
      address: 'ann@example.com',
    });
    const { heading, address, author } = reader.open(made, without('content', 'identity')).payload;
    expect([heading, address, author]).toEqual([erased, erased, 'ann']);
    expect(reader.open(made, without('content')).payload).toMatchObject({
      heading: erased,
      address: 'ann@example.com',
    });
  });

  it('is not forgotten: an upcaster that does not say what was personal is refused', () => {
    expect(() =>
      event('note-taken', 2, {
        about: { profile: required },
        payload: { title: text },
        upcast: { 1: ((payload: object) => payload) as never },
      }),
    ).toThrow('the upcaster of version 1 says { personal, to }');
  });
});

describe('an event’s definition', () => {
  it('refuses by name what cannot be stored, and what it does not know', () => {
    expect(() => noted.of({ profile: ann }, { title: 'a\u0000b', by: 'x' })).toThrow(
      'payload.title: holds U+0000 at character 2',
    );
    expect(() => noted.of({ profile: ann }, { title: 'a\ud800', by: 'x' })).toThrow(
      'lone surrogate U+D800 at character 2',
    );
    expect(noted.problems({ title: 't', by: 'x', extra: 1 })).toEqual([
      { where: 'payload.extra', what: 'is not known here', remedy: 'known are title, by, email' },
    ]);
    expect(noted.problems({ by: 'x' })).toEqual([{ where: 'payload.title', what: 'is missing' }]);
  });
});
