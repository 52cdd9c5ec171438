import { IconHistory } from '@tabler/icons-react';
import { useRouterState } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../i18n/use-format.js';
import styles from './travel-banner.module.css';
import { useSetTravel, useTravel, useTravelling } from './travel.js';

/** Screens whose questions are asked as of the moment that is shown; the others show now, and it is said. */
const FOLLOWING = [
  /^\/(contacts|companies|deals)\/[^/]+/,
  /^\/(pipeline|tickets|kpis|retention)/,
  /^\/(funnel|handoffs)$/,
  /^\/settings\/(stages|pipelines|calendars|sla|teams|reasons)/,
];

/** Says which moment is shown while it is not now, and leads back. */
export function TravelBanner() {
  const { t } = useTranslation();
  const format = useFormat();
  const { asOf, asKnownAt } = useTravel();
  const travelling = useTravelling();
  const go = useSetTravel();
  const path = useRouterState({ select: (state) => state.location.pathname });
  if (!travelling) return null;
  const happened = asOf === undefined ? null : t('travel.banner.asOf', { at: format.exact(asOf) });
  const known = asKnownAt === undefined ? null : t('travel.banner.knownAt', { at: format.exact(asKnownAt) });
  return (
    <div className={styles.banner} role="status">
      <IconHistory size={16} stroke={1.8} aria-hidden />
      <span className={styles.words}>
        {[happened, known].filter((one) => one !== null).join(' · ')}
        <span className={styles.off}>
          {FOLLOWING.some((screen) => screen.test(path)) ? t('travel.banner.off') : t('travel.banner.onlyNow')}
        </span>
      </span>
      <button type="button" className={styles.back} onClick={() => go({})}>
        {t('travel.back')} <kbd>{'n'}</kbd>
      </button>
    </div>
  );
}
