import { randomBytes } from 'node:crypto';
import * as fc from 'fast-check';
import {
  event,
  EventCatalogue,
  EventReader,
  identity,
  KeyDestroyed,
  makeIds,
  many,
  open,
  optional,
  perhaps,
  properties,
  required,
  sealEvent,
  text,
  type Envelope,
  type Keyring,
  type Metadata,
  type NodeId,
  type SubjectKeys,
  unstorable,
  url,
} from './index.js';

const said = event('thing-said', 1, {
  about: { profile: required, deal: perhaps, others: many },
  payload: {
    note: open(text),
    extra: optional(open(properties)),
    zest: optional(text),
    alpha: optional(properties),
    from: optional(url),
    email: optional(identity),
  },
});
const ids = makeIds(Buffer.alloc(32, 7));
const ann = ids.node('email', '', 'ann@example.com');
const all: SubjectKeys = {
  identity: randomBytes(32),
  content: randomBytes(32),
  trace: randomBytes(32),
  billing: randomBytes(32),
};
const keys: Keyring = { get: (node) => (node === ann ? all : undefined) };
const plain: Metadata = { actor: { kind: 'system', id: 'test' }, source: { name: 'test', messageId: 'm1' } };
const reader = new EventReader(new EventCatalogue([said]));

function seal(payload: Parameters<typeof said.of>[1], metadata = plain, about = {}, stream: string | null = null) {
  return sealEvent(
    said.of({ profile: ann, ...about }, payload, { when: { precision: 'day', at: '2026-03-01' } }),
    ids.event('test', 'm1'),
    stream,
    metadata,
    ids,
    keys,
  );
}

function openedPayload(sealed: { text: string }): Record<string, unknown> {
  const envelope = JSON.parse(sealed.text) as Envelope;
  const { id, type } = envelope;
  const view = reader.open(
    { position: 1, recordedAt: 0, revision: 0, stream: `touch-${id}`, id, type, text: sealed.text },
    keys,
  );
  const fields: Record<string, unknown> = {};
  for (const name in view.payload) if (view.payload[name] !== undefined) fields[name] = view.payload[name];
  return fields;
}

describe('an event’s text', () => {
  const storable = fc.string({ unit: 'grapheme' }).filter((value) => unstorable(value) === null);
  const json = fc.dictionary(storable, fc.jsonValue({ stringUnit: 'grapheme' })).filter((value) => {
    return unstorable(JSON.stringify(value)) === null && !/\\u(0000|d[89a-f]..)/.test(JSON.stringify(value));
  });

  it('is the JSON that JSON.stringify writes, whatever is stated, and opens to what was stated', () => {
    fc.assert(
      fc.property(
        storable,
        fc.record({ extra: json, zest: storable, alpha: json, from: storable }, { requiredKeys: [] }),
        storable,
        (note, more, words) => {
          const metadata = {
            ...plain,
            source: { name: words, messageId: words },
            correlation: words,
            onBehalfOf: words,
            import: words,
            authority: { kind: 'scope', name: words },
            cause: ids.event('a', 'b'),
            origin: 'history',
          } as const;
          const sealed = seal({ note, ...more }, metadata, { deal: words, others: [ann, words] }, words);
          expect(JSON.stringify(JSON.parse(sealed.text))).toBe(sealed.text);
          expect(JSON.parse(sealed.text)).toMatchObject({
            stream: words,
            about: { profile: ann, deal: words, others: [ann, words] },
            occurredAt: '2026-03-01',
            payload: { note },
          });
          const stated = JSON.parse(JSON.stringify({ note, ...more })) as unknown;
          expect(JSON.parse(JSON.stringify(openedPayload(sealed)))).toEqual(stated);
        },
      ),
    );
  });

  it('has its members in one order, and leaves out what there is not', () => {
    const { text } = seal({ note: 'n', extra: undefined, zest: undefined }, plain, { deal: undefined });
    expect(Object.keys(JSON.parse(text) as object)).toEqual([
      'id',
      'type',
      'version',
      'about',
      'actor',
      'source',
      'fingerprint',
      'payload',
      'occurredAt',
    ]);
    expect(text).toContain(`"about":{"profile":"${ann}"},"actor"`);
  });

  it('names its subject first, whatever the order of the roles it was given', () => {
    const sealed = sealEvent(
      said.of({ others: ['x'], deal: 'd-1', profile: ann }, { note: 'n' }),
      ids.event('test', 'm1'),
      null,
      plain,
      ids,
      keys,
    );
    expect(sealed.text).toContain(`"about":{"profile":"${ann}","deal":"d-1","others":["x"]},"actor"`);
    expect(sealed.subject).toBe(ann);
  });

  it('seals one part a category, of any size', () => {
    const alpha = { long: 'x'.repeat(200_000) };
    const sealed = seal({ note: 'n', alpha, zest: 'z', from: 'https://x.y/', email: 'ann@example.com' });
    const { sealed: parts } = JSON.parse(sealed.text) as Envelope;
    expect(parts!.map(([category]) => category)).toEqual(['identity', 'content', 'trace']);
    expect(openedPayload(sealed)).toEqual({
      note: 'n',
      alpha,
      zest: 'z',
      from: 'https://x.y/',
      email: 'ann@example.com',
    });
  });

  it('needs keys that are there', () => {
    const destroyed: Keyring = { get: () => ({ ...all, content: null }) };
    const make = (ring: Keyring) =>
      sealEvent(said.of({ profile: ann }, { note: 'n', zest: 'z' }), ids.event('test', 'm1'), null, plain, ids, ring);
    expect(() => make(destroyed)).toThrow(KeyDestroyed);
    expect(() => make({ get: (_node: NodeId) => undefined })).toThrow('were not loaded');
  });
});
