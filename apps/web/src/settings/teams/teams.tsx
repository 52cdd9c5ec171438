import { IconPlus, IconSitemap } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CalendarLine, PersonRow, TeamLine } from '../../api/types.js';
import { useMay } from '../../app/session.js';
import { usePage } from '../../shell/page-title.js';
import { Button } from '../../ui/button.js';
import { EmptyState, ErrorState } from '../../ui/states.js';
import { SettingsPage } from '../page.js';
import { useQuestion } from '../rows/use-question.js';
import { TableSkeleton } from '../table-skeleton.js';
import { TeamDialog } from './team-dialog.js';
import { TeamTable } from './team-table.js';
import { MembersDialog } from './members-dialog.js';
import { CloseTeam } from './close-team.js';

/** The teams, which is below which, and who is in them. */
export function Teams() {
  const { t } = useTranslation();
  const may = useMay('settings.manage');
  const [editing, setEditing] = useState<TeamLine | 'new' | null>(null);
  const [closing, setClosing] = useState<TeamLine | null>(null);
  const [shown, setShown] = useState<string | null>(null);
  usePage(t('nav.teams'));
  const { data, error, refetch } = useQuestion<{ items: readonly TeamLine[] }>('teams', ['teams', 'staff']);
  const calendars = useQuestion<{ items: readonly CalendarLine[] }>('calendars', ['tickets']);
  const people = useQuestion<{ items: readonly PersonRow[] }>('people', ['staff']);
  const teams = data?.items ?? [];
  const ofTeam = teams.find(({ team }) => team === shown);
  const found = (
    <Button look="primary" size="small" onClick={() => setEditing('new')}>
      <IconPlus size={15} aria-hidden />
      {t('teamsPage.new')}
    </Button>
  );
  return (
    <SettingsPage title={t('nav.teams')} lead={t('teamsPage.lead')} action={may ? found : undefined}>
      {data === undefined ? (
        error === null ? (
          <TableSkeleton />
        ) : (
          <ErrorState error={error} retry={() => void refetch()} />
        )
      ) : teams.length === 0 ? (
        <EmptyState icon={IconSitemap} title={t('teamsPage.noneTitle')} text={t('teamsPage.noneText')} />
      ) : (
        <TeamTable
          teams={teams}
          may={may}
          onMembers={({ team }) => setShown(team)}
          onEdit={setEditing}
          onClose={setClosing}
        />
      )}
      {editing === null ? null : (
        <TeamDialog
          team={editing === 'new' ? null : editing}
          teams={teams}
          calendars={calendars.data?.items ?? []}
          people={people.data?.items ?? []}
          onClose={() => setEditing(null)}
        />
      )}
      {ofTeam === undefined ? null : <MembersDialog team={ofTeam} onClose={() => setShown(null)} />}
      {closing === null ? null : <CloseTeam team={closing} onClose={() => setClosing(null)} />}
    </SettingsPage>
  );
}
