import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../app/session.js';
import { SettingsPage } from '../settings/page.js';
import { usePage } from '../shell/page-title.js';
import { DealsDue, NobodysContacts, OffersByMe, OffersToMe, SinceYesterday, TicketsNearBreach } from './cards.js';
import styles from './home.module.css';
import { anybody } from './questions.js';

const FirstTouch = lazy(() => import('../contacts/first-touch.js').then((module) => ({ default: module.FirstTouch })));

/** Who looks after the whole rather than after a book of their own. */
const OVERSEEING: ReadonlySet<string> = new Set(['admin', 'leadership', 'analyst', 'reader']);

/** What waits for the person who signed in, by their role, and what changed since yesterday. */
export function Home() {
  const { t } = useTranslation();
  const person = useSession()?.person;
  const some = useQuery(anybody);
  usePage(t('nav.home'));
  if (person === undefined) return null;
  if (some.data?.items.length === 0)
    return (
      <Suspense fallback={null}>
        <FirstTouch />
      </Suspense>
    );
  const { id, role } = person;
  const whose = OVERSEEING.has(role) ? undefined : id;
  return (
    <SettingsPage title={t('home.title')} lead={whose === undefined ? t('home.leadWhole') : t('home.lead')}>
      <div className={styles.grid}>
        <OffersToMe me={id} />
        {role === 'service' ? <TicketsNearBreach me={id} /> : null}
        {role === 'marketing' || role === 'service' ? null : <DealsDue me={whose} />}
        {role === 'service' || role === 'marketing' ? null : <TicketsNearBreach me={whose} />}
        {whose === undefined ? <NobodysContacts /> : <OffersByMe me={id} />}
        <SinceYesterday me={id} />
      </div>
    </SettingsPage>
  );
}
