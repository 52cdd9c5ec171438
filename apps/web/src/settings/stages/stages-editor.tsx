import '../../ui/field-styles.js';
import { NativeSelect, TextInput } from '@mantine/core';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { Stages } from '../../api/types.js';
import { useFieldProblems } from '../rows/field-problem.js';
import { MovableRows } from '../rows/movable-rows.js';
import { NumberField } from '../rows/number-field.js';
import styles from '../rows/rows.module.css';
import { SaveBar } from '../rows/save-bar.js';
import { SetSince } from '../rows/set-since.js';
import { useDraft } from '../rows/use-draft.js';
import { useSetting } from '../rows/use-setting.js';
import { FUNCTIONS, knownFunction } from '../teams/functions.js';
import { Causes } from './causes.js';
import { Patterns } from './patterns.js';

type Stage = Stages['stages'][number];

interface Props {
  readonly set: Stages;
  readonly may: boolean;
}

/** The stages in order, and the touches that capture a lead or qualify one. */
export function StagesEditor({ set, may }: Props) {
  const { t } = useTranslation();
  const { value, dirty, change, drop } = useDraft({
    stages: set.stages,
    captures: set.captures,
    qualifies: set.qualifies,
  });
  const save = useSetting('stages.set', t('settingRows.saved', { name: t('nav.stages') }), drop);
  const fields = useFieldProblems(save.error);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    save.mutate({ id: set.id, params: value });
  };
  return (
    <form className={styles.card} onSubmit={submit} aria-label={t('nav.stages')}>
      <header>
        <h3>{t('stagesPage.inOrder')}</h3>
        <SetSince event={set.definition} since={set.since} />
      </header>
      <MovableRows<Stage>
        label={t('nav.stages')}
        rows={value.stages}
        name={({ name }, at) => name || String(at + 1)}
        onChange={may ? (stages) => change({ stages }) : undefined}
        fresh={() => ({ name: '', function: 'sales', outcomes: [], causes: [] })}
        add={t('stagesPage.add')}
      >
        {(stage, edit) => (
          <>
            <TextInput
              label={t('settingRows.name')}
              value={stage.name}
              readOnly={!may}
              required
              withAsterisk={false}
              maxLength={80}
              error={fields.at(['stages.name'], 'name', stage.name)}
              onChange={(event) => edit({ name: event.currentTarget.value })}
            />
            <NativeSelect
              label={t('stagesPage.function')}
              value={stage.function}
              disabled={!may}
              onChange={(event) => edit({ function: knownFunction(event.currentTarget.value) })}
            >
              {FUNCTIONS.map((name) => (
                <option key={name} value={name}>
                  {t(`teamsPage.function.${name}`)}
                </option>
              ))}
            </NativeSelect>
            <NumberField
              label={t('stagesPage.target')}
              value={stage.target}
              may={may}
              error={stage.target !== undefined && stage.target <= 0 ? fields.at(['stages.target']) : undefined}
              onChange={(target) => edit({ target })}
            />
            <TextInput
              label={t('stagesPage.outcomes')}
              value={stage.outcomes.join(', ')}
              readOnly={!may}
              onChange={(event) => edit({ outcomes: event.currentTarget.value.split(/,\s?/) })}
              onBlur={() =>
                may
                  ? edit({ outcomes: stage.outcomes.map((one) => one.trim()).filter((one) => one !== '') })
                  : undefined
              }
            />
            <Causes causes={stage.causes} may={may} onChange={(causes) => edit({ causes })} />
          </>
        )}
      </MovableRows>
      <h4>{t('stagesPage.captures')}</h4>
      <Patterns
        label={t('stagesPage.captures')}
        patterns={value.captures}
        kinds={set.kinds}
        may={may}
        onChange={(captures) => change({ captures })}
      />
      <h4>{t('stagesPage.qualifies')}</h4>
      <Patterns
        label={t('stagesPage.qualifies')}
        patterns={value.qualifies}
        kinds={set.kinds}
        may={may}
        onChange={(qualifies) => change({ qualifies })}
      />
      {may ? (
        <SaveBar
          dirty={dirty}
          busy={save.isPending}
          error={fields.rest()}
          onDrop={() => {
            drop();
            save.reset();
          }}
        />
      ) : null}
    </form>
  );
}
