import { useMediaQuery } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import {
  IconBriefcase,
  IconArrowsExchange,
  IconBuilding,
  IconCalendarTime,
  IconChartBar,
  IconFileImport,
  IconFilter,
  IconHome,
  IconKey,
  IconKeyboard,
  IconLifebuoy,
  IconLayoutKanban,
  IconListCheck,
  IconPlugConnected,
  IconRepeat,
  IconShieldHalf,
  IconSitemap,
  IconStack2,
  IconStopwatch,
  IconUsers,
  IconUsersGroup,
  IconUserShield,
  IconX,
  type Icon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useKeys } from '../ui/keys.js';
import { AccountMenu } from './account-menu.js';
import { Mark } from './mark.js';
import { IconButton } from '../ui/button.js';
import styles from './navigation.module.css';

interface Props {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onKeys: () => void;
}

interface Entry {
  readonly to:
    | '/'
    | '/contacts'
    | '/companies'
    | '/duplicates'
    | '/pipeline'
    | '/tickets'
    | '/funnel'
    | '/handoffs'
    | '/kpis'
    | '/retention'
    | '/intake/sources'
    | '/intake/quarantine'
    | '/intake/imports'
    | '/settings/keys'
    | '/settings/people'
    | '/settings/projections'
    | '/settings/stages'
    | '/settings/pipelines'
    | '/settings/calendars'
    | '/settings/sla'
    | '/settings/teams'
    | '/settings/reasons';
  readonly icon: Icon;
  readonly label: string;
}

/** The left navigation; on a narrow screen it slides over the page. */
export function Navigation({ open, onClose, onKeys }: Props) {
  const { t } = useTranslation();
  const narrow = useMediaQuery('(max-width: 48em)') ?? false;
  useKeys({ escape: onClose }, open);
  const intake: Entry[] = [
    { to: '/intake/sources', icon: IconPlugConnected, label: t('nav.sources') },
    { to: '/intake/quarantine', icon: IconShieldHalf, label: t('nav.quarantine') },
    { to: '/intake/imports', icon: IconFileImport, label: t('nav.imports') },
  ];
  const figures: Entry[] = [
    { to: '/kpis', icon: IconChartBar, label: t('nav.kpis') },
    { to: '/retention', icon: IconRepeat, label: t('nav.retention') },
  ];
  const settings: Entry[] = [
    { to: '/settings/stages', icon: IconFilter, label: t('nav.stages') },
    { to: '/settings/pipelines', icon: IconLayoutKanban, label: t('nav.pipelines') },
    { to: '/settings/calendars', icon: IconCalendarTime, label: t('nav.calendars') },
    { to: '/settings/sla', icon: IconStopwatch, label: t('nav.sla') },
    { to: '/settings/teams', icon: IconSitemap, label: t('nav.teams') },
    { to: '/settings/reasons', icon: IconListCheck, label: t('nav.reasons') },
    { to: '/settings/projections', icon: IconStack2, label: t('nav.projections') },
    { to: '/settings/keys', icon: IconKey, label: t('nav.keys') },
    { to: '/settings/people', icon: IconUserShield, label: t('nav.people') },
  ];
  if (narrow && !open) return null;
  return (
    <div className={styles.wrap}>
      {narrow ? <div className={styles.shade} aria-hidden onClick={onClose} /> : null}
      <nav className={styles.nav} aria-label={t('nav.label')}>
        <div className={styles.brand}>
          <Mark />
          <span>Throughline</span>
          {narrow ? (
            <IconButton className={styles.close} label={t('action.close')} onClick={onClose}>
              <IconX size={18} />
            </IconButton>
          ) : null}
        </div>
        <Entries
          entries={[
            { to: '/', icon: IconHome, label: t('nav.home') },
            { to: '/contacts', icon: IconUsers, label: t('nav.contacts') },
            { to: '/companies', icon: IconBuilding, label: t('nav.companies') },
            { to: '/duplicates', icon: IconUsersGroup, label: t('nav.duplicates') },
            { to: '/handoffs', icon: IconArrowsExchange, label: t('nav.handoffs') },
            { to: '/funnel', icon: IconFilter, label: t('nav.funnel') },
          ]}
        />
        <h2 className={styles.group}>{t('nav.sales')}</h2>
        <Entries entries={[{ to: '/pipeline', icon: IconBriefcase, label: t('nav.pipeline') }]} />
        <h2 className={styles.group}>{t('nav.service')}</h2>
        <Entries entries={[{ to: '/tickets', icon: IconLifebuoy, label: t('nav.tickets') }]} />
        <h2 className={styles.group}>{t('nav.figures')}</h2>
        <Entries entries={figures} />
        <h2 className={styles.group}>{t('nav.intake')}</h2>
        <Entries entries={intake} />
        <h2 className={styles.group}>{t('nav.settings')}</h2>
        <Entries entries={settings} />
        <div className={styles.foot}>
          <button type="button" className={styles.entry} onClick={onKeys}>
            <IconKeyboard size={16} stroke={1.7} aria-hidden />
            <span>{t('nav.shortcuts')}</span>
            <kbd>?</kbd>
          </button>
          <AccountMenu />
        </div>
      </nav>
    </div>
  );
}

function Entries({ entries }: { readonly entries: readonly Entry[] }) {
  return (
    <ul className={styles.entries}>
      {entries.map(({ to, icon: Glyph, label }) => (
        <li key={to}>
          <Link
            to={to}
            className={styles.entry}
            activeOptions={{ exact: to === '/' }}
            activeProps={{ 'aria-current': 'page' }}
          >
            <Glyph size={16} stroke={1.7} aria-hidden />
            <span>{label}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
