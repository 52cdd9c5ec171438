import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CalendarLine } from '../../api/types.js';
import { useMay } from '../../app/session.js';
import { usePage } from '../../shell/page-title.js';
import { Button } from '../../ui/button.js';
import { ErrorState } from '../../ui/states.js';
import { SettingsPage } from '../page.js';
import { useQuestion } from '../rows/use-question.js';
import { TableSkeleton } from '../table-skeleton.js';
import { CalendarEditor } from './calendar-editor.js';

/** The calendars: when staff work, and on which days they do not. */
export function Calendars() {
  const { t } = useTranslation();
  const may = useMay('settings.manage');
  const [adding, setAdding] = useState(false);
  usePage(t('nav.calendars'));
  const { data, error, refetch } = useQuestion<{ items: readonly CalendarLine[] }>('calendars', ['tickets']);
  const action = (
    <Button look="primary" size="small" onClick={() => setAdding(true)}>
      <IconPlus size={15} aria-hidden />
      {t('calendarsPage.new')}
    </Button>
  );
  return (
    <SettingsPage title={t('nav.calendars')} lead={t('calendarsPage.lead')} action={may ? action : undefined}>
      {adding && may ? <CalendarEditor calendar={null} may onDone={() => setAdding(false)} /> : null}
      {data === undefined ? (
        error === null ? (
          <TableSkeleton />
        ) : (
          <ErrorState error={error} retry={() => void refetch()} />
        )
      ) : (
        data.items.map((calendar) => <CalendarEditor key={calendar.calendar} calendar={calendar} may={may} />)
      )}
    </SettingsPage>
  );
}
