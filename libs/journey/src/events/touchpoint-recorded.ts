import { event, oneOf, optional, personal, properties, text, traceId, url, wholeNumber, word, widened } from '#kernel';
import { aboutContact, companies, DIRECTIONS, identifiers } from '../vocabulary.js';

/** One touch between a contact and the company: an email opened, a webinar attended, a call, an order. */
export const touchpointRecorded = event('touchpoint-recorded', 2, {
  importable: true,
  about: aboutContact,
  payload: {
    /** One of `CHANNELS`. */
    channel: word,
    /** What happened there; an open vocabulary whose core is `KINDS`. */
    kind: word,
    direction: optional(oneOf(...DIRECTIONS)),
    campaign: optional(word),
    /** The arm of a split test. */
    variant: optional(word),
    /** What the source called it, where it has a name of its own for it. */
    name: optional(word),
    /** Seconds. */
    duration: optional(wholeNumber),
    /** A message's subject line. */
    subject: optional(text),
    /** A page's, a webinar's, a meeting's title. */
    title: optional(text),
    url: optional(url),
    referrer: optional(url),
    utmSource: optional(word),
    utmMedium: optional(word),
    utmCampaign: optional(word),
    utmTerm: optional(word),
    utmContent: optional(word),
    /** An advertiser's id of the click, as `{parameter}={value}`. */
    clickId: optional(traceId),
    ip: optional(traceId),
    userAgent: optional(traceId),
    /** The source's own properties, kept raw. */
    properties: optional(properties),
    /** What else the source said about device and place (locale, screen, operating system), kept raw. */
    context: optional(personal('trace', properties)),
    identifiers,
    companies,
  },
  upcast: {
    1: widened({
      subject: 'content',
      title: 'content',
      url: 'trace',
      referrer: 'trace',
      clickId: 'trace',
      ip: 'trace',
      userAgent: 'trace',
      properties: 'content',
      context: 'trace',
      identifiers: 'identity',
    }),
  },
});
