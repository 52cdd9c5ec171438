import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SIGNATURE_TOLERANCE, type Delivery, type Reported, type SignedRequest, type Verdict } from '#kernel';
import { SIGNERS, type Sent } from '../../test/signing.js';
import { CONNECTORS } from './catalogue.js';

const folder = join(__dirname, '..', '..', 'test', 'webhooks');
const webhooks = CONNECTORS.filter(({ verify }) => verify !== undefined);

interface Case {
  readonly delivery: unknown;
  readonly becomes: readonly unknown[];
}

const casesOf = (name: string): readonly Case[] =>
  JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as readonly Case[];

const arrivedAt = Date.parse('2026-03-01T09:31:00.000Z');
const url = 'https://crm.example.com/webhooks/any/tl_key';

const deliveryOf = (body: unknown): Delivery => ({
  body,
  raw: Buffer.from(JSON.stringify(body)),
  path: '',
  arrivedAt,
  header: () => undefined,
  headerNames: () => [],
});

/** A report without what is raw. */
function seen({ definition, messageId, when, identifiers, payload }: Reported) {
  const { properties, ...rest } = payload;
  expect(definition.name === 'touchpoint-recorded').toBe(properties !== undefined);
  return {
    event: definition.name,
    messageId,
    at: when === undefined || when.precision === 'none' ? null : when.at,
    identifiers,
    payload: rest,
  };
}

describe('webhooks', () => {
  it('have fixtures of their shapes each, and a way to sign', () => {
    const names = webhooks.map(({ name }) => name).sort();
    expect(readdirSync(folder).map((file) => file.replace('.json', ''))).toEqual(names);
    expect(Object.keys(SIGNERS).sort()).toEqual(names);
  });

  it.each(
    webhooks.flatMap((webhook) => casesOf(webhook.name).map((one, n) => ({ webhook, n, name: webhook.name, one }))),
  )('$name $n becomes what happened', ({ webhook, one }) => {
    const { reports, refused } = webhook.read(deliveryOf(one.delivery));
    expect(refused).toEqual([]);
    expect(reports.map(seen)).toEqual(one.becomes);
    // none would be taken for another one, that says something else
    expect(new Set(reports.map(({ messageId }) => messageId)).size).toBe(reports.length);
  });

  it.each(webhooks)('$name: what is none of its messages is kept with the reason', (webhook) => {
    const list = webhook.name === 'sendgrid' || webhook.name === 'hubspot';
    const { reports, refused } = webhook.read(deliveryOf(list ? [{ x: 1 }] : { x: 1 }));
    expect(reports).toEqual([]);
    expect(refused[0]!.problems[0]!.what).toBe('is missing');
    expect(() => webhook.read(deliveryOf(list ? {} : 'text'))).toThrow(
      expect.objectContaining({ code: 'delivery.invalid' }),
    );
  });
});

/** What a request's signature is worth. */
function verdict(name: string, { raw, headers, url: called }: Sent, secret = SIGNERS[name]!.secret): Verdict {
  const { verify, bodies } = webhooks.find((webhook) => webhook.name === name)!;
  const request: SignedRequest = {
    method: 'POST',
    url: called,
    raw: Buffer.from(raw),
    body: bodies === 'form' ? undefined : (JSON.parse(raw) as unknown),
    header: (header) => headers[header],
    arrivedAt,
  };
  return verify!.check(request, secret);
}

describe('a signature', () => {
  const names = webhooks.map(({ name }) => name);
  const untimed = new Set(['intercom', 'twilio', 'postmark']);
  const message = (name: string): unknown => casesOf(name)[0]!.delivery;
  const sent = (name: string, at = arrivedAt): Sent => SIGNERS[name]!.send(message(name), at, url);

  it.each(names)('of %s is right under the secret it was made with', (name) => {
    expect(verdict(name, sent(name))).toBe('genuine');
    expect(verdict(name, sent(name, arrivedAt - SIGNATURE_TOLERANCE + 2_000))).toBe('genuine');
  });

  it.each(names)('of %s is forged under any other', (name) => {
    const other = name === 'postmark' ? 'post:cards' : 'another secret';
    expect(verdict(name, sent(name), other)).toBe('forged');
  });

  it.each(names.filter((name) => name !== 'mailgun' && name !== 'postmark'))(
    'of %s is of this body alone, to the byte',
    (name) => {
      const { raw, ...rest } = sent(name);
      const other = name === 'twilio' ? `${raw}&More=1` : raw.replace(/[}\]]$/, ' $&');
      expect(verdict(name, { ...rest, raw: other })).toBe('forged');
    },
  );

  it.each(['twilio', 'hubspot'])('of %s is of this address alone', (name) => {
    expect(verdict(name, { ...sent(name), url: 'https://elsewhere.example.com/' })).toBe('forged');
  });

  it.each(names.filter((name) => !untimed.has(name)))('of %s is stale after five minutes, and before', (name) => {
    expect(verdict(name, sent(name, arrivedAt - SIGNATURE_TOLERANCE - 2_000))).toBe('stale');
    expect(verdict(name, sent(name, arrivedAt + SIGNATURE_TOLERANCE + 2_000))).toBe('stale');
  });

  it.each(names)('of %s must be there, and be one', (name) => {
    const { headers, raw, url: called } = sent(name);
    const bare = name === 'mailgun' ? JSON.stringify(message(name)).replace(/"signature":\{.*?\},/, '') : raw;
    expect(verdict(name, { raw: bare, headers: {}, url: called })).toBe('unsigned');
    const broken = Object.fromEntries(
      Object.entries(headers).map(([header, value]) => [
        header,
        /signature$|-v3$/.test(header) ? `${value.slice(0, -9)}!` : value,
      ]),
    );
    if (name !== 'mailgun' && name !== 'postmark')
      expect(verdict(name, { raw, headers: broken, url: called })).toBe('forged');
  });

  it('of HubSpot is over an address with some characters written plainly', () => {
    const plain = SIGNERS['hubspot']!.send(message('hubspot'), arrivedAt, `${url}?a=b:c`);
    expect(verdict('hubspot', { ...plain, url: `${url}?a=b%3Ac` })).toBe('genuine');
  });

  it('takes secrets that can be one', () => {
    const unfit = (name: string, secret: string) =>
      webhooks.find((webhook) => webhook.name === name)!.verify!.unfit(secret);
    for (const name of names) expect([name, unfit(name, SIGNERS[name]!.secret)]).toEqual([name, null]);
    expect(unfit('stripe', '')).toBe('must not be empty');
    expect(unfit('sendgrid', 'c2VjcmV0')).toBe('is no public key over P-256');
    expect(unfit('postmark', 'password')).toBe('must be name:password');
  });
});

describe('Zoom’s question whether its secret is known', () => {
  const zoom = webhooks.find(({ name }) => name === 'zoom')!;

  it('is answered with the token’s HMAC', () => {
    const asked = deliveryOf({
      event: 'endpoint.url_validation',
      payload: { plainToken: 'qgg8vlvZRS6UYooatFL8Aw' },
      event_ts: 1,
    });
    expect(zoom.reply!(asked, 'secret')).toEqual({
      plainToken: 'qgg8vlvZRS6UYooatFL8Aw',
      encryptedToken: '72cef096bfd47c0b8664df30d07721641e4abd7e885ba432204260db477a9a3e',
    });
    expect(zoom.reply!(deliveryOf({ event: 'webinar.started' }), 'secret')).toBeNull();
  });
});
