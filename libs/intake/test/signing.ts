import { createHmac, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';

/** A delivery as its source would send it. */
export interface Sent {
  readonly url: string;
  readonly raw: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** How a source signs, as its documentation says: written here once more, so that the two can disagree. */
export interface Signer {
  readonly secret: string;
  /** The message as it goes over the wire, signed at a time (epoch milliseconds) for an address. */
  send(message: unknown, at: number, url: string): Sent;
}

const seconds = (at: number): string => String(Math.floor(at / 1_000));
const hmac = (hash: string, key: string, text: string, as: 'hex' | 'base64'): string =>
  createHmac(hash, key).update(text).digest(as);

/** A source that sends JSON and signs in headers. */
function json(
  secret: string,
  headers: (raw: string, at: number, url: string) => Readonly<Record<string, string>>,
): Signer {
  return {
    secret,
    send(message, at, url) {
      const raw = JSON.stringify(message);
      return { url, raw, headers: { 'content-type': 'application/json', ...headers(raw, at, url) } };
    },
  };
}

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const spki = (key: KeyObject): string => key.export({ format: 'der', type: 'spki' }).toString('base64');

/** The signers, by their webhooks' names. */
export const SIGNERS: Readonly<Record<string, Signer>> = {
  sendgrid: json(spki(publicKey), (raw, at) => ({
    'x-twilio-email-event-webhook-timestamp': seconds(at),
    'x-twilio-email-event-webhook-signature': sign('sha256', Buffer.from(seconds(at) + raw), privateKey).toString(
      'base64',
    ),
  })),
  mailgun: {
    secret: 'mailgun-key',
    send(message, at, url) {
      const token = 'a8ce0edb2dd8301dee6c2405235584e45aa91d1e9f979f3de0';
      const signature = hmac('sha256', 'mailgun-key', seconds(at) + token, 'hex');
      const raw = JSON.stringify({ ...(message as object), signature: { timestamp: seconds(at), token, signature } });
      return { url, raw, headers: { 'content-type': 'application/json' } };
    },
  },
  postmark: json('post:mark', () => ({ authorization: `Basic ${Buffer.from('post:mark').toString('base64')}` })),
  zoom: json('zoom-token', (raw, at) => ({
    'x-zm-request-timestamp': seconds(at),
    'x-zm-signature': `v0=${hmac('sha256', 'zoom-token', `v0:${seconds(at)}:${raw}`, 'hex')}`,
  })),
  calendly: json('calendly-key', (raw, at) => ({
    'calendly-webhook-signature': `t=${seconds(at)},v1=${hmac('sha256', 'calendly-key', `${seconds(at)}.${raw}`, 'hex')}`,
  })),
  zendesk: json('zendesk-secret', (raw, at) => ({
    'x-zendesk-webhook-signature-timestamp': new Date(at).toISOString(),
    'x-zendesk-webhook-signature': hmac('sha256', 'zendesk-secret', new Date(at).toISOString() + raw, 'base64'),
  })),
  intercom: json('intercom-secret', (raw) => ({
    'x-hub-signature': `sha1=${hmac('sha1', 'intercom-secret', raw, 'hex')}`,
  })),
  twilio: {
    secret: 'twilio-token',
    send(message, _at, url) {
      const call = message as Readonly<Record<string, string>>;
      const text = Object.keys(call)
        .sort()
        .reduce((all, name) => all + name + call[name]!, url);
      const headers = {
        'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
        'x-twilio-signature': hmac('sha1', 'twilio-token', text, 'base64'),
      };
      return { url, raw: new URLSearchParams(call).toString(), headers };
    },
  },
  stripe: json('whsec_1', (raw, at) => ({
    // Stripe signs with the old secret too while a new one is taking over.
    'stripe-signature': `t=${seconds(at)},v1=${hmac('sha256', 'whsec_0', `${seconds(at)}.${raw}`, 'hex')},v1=${hmac('sha256', 'whsec_1', `${seconds(at)}.${raw}`, 'hex')},v0=none`,
  })),
  hubspot: json('hubspot-secret', (raw, at, url) => ({
    'x-hubspot-request-timestamp': String(at),
    'x-hubspot-signature-v3': hmac('sha256', 'hubspot-secret', `POST${url}${raw}${at}`, 'base64'),
  })),
};
