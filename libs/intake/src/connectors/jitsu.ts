import { connector, InvalidInput, type Delivery, type Reading } from '#kernel';
import { withCompany } from './reading/company.js';
import { idIn, readMany } from './reading/each.js';
import { readMessage, TRANSPORT } from './reading/segment-message.js';
import { whenOf, type JsonObject } from './reading/values.js';

const CALLS = ['track', 'identify', 'page', 'screen', 'group', 'alias'] as const;

/** Jitsu's name of a call on a server begins so. */
const OF_A_SERVER = 's2s/';

/**
 * What Jitsu's library sends: messages of Segment's specification (`./segment.ts`), one a call, the type in the path.
 * The key stands in `x-write-key`, whole or after the colon of `id:secret`.
 */
export const jitsu = connector('jitsu', {
  paths: ['', OF_A_SERVER].flatMap((where) => CALLS.map((call) => `api/s/${where}${call}`)),
  read({ body, path }: Delivery): Reading {
    if (typeof body !== 'object' || body === null || Array.isArray(body))
      throw new InvalidInput('delivery.invalid', [{ where: 'body', what: 'must be a JSON object' }]);
    const call = path.slice(path.lastIndexOf('/') + 1);
    const sent = whenOf((body as JsonObject)['sentAt']);
    return {
      ...readMany(
        [body],
        () => '',
        (message) => withCompany(readMessage(message, call, null)),
        TRANSPORT,
        (message) => idIn(message, 'messageId'),
      ),
      ...(sent?.precision === 'instant' ? { sentAt: sent.at } : {}),
    };
  },
});
