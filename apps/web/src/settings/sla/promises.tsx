import { useTranslation } from 'react-i18next';
import type { CalendarLine, SlaAnswer } from '../../api/types.js';
import { useMay } from '../../app/session.js';
import { usePage } from '../../shell/page-title.js';
import { ErrorState } from '../../ui/states.js';
import { SettingsPage } from '../page.js';
import { useQuestion } from '../rows/use-question.js';
import { TableSkeleton } from '../table-skeleton.js';
import { PromisesEditor } from './promises-editor.js';

/** How soon tickets are to be answered and resolved. */
export function Promises() {
  const { t } = useTranslation();
  const may = useMay('settings.manage');
  usePage(t('nav.sla'));
  const sla = useQuestion<SlaAnswer>('sla', ['tickets']);
  const calendars = useQuestion<{ items: readonly CalendarLine[] }>('calendars', ['tickets']);
  return (
    <SettingsPage title={t('nav.sla')} lead={t('slaPage.lead')}>
      {sla.data === undefined ? (
        sla.error === null ? (
          <TableSkeleton />
        ) : (
          <ErrorState error={sla.error} retry={() => void sla.refetch()} />
        )
      ) : (
        <PromisesEditor set={sla.data} calendars={calendars.data?.items ?? []} may={may} />
      )}
    </SettingsPage>
  );
}
