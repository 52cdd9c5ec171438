import { kpi, own } from '#kernel';
import { firstTouchesOfContacts } from '../reading/first-touch.js';

/** What both versions say but for whom they count. */
export const OF_BRAND_REACH = {
  kind: 'count',
  unit: 'count',
  team: 'marketing',
  reads: ['contacts', 'identity'],
  gives: ['placed', 'placed_precision', 'event_id', 'contact'],
  slices: { channel: own, campaign: own, source: own },
  title: { en: 'Brand reach', fr: 'Portée de la marque', id: 'Jangkauan merek' },
  says: {
    en: 'Contacts whose first touch ever falls in the period.',
    fr: 'Contacts dont le tout premier contact a lieu dans la période.',
    id: 'Kontak yang sentuhan pertamanya terjadi dalam periode.',
  },
} as const;

/** Count: contacts first ever touched in the period. Version 1 counted companies, too. */
export const brandReach = kpi('brand-reach', 2, { ...OF_BRAND_REACH, records: firstTouchesOfContacts });
