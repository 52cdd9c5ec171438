import { getRouteApi } from '@tanstack/react-router';
import { IconUsersGroup } from '@tabler/icons-react';
import { startTransition, useOptimistic } from 'react';
import { useTranslation } from 'react-i18next';
import { useSession } from '../app/session.js';
import { handoffTabs, type HandoffsSearch, type HandoffTab } from '../app/search.js';
import { SettingsPage } from '../settings/page.js';
import { usePage } from '../shell/page-title.js';
import { useKeys } from '../ui/keys.js';
import { Tabs } from '../ui/tabs.js';
import { EmptyState } from '../ui/states.js';
import { Books } from './books.js';
import { nameOf } from './called.js';
import { HandoffList } from './handoff-list.js';
import { HandoffPanel } from './handoff-panel.js';
import styles from './handoffs.module.css';
import { usePlace, useTeams } from './teams.js';
import { Unowned } from './unowned.js';

const route = getRouteApi('/app/handoffs');

/** Contacts that change hands: what is offered to whom, what is nobody's, and who has how much. */
export function Handoffs() {
  const { t } = useTranslation();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  usePage(t('nav.handoffs'));
  const { tab = 'me', handoff } = search;
  const open = (id: string | undefined): void =>
    void navigate({ search: (now) => ({ ...now, handoff: id }), replace: true });
  useKeys({ escape: () => open(undefined) }, handoff !== undefined);
  const lists = tab !== 'unowned' && tab !== 'books';
  return (
    <SettingsPage title={t('nav.handoffs')} lead={t('handoffs.lead')}>
      <Tabs
        label={t('handoffs.tabs')}
        value={tab}
        tabs={handoffTabs.map((value) => ({ value, label: t(`handoffs.tab.${value}`) }))}
        onChange={(to) => void navigate({ search: { tab: to === 'me' ? undefined : to } })}
      />
      {lists ? (
        <div className={styles.split}>
          <Lists key={tab} tab={tab} search={search} onOpen={open} />
          {handoff === undefined ? null : <HandoffPanel key={handoff} id={handoff} onClose={() => open(undefined)} />}
        </div>
      ) : tab === 'unowned' ? (
        <Unowned />
      ) : (
        <Books />
      )}
    </SettingsPage>
  );
}

interface ListsProps {
  readonly tab: Exclude<HandoffTab, 'unowned' | 'books'>;
  readonly search: HandoffsSearch;
  readonly onOpen: (handoff: string | undefined) => void;
}

function Lists({ tab, search, onOpen }: ListsProps) {
  const { t } = useTranslation();
  const navigate = route.useNavigate();
  const me = useSession()?.person.id;
  const place = usePlace();
  const teams = useTeams().data?.items ?? [];
  const mine = teams.filter((one) => place !== null && (place.member.includes(one) || place.leads.has(one.team)));
  const team = tab === 'team' ? (search.team ?? mine[0]?.team) : undefined;
  const whose: Readonly<Record<ListsProps['tab'], Readonly<Record<string, string | undefined>>>> = {
    me: { inbox: me, sort: search.answered === 'too' ? 'newest' : undefined },
    team: { team },
    by: { by: me },
    all: {},
  };
  const change = (part: Partial<HandoffsSearch>): Promise<void> =>
    navigate({ search: (now) => ({ ...now, handoff: undefined, ...part }), replace: true });
  // ticked at once, before the address says so
  const [answered, showAnswered] = useOptimistic(search.answered === 'too');
  const tick = (too: boolean): void =>
    startTransition(async () => {
      showAnswered(too);
      await change({ answered: too ? 'too' : undefined });
    });
  if (tab === 'team' && place !== null && mine.length === 0)
    return <EmptyState icon={IconUsersGroup} title={t('handoffs.noTeam')} text={t('handoffs.noTeamText')} />;
  return (
    <div>
      <div className={styles.bar}>
        <label>
          <input type="checkbox" checked={answered} onChange={(event) => tick(event.currentTarget.checked)} />
          {t('handoffs.answeredToo')}
        </label>
        {tab === 'team' && mine.length > 1 ? (
          <label>
            {t('handoffs.team')}
            <select value={team ?? ''} onChange={(event) => void change({ team: event.currentTarget.value })}>
              {mine.map((one) => (
                <option key={one.team} value={one.team}>
                  {nameOf({ id: one.team, name: one.name })}
                </option>
              ))}
            </select>
          </label>
        ) : null}
      </div>
      {tab === 'team' && team === undefined ? null : (
        <HandoffList
          asked={whose[tab]}
          status={search.answered === 'too' ? undefined : 'open'}
          none={{ title: t(`handoffs.none.${tab}`), text: t(`handoffs.noneText.${tab}`) }}
          chosen={search.handoff}
          onOpen={onOpen}
        />
      )}
    </div>
  );
}
