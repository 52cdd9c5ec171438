import { IconLayoutKanban, IconPlus, IconTable } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { PipelineLine } from '../api/types.js';
import { dealStatuses, type PipelineSearch } from '../app/search.js';
import { useMay } from '../app/session.js';
import { SearchBox } from '../list/search-box.js';
import toolbar from '../list/toolbar.module.css';
import { useStaff } from '../staff/use-staff.js';
import { Button } from '../ui/button.js';
import { ChoiceFilter } from '../ui/choice-filter.js';
import { ToggleFilter } from '../ui/toggle-filter.js';
import styles from './pipeline.module.css';
import { useStageWords } from './stage-words.js';

interface Props {
  readonly search: PipelineSearch;
  readonly pipelines: readonly PipelineLine[];
  readonly onChange: (part: Partial<PipelineSearch>) => void;
}

/** How deals are shown, and which. */
export function PipelineToolbar({ search, pipelines, onChange }: Props) {
  const { t } = useTranslation();
  const may = useMay('deals.write');
  const staff = useStaff();
  const stageWord = useStageWords();
  const table = search.as === 'table';
  const shown = pipelines.find(({ pipeline, isDefault }) =>
    search.pipeline === undefined ? isDefault : pipeline === search.pipeline,
  );
  const stages = [
    ...(shown?.stages.map(({ name }) => name) ?? []),
    ...(shown?.unknownStages ?? []).map((one) => one.stage),
  ];
  return (
    <div className={toolbar.toolbar}>
      <div className={styles.views} role="group" aria-label={t('deals.views')}>
        <button type="button" aria-pressed={!table} onClick={() => onChange({ as: undefined })}>
          <IconLayoutKanban size={15} stroke={1.8} aria-hidden />
          {t('deals.board')}
        </button>
        <button type="button" aria-pressed={table} onClick={() => onChange({ as: 'table' })}>
          <IconTable size={15} stroke={1.8} aria-hidden />
          {t('deals.table')}
        </button>
      </div>
      {table ? <SearchBox label={t('deals.search')} value={search.q} onChange={(q) => onChange({ q })} /> : null}
      {pipelines.length > 1 || search.pipeline !== undefined ? (
        <ChoiceFilter
          label={
            table || search.pipeline !== undefined || shown === undefined
              ? t('deals.pipeline')
              : `${t('deals.pipeline')}: ${shown.name}`
          }
          options={pipelines.map(({ pipeline, name }) => ({ value: pipeline, label: name }))}
          value={search.pipeline}
          onChange={(pipeline) => onChange({ pipeline, stage: undefined })}
        />
      ) : null}
      <ChoiceFilter
        label={t('deals.owner')}
        options={staff.people.map(({ id, name }) => ({ value: id, label: name }))}
        value={search.owner}
        onChange={(owner) => onChange({ owner })}
      />
      {table ? (
        <>
          <ChoiceFilter
            label={t('deals.statusLabel')}
            options={dealStatuses.map((status) => ({ value: status, label: t(`deals.status.${status}`) }))}
            value={search.status}
            onChange={(status) => onChange({ status: dealStatuses.find((one) => one === status) })}
          />
          <ChoiceFilter
            label={t('deals.stageLabel')}
            options={stages.map((stage) => ({ value: stage, label: stageWord(stage) }))}
            value={search.stage}
            onChange={(stage) => onChange({ stage })}
          />
        </>
      ) : null}
      <ToggleFilter
        label={t('deals.overdue')}
        on={search.overdue === 'yes'}
        onChange={(on) => onChange({ overdue: on ? 'yes' : undefined })}
      />
      {may ? (
        <Button look="primary" size="small" className={styles.new} onClick={() => onChange({ new: 'deal' })}>
          <IconPlus size={15} aria-hidden />
          {t('deals.new')}
        </Button>
      ) : null}
    </div>
  );
}
