import { id, query, sql } from '#kernel';
import { believed } from '../reading/contact.js';
import { customerNames } from '../reading/customers.js';
import { held } from '../reading/moments.js';
import { historyOf, type DealEvent, type Placed } from '../reading/deal-history.js';
import {
  SUBSCRIPTION_MODELS,
  subscriptionColumns,
  subscriptionLine,
  type SubscriptionLine,
  type SubscriptionRow,
} from '../reading/subscriptions.js';

/** A subscription, whole. */
export interface SubscriptionRecord extends SubscriptionLine {
  readonly history: readonly DealEvent[];
  /** Of its stream, as far as the answer holds it: commands may name it as `If-Match`. */
  readonly revision: number | null;
}

const MOST = 500;

/** Everything that is known about one subscription. */
export const subscriptionRecord = query('subscription', {
  path: 'subscriptions/:subscription',
  permission: 'billing.read',
  params: { subscription: id },
  reads: [...SUBSCRIPTION_MODELS, 'staff'],
  clocks: true,
  answer: async (asking, { subscription }): Promise<SubscriptionRecord | null> => {
    const [[row], facts] = await Promise.all([
      asking.byKey<SubscriptionRow>(sql`
        SELECT ${subscriptionColumns}
        FROM (SELECT s.*, NULL::timestamptz AS ends_at FROM read.subscriptions_subscription s) d
        ${customerNames(asking)}
        WHERE d.subscription = ${subscription} AND ${held(asking, 'd')}`),
      asking.byKey<Placed>(sql`
        SELECT s.position, s.occurred_at FROM read.subscriptions_said s
        WHERE s.subscription = ${subscription} AND ${believed(asking, 's')}
        ORDER BY s.position DESC LIMIT ${MOST}`),
    ]);
    if (row === undefined) return null;
    const { events, revision } = await historyOf(asking, facts, `subscription-${subscription}`);
    return { ...subscriptionLine(row, asking), history: events, revision };
  },
});
