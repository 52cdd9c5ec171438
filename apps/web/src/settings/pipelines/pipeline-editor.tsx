import '../../ui/field-styles.js';
import { NumberField } from '../rows/number-field.js';
import { TextInput } from '@mantine/core';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { PipelineLine } from '../../api/types.js';
import { useFormat } from '../../i18n/use-format.js';
import { useFieldProblems } from '../rows/field-problem.js';
import { MovableRows } from '../rows/movable-rows.js';
import styles from '../rows/rows.module.css';
import { SaveBar } from '../rows/save-bar.js';
import { useDraft } from '../rows/use-draft.js';
import { useSetting } from '../rows/use-setting.js';

interface Props {
  /** Null for one that is new. */
  readonly pipeline: PipelineLine | null;
  readonly may: boolean;
  readonly onDone?: () => void;
}

type Stage = PipelineLine['stages'][number];

/** What the API says of a pipeline's name, or of one of its stages. */
const AT_FIELDS = ['pipeline.name', 'pipeline.stage-name', 'pipeline.probability', 'pipeline.target'];

const FRESH = { name: '', stages: [{ name: '', probability: 10 }] as readonly Stage[] };

/** One pipeline: its name, and its stages to be edited, moved, added and taken out. */
export function PipelineEditor({ pipeline, may, onDone }: Props) {
  const { t } = useTranslation();
  const { count } = useFormat();
  const { value, dirty, change, drop } = useDraft(
    pipeline === null ? FRESH : { name: pipeline.name, stages: pipeline.stages },
  );
  const set = useSetting('pipeline.set', t('pipelinesPage.saved', { name: value.name }), () => {
    drop();
    onDone?.();
  });
  const fields = useFieldProblems(set.error);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    set.mutate({ ...(pipeline === null ? {} : { id: pipeline.pipeline }), params: value });
  };
  const title = pipeline?.name ?? t('pipelinesPage.new');
  return (
    <form className={styles.card} onSubmit={submit} aria-label={title}>
      <header>
        <h3 dir="auto">{title}</h3>
        {pipeline?.isDefault === true ? <span className={styles.hint}>{t('pipelinesPage.isDefault')}</span> : null}
      </header>
      <div className={styles.pair}>
        <TextInput
          label={t('settingRows.name')}
          value={value.name}
          readOnly={!may}
          required
          withAsterisk={false}
          maxLength={80}
          error={fields.at(['pipeline.name'])}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
      </div>
      <MovableRows<Stage>
        label={t('pipelinesPage.stages')}
        rows={value.stages}
        name={(stage, at) => stage.name || String(at + 1)}
        onChange={may ? (stages) => change({ stages }) : undefined}
        fresh={() => ({ name: '', probability: 50 })}
        add={t('pipelinesPage.addStage')}
      >
        {(stage, edit) => (
          <>
            <TextInput
              label={t('pipelinesPage.stage')}
              value={stage.name}
              readOnly={!may}
              required
              withAsterisk={false}
              maxLength={80}
              error={fields.at(['pipeline.stage-name'], 'stage', stage.name)}
              onChange={(event) => edit({ name: event.currentTarget.value })}
            />
            <NumberField
              label={t('pipelinesPage.probability')}
              value={stage.probability}
              may={may}
              required
              error={fields.at(['pipeline.probability'], 'stage', stage.name)}
              onChange={(probability) => edit({ probability: probability ?? 0 })}
            />
            <NumberField
              label={t('pipelinesPage.target')}
              value={stage.target}
              may={may}
              error={fields.at(['pipeline.target'], 'stage', stage.name)}
              onChange={(target) => edit({ target })}
            />
          </>
        )}
      </MovableRows>
      {pipeline?.unknownStages.map(({ stage, deals }) => (
        <p key={stage} className={styles.hint}>
          {t('pipelinesPage.unknown', { count: deals, n: count(deals), stage })}
        </p>
      ))}
      {may ? (
        <SaveBar
          dirty={dirty}
          fresh={pipeline === null}
          busy={set.isPending}
          error={fields.rest(AT_FIELDS)}
          onDrop={() => {
            drop();
            set.reset();
            onDone?.();
          }}
        />
      ) : null}
    </form>
  );
}
