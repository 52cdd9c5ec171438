import type { ProjectionDefinition } from '#kernel';
import { activities } from './activities.js';
import { companies } from './companies.js';
import { contacts } from './contacts.js';
import { customers } from './customers.js';
import { deals } from './deals.js';
import { duplicates } from './duplicates.js';
import { exchangeRates } from './exchange-rates.js';
import { funnel } from './funnel.js';
import { imports } from './imports.js';
import { kpis } from './kpis.js';
import { lineage } from './lineage.js';
import { orders } from './orders.js';
import { ownership } from './ownership.js';
import { pipelines } from './pipelines.js';
import { staff } from './staff.js';
import { subscriptions } from './subscriptions.js';
import { teams } from './teams.js';
import { tickets } from './tickets.js';

/** Every read model, in the order of their names. */
export const models: readonly ProjectionDefinition[] = [
  activities,
  companies,
  contacts,
  customers,
  deals,
  duplicates,
  exchangeRates,
  funnel,
  imports,
  kpis,
  lineage,
  orders,
  ownership,
  pipelines,
  staff,
  subscriptions,
  teams,
  tickets,
];

export {
  activities,
  companies,
  contacts,
  customers,
  deals,
  duplicates,
  exchangeRates,
  funnel,
  imports,
  kpis,
  lineage,
  orders,
  ownership,
  pipelines,
  staff,
  subscriptions,
  teams,
  tickets,
};
