import { IconLayoutKanban, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PipelineLine } from '../../api/types.js';
import { useMay } from '../../app/session.js';
import { usePage } from '../../shell/page-title.js';
import { Button } from '../../ui/button.js';
import { EmptyState, ErrorState } from '../../ui/states.js';
import { SettingsPage } from '../page.js';
import { useQuestion } from '../rows/use-question.js';
import { TableSkeleton } from '../table-skeleton.js';
import { PipelineEditor } from './pipeline-editor.js';

/** The pipelines deals go through: their stages, in order, with how likely a deal is won from each. */
export function Pipelines() {
  const { t } = useTranslation();
  const may = useMay('settings.manage');
  const [adding, setAdding] = useState(false);
  usePage(t('nav.pipelines'));
  const { data, error, refetch } = useQuestion<{ items: readonly PipelineLine[] }>('pipelines', ['pipelines', 'deals']);
  const action = (
    <Button look="primary" size="small" onClick={() => setAdding(true)}>
      <IconPlus size={15} aria-hidden />
      {t('pipelinesPage.new')}
    </Button>
  );
  return (
    <SettingsPage title={t('nav.pipelines')} lead={t('pipelinesPage.lead')} action={may ? action : undefined}>
      {adding && may ? <PipelineEditor pipeline={null} may onDone={() => setAdding(false)} /> : null}
      {data === undefined ? (
        error === null ? (
          <TableSkeleton />
        ) : (
          <ErrorState error={error} retry={() => void refetch()} />
        )
      ) : data.items.length === 0 ? (
        <EmptyState icon={IconLayoutKanban} title={t('pipelinesPage.noneTitle')} text={t('pipelinesPage.noneText')} />
      ) : (
        data.items.map((pipeline) => <PipelineEditor key={pipeline.pipeline} pipeline={pipeline} may={may} />)
      )}
    </SettingsPage>
  );
}
