import { event, day, optional, word } from '#kernel';
import { aboutSubscription, companies, identifiers } from '../../vocabulary.js';

/** Somebody tries a subscription, without paying for it yet. */
export const subscriptionTrialStarted = event('subscription-trial-started', 1, {
  importable: true,
  about: aboutSubscription,
  payload: {
    plan: word,
    endsOn: optional(day),
    group: optional(word),
    companyName: optional(word),
    identifiers: optional(identifiers),
    companies,
  },
  dataSubject: 'profile',
  companies: { group: 'company' },
});
