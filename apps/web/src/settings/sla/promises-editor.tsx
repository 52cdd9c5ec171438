import '../../ui/field-styles.js';
import { NativeSelect, TextInput } from '@mantine/core';
import type { FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { CalendarLine, SlaAnswer } from '../../api/types.js';
import { useFieldProblems } from '../rows/field-problem.js';
import { MovableRows } from '../rows/movable-rows.js';
import { NumberField } from '../rows/number-field.js';
import styles from '../rows/rows.module.css';
import { SaveBar } from '../rows/save-bar.js';
import { useDraft } from '../rows/use-draft.js';
import { useSetting } from '../rows/use-setting.js';

type Target = SlaAnswer['targets'][number];

interface Props {
  readonly set: SlaAnswer;
  readonly calendars: readonly CalendarLine[];
  readonly may: boolean;
}

/** The policy: whose hours its minutes count in, and how many of them by priority. */
export function PromisesEditor({ set, calendars, may }: Props) {
  const { t } = useTranslation();
  const { value, dirty, change, drop } = useDraft({
    name: set.name,
    calendar: set.calendar,
    targets: set.targets,
    nearBreach: set.nearBreach,
  });
  const save = useSetting('sla.set', t('settingRows.saved', { name: t('nav.sla') }), drop);
  const fields = useFieldProblems(save.error);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const { calendar, ...params } = value;
    save.mutate({ id: set.sla, params: { ...params, ...(calendar === null ? {} : { calendar }) } });
  };
  return (
    <form className={styles.card} onSubmit={submit} aria-label={t('nav.sla')}>
      <header>
        <h3 dir="auto">{set.name}</h3>
        {set.unset ? <span className={styles.hint}>{t('settingRows.unset')}</span> : null}
      </header>
      <div className={styles.pair}>
        <TextInput
          label={t('settingRows.name')}
          value={value.name}
          readOnly={!may}
          required
          withAsterisk={false}
          maxLength={80}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <NativeSelect
          label={t('slaPage.calendar')}
          value={value.calendar ?? ''}
          disabled={!may}
          error={fields.at(['sla.unfit'], 'where', 'calendar')}
          onChange={(event) => change({ calendar: event.currentTarget.value || null })}
        >
          <option value="">{t('slaPage.aroundTheClock')}</option>
          {calendars.map(({ calendar, name }) => (
            <option key={calendar} value={calendar}>
              {name}
            </option>
          ))}
        </NativeSelect>
        <NumberField
          label={t('slaPage.nearBreach')}
          value={value.nearBreach}
          may={may}
          required
          error={fields.at(['sla.unfit'], 'where', 'nearBreach')}
          onChange={(nearBreach) => change({ nearBreach: nearBreach ?? 0 })}
        />
      </div>
      <MovableRows<Target>
        label={t('slaPage.targets')}
        rows={value.targets}
        name={({ priority }, at) => priority || String(at + 1)}
        onChange={may ? (targets) => change({ targets }) : undefined}
        fresh={() => ({ priority: '', firstResponse: 240, resolution: 960 })}
        add={t('slaPage.add')}
      >
        {(target, edit) => {
          const error = fields.at(['sla.unfit'], 'where', target.priority);
          return (
            <>
              <TextInput
                label={t('slaPage.priority')}
                description={target.priority === '*' ? t('slaPage.everyOther') : undefined}
                value={target.priority}
                readOnly={!may}
                required
                withAsterisk={false}
                maxLength={40}
                error={error}
                onChange={(event) => edit({ priority: event.currentTarget.value })}
              />
              <NumberField
                label={t('slaPage.firstResponse')}
                value={target.firstResponse}
                may={may}
                onChange={(firstResponse) => edit({ firstResponse })}
              />
              <NumberField
                label={t('slaPage.resolution')}
                value={target.resolution}
                may={may}
                onChange={(resolution) => edit({ resolution })}
              />
            </>
          );
        }}
      </MovableRows>
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
