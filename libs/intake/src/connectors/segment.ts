import { connector, InvalidInput, type Delivery, type Reading } from '#kernel';
import { withCompany } from './reading/company.js';
import { idIn, messagesOf, readMany } from './reading/each.js';
import { readMessage, TRANSPORT } from './reading/segment-message.js';
import { objectOf, whenOf, type JsonObject } from './reading/values.js';

/**
 * What the libraries of Segment and RudderStack send, and whoever speaks as they do.
 *
 * - track → a touch. Its channel and kind follow from `properties.channel` and `properties.kind` where they are of the
 *   vocabulary, else from the event's name (`./reading/track-names.ts`); the name is kept.
 * - page → web/viewed, screen → product/viewed.
 * - identify → the contact's fields; group → the contact's company, and what is said of it; alias → two identifiers of one contact.
 * - `userId` → user, `anonymousId` → anonymous, of the source; an email address or a phone number (E.164) in the
 *   traits, in `context.traits` or in the properties → email, phone; `context.externalId` → external, of its type.
 */
export const segment = connector('segment', {
  paths: ['v1/batch', 'v1/import', 'v1/track', 'v1/identify', 'v1/page', 'v1/screen', 'v1/group', 'v1/alias'],
  again: (stated, path, shared) =>
    isMany(path) ? { batch: [stated], ...(shared === undefined ? {} : { context: shared }) } : stated,
  read(delivery: Delivery): Reading {
    const { body } = delivery;
    if (typeof body !== 'object' || body === null || Array.isArray(body))
      throw new InvalidInput('delivery.invalid', [{ where: 'body', what: 'must be a JSON object' }]);
    const whole = body as JsonObject;
    const call = delivery.path.slice(delivery.path.lastIndexOf('/') + 1);
    const many = isMany(delivery.path);
    const shared = many && whole['context'] !== undefined ? objectOf(whole['context']) : null;
    const messages = many ? messagesOf(whole['batch'], 'batch') : [whole];
    const sent = whenOf(whole['sentAt']);
    return {
      ...readMany(
        messages,
        (index) => (many ? `batch[${index}]` : ''),
        (message) => withCompany(readMessage(message, many ? null : call, shared)),
        TRANSPORT,
        (message) => idIn(message, 'messageId'),
      ),
      ...(sent?.precision === 'instant' ? { sentAt: sent.at } : {}),
      ...(shared === null ? {} : { shared }),
      ...(call === 'import' ? { origin: 'history' as const } : {}),
    };
  },
});

/** Whether a path takes a list of messages. */
function isMany(path: string): boolean {
  return /\/(batch|import)$/.test(path);
}
