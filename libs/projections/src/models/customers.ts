import { bool, date, facts, label, moment, projection, states, uuid, when } from '#kernel';
import { dealCorrected, dealLost, dealWon, orderPlaced, subscriptionStarted } from '#journey';
import { condensingCustomers } from '../fields/condense-customers.js';
import { customerHistory } from '../fields/customer-history.js';

interface Whom {
  readonly profile?: string;
  readonly company?: string;
}

/** A row for whom it makes a customer: the company where one is named, else the contact; and one for the company's contact. */
function whom({ profile, company }: Whom): { readonly profile: string; readonly unit: boolean }[] {
  return [
    ...(company === undefined ? [] : [{ profile: company, unit: true }]),
    ...(profile === undefined ? [] : [{ profile, unit: company === undefined }]),
  ];
}

const SINCE = {
  /** Whether it is a customer itself; a contact that only bought for its company is not, the company is. */
  unit: bool,
  since_at: moment,
  since_precision: label,
  since_event: uuid,
  /** deal-won, subscription-started, order-placed, or deal-corrected. */
  how: label,
  /** The deal, subscription or order. */
  thing: uuid,
} as const;

/**
 * Customers: who is one, and since when. The unit is the company where an event names one, else the contact; it becomes a
 * customer by its first won deal, the first start of a paid subscription, or its first order.
 */
export const customers = projection('customers', 2, {
  facts: {
    became: facts(
      { profile: uuid, unit: bool, how: label, thing: uuid },
      [
        when(dealWon, ({ about }) => whom(about).map((one) => ({ ...one, how: 'deal-won', thing: about.deal }))),
        when(subscriptionStarted, ({ about }) =>
          whom(about).map((one) => ({ ...one, how: 'subscription-started', thing: about.subscription })),
        ),
        when(orderPlaced, ({ about }) =>
          whom(about).map((one) => ({ ...one, how: 'order-placed', thing: about.order })),
        ),
      ],
      ['profile', 'thing'],
    ),
    /** Deals that were lost: one may have been won all along. */
    lost: facts(
      { profile: uuid, unit: bool, how: label, thing: uuid },
      [when(dealLost, ({ about }) => whom(about).map((one) => ({ ...one, how: 'deal-lost', thing: about.deal })))],
      ['profile', 'thing'],
    ),
    /** Deals of which it was said that they always had another outcome, or were closed on another day. */
    corrected: facts(
      { profile: uuid, unit: bool, how: label, thing: uuid, outcome: label, closed_on: date },
      [
        when(dealCorrected, ({ about, payload: { outcome, closedOn } }) =>
          outcome === undefined && closedOn === undefined
            ? null
            : whom(about).map((one) => ({
                ...one,
                how: 'deal-corrected',
                thing: about.deal,
                outcome,
                closed_on: closedOn,
              })),
        ),
      ],
      ['profile', 'thing'],
    ),
  },
  states: {
    contact: states({
      per: ['contact'],
      from: ['became', 'lost', 'corrected'],
      columns: SINCE,
      condensing: condensingCustomers,
      derive: customerHistory,
    }),
    company: states({
      per: ['company'],
      from: ['became', 'lost', 'corrected'],
      columns: SINCE,
      condensing: condensingCustomers,
      derive: customerHistory,
    }),
  },
});
