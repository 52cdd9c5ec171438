import type { MantineColorScheme } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import {
  IconBriefcase,
  IconArrowsExchange,
  IconBuilding,
  IconCalendarTime,
  IconChartBar,
  IconDeviceDesktop,
  IconFileImport,
  IconFilter,
  IconHome,
  IconKey,
  IconKeyboard,
  IconLanguage,
  IconLifebuoy,
  IconLayoutKanban,
  IconListCheck,
  IconLogout,
  IconMoon,
  IconPlugConnected,
  IconPlus,
  IconRepeat,
  IconShieldHalf,
  IconSitemap,
  IconStack2,
  IconStopwatch,
  IconSun,
  IconUserPlus,
  IconUsers,
  IconUsersGroup,
  IconUserShield,
  type Icon,
} from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CompanyHit, SearchHit } from '../api/types.js';
import { useMay } from '../app/session.js';
import { chooseLanguage } from '../i18n/index.js';
import { languageNames, languages } from '../i18n/languages.js';
import { Initials } from '../ui/initials.js';
import { useSignOut } from './sign-out.js';

/** Something the palette offers. */
export interface PaletteEntry {
  readonly id: string;
  readonly group: string;
  readonly label: string;
  readonly hint?: string;
  readonly icon: ReactNode;
  run(): void;
}

/** The people a search found. */
export function usePeopleEntries(hits: readonly SearchHit[]): PaletteEntry[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return hits.map((hit) => {
    const label = hit.name ?? hit.email ?? t('contact.nameless');
    const hint = [hit.company, hit.email === label ? null : hit.email].filter((part) => part !== null).join(' · ');
    return {
      id: `person-${hit.contact}`,
      group: t('palette.people'),
      label,
      ...(hint === '' ? {} : { hint }),
      icon: <Initials name={label} />,
      run: () => void navigate({ to: '/contacts/$contact', params: { contact: hit.contact } }),
    };
  });
}

/** The companies a search found. */
export function useCompanyEntries(hits: readonly CompanyHit[]): PaletteEntry[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return hits.map(({ company, name, domain }) => ({
    id: `company-${company}`,
    group: t('palette.companies'),
    label: name ?? t('company.nameless'),
    ...(domain === null || domain === name ? {} : { hint: domain }),
    icon: <IconBuilding size={18} stroke={1.6} aria-hidden />,
    run: () => void navigate({ to: '/companies/$company', params: { company } }),
  }));
}

interface Doing {
  readonly onKeys: () => void;
  readonly setTheme: (scheme: MantineColorScheme) => void;
}

/** The screens and commands there are for this person. */
export function useCommands({ onKeys, setTheme }: Doing): PaletteEntry[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const signOut = useSignOut();
  const mayIssue = useMay('keys.manage');
  const mayAdd = useMay('staff.manage');
  const mayImport = useMay('imports.write');
  const maySell = useMay('deals.write');
  const mayServe = useMay('tickets.write');
  const entry = (id: string, group: string, label: string, Glyph: Icon, run: () => void): PaletteEntry => ({
    id,
    group,
    label,
    icon: <Glyph size={18} stroke={1.6} aria-hidden />,
    run,
  });
  const screens = t('palette.screens');
  const commands = t('palette.commands');
  return [
    entry('home', screens, t('nav.home'), IconHome, () => void navigate({ to: '/' })),
    entry('contacts', screens, t('nav.contacts'), IconUsers, () => void navigate({ to: '/contacts' })),
    entry('companies', screens, t('nav.companies'), IconBuilding, () => void navigate({ to: '/companies' })),
    entry('duplicates', screens, t('nav.duplicates'), IconUsersGroup, () => void navigate({ to: '/duplicates' })),
    entry('pipeline', screens, t('nav.pipeline'), IconBriefcase, () => void navigate({ to: '/pipeline' })),
    entry('tickets', screens, t('nav.tickets'), IconLifebuoy, () => void navigate({ to: '/tickets' })),
    entry('handoffs', screens, t('nav.handoffs'), IconArrowsExchange, () => void navigate({ to: '/handoffs' })),
    entry('funnel', screens, t('nav.funnel'), IconFilter, () => void navigate({ to: '/funnel' })),
    entry('kpis', screens, t('nav.kpis'), IconChartBar, () => void navigate({ to: '/kpis' })),
    entry('retention', screens, t('nav.retention'), IconRepeat, () => void navigate({ to: '/retention' })),
    entry('stages', screens, t('nav.stages'), IconFilter, () => void navigate({ to: '/settings/stages' })),
    entry(
      'pipelines',
      screens,
      t('nav.pipelines'),
      IconLayoutKanban,
      () => void navigate({ to: '/settings/pipelines' }),
    ),
    entry(
      'calendars',
      screens,
      t('nav.calendars'),
      IconCalendarTime,
      () => void navigate({ to: '/settings/calendars' }),
    ),
    entry('sla', screens, t('nav.sla'), IconStopwatch, () => void navigate({ to: '/settings/sla' })),
    entry('teams', screens, t('nav.teams'), IconSitemap, () => void navigate({ to: '/settings/teams' })),
    entry('reasons', screens, t('nav.reasons'), IconListCheck, () => void navigate({ to: '/settings/reasons' })),
    entry(
      'projections',
      screens,
      t('nav.projections'),
      IconStack2,
      () => void navigate({ to: '/settings/projections' }),
    ),
    entry('sources', screens, t('nav.sources'), IconPlugConnected, () => void navigate({ to: '/intake/sources' })),
    entry(
      'quarantine',
      screens,
      t('nav.quarantine'),
      IconShieldHalf,
      () => void navigate({ to: '/intake/quarantine' }),
    ),
    entry('imports', screens, t('nav.imports'), IconFileImport, () => void navigate({ to: '/intake/imports' })),
    entry('keys', screens, t('nav.keys'), IconKey, () => void navigate({ to: '/settings/keys' })),
    entry('people', screens, t('nav.people'), IconUserShield, () => void navigate({ to: '/settings/people' })),
    ...(maySell
      ? [
          entry(
            'new-deal',
            commands,
            t('palette.newDeal'),
            IconBriefcase,
            () => void navigate({ to: '/pipeline', search: { new: 'deal' } }),
          ),
        ]
      : []),
    ...(mayServe
      ? [
          entry(
            'new-ticket',
            commands,
            t('palette.newTicket'),
            IconLifebuoy,
            () => void navigate({ to: '/tickets', search: { new: 'ticket' } }),
          ),
        ]
      : []),
    ...(mayIssue
      ? [
          entry(
            'new-key',
            commands,
            t('palette.newKey'),
            IconPlus,
            () => void navigate({ to: '/settings/keys', search: { new: 'key' } }),
          ),
        ]
      : []),
    ...(mayAdd
      ? [
          entry(
            'new-person',
            commands,
            t('palette.newPerson'),
            IconUserPlus,
            () => void navigate({ to: '/settings/people', search: { new: 'person' } }),
          ),
        ]
      : []),
    ...(mayImport
      ? [
          entry(
            'new-import',
            commands,
            t('palette.newImport'),
            IconFileImport,
            () => void navigate({ to: '/intake/imports/new' }),
          ),
        ]
      : []),
    entry('auto', commands, t('palette.themeAuto'), IconDeviceDesktop, () => setTheme('auto')),
    entry('light', commands, t('palette.themeLight'), IconSun, () => setTheme('light')),
    entry('dark', commands, t('palette.themeDark'), IconMoon, () => setTheme('dark')),
    ...languages.map((language) =>
      entry(
        `language-${language}`,
        commands,
        t('palette.language', { language: languageNames[language] }),
        IconLanguage,
        () => void chooseLanguage(language),
      ),
    ),
    entry('shortcuts', commands, t('nav.shortcuts'), IconKeyboard, onKeys),
    entry('sign-out', commands, t('account.signOut'), IconLogout, () => void signOut()),
  ];
}
