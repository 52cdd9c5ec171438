import { event, day, oneOf, optional, wholeNumber, word } from '#kernel';
import { aboutSubscription, companies, identifiers, money } from '../../vocabulary.js';

/** A subscription that is paid for began. */
export const subscriptionStarted = event('subscription-started', 1, {
  importable: true,
  about: aboutSubscription,
  payload: {
    plan: word,
    quantity: optional(wholeNumber),
    /** What is paid for each interval, for all of the quantity, net of tax and discount. */
    price: optional(money),
    /** How often; a month where nothing is said. */
    interval: optional(oneOf('month', 'quarter', 'year')),
    /** The day on which its next term begins. */
    renewsOn: optional(day),
    group: optional(word),
    companyName: optional(word),
    identifiers: optional(identifiers),
    companies,
  },
  dataSubject: 'profile',
  companies: { group: 'company' },
});
