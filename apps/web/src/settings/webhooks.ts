import { readable } from '../ui/readable.js';

/** The webhooks a key may be for, under the names of who calls them. */
export const webhooks = {
  calendly: 'Calendly',
  hubspot: 'HubSpot',
  intercom: 'Intercom',
  mailgun: 'Mailgun',
  postmark: 'Postmark',
  sendgrid: 'SendGrid',
  stripe: 'Stripe',
  twilio: 'Twilio',
  zendesk: 'Zendesk',
  zoom: 'Zoom',
} as const;
export type Webhook = keyof typeof webhooks;
export const webhookList = Object.keys(webhooks) as Webhook[];

/** A webhook that this build knows; undefined for another. */
export function knownWebhook(name: string | null): Webhook | undefined {
  return webhookList.find((one) => one === name);
}

/** What a webhook's source is called; one this build does not know is shown readably as it is. */
export function webhookName(name: string): string {
  const known = knownWebhook(name);
  return known === undefined ? readable(name) : webhooks[known];
}
