import { useTranslation } from 'react-i18next';
import type { Stages as StagesAnswer } from '../../api/types.js';
import { useMay } from '../../app/session.js';
import { usePage } from '../../shell/page-title.js';
import { ErrorState } from '../../ui/states.js';
import { SettingsPage } from '../page.js';
import { useQuestion } from '../rows/use-question.js';
import { TableSkeleton } from '../table-skeleton.js';
import { StagesEditor } from './stages-editor.js';

/** The stages of the funnel, and what brings a contact into them. */
export function Stages() {
  const { t } = useTranslation();
  const may = useMay('settings.manage');
  usePage(t('nav.stages'));
  const { data, error, refetch } = useQuestion<StagesAnswer>('stages', ['funnel']);
  return (
    <SettingsPage title={t('nav.stages')} lead={t('stagesPage.lead')}>
      {data === undefined ? (
        error === null ? (
          <TableSkeleton />
        ) : (
          <ErrorState error={error} retry={() => void refetch()} />
        )
      ) : (
        <StagesEditor set={data} may={may} />
      )}
    </SettingsPage>
  );
}
