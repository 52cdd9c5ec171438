import '../../ui/field-styles.js';
import { TextInput } from '@mantine/core';
import { useId, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../../api/client.js';
import type { CalendarLine } from '../../api/types.js';
import { useZone } from '../../app/session.js';
import { MovableRows } from '../rows/movable-rows.js';
import styles from '../rows/rows.module.css';
import { SaveBar } from '../rows/save-bar.js';
import { useDraft } from '../rows/use-draft.js';
import { useSetting } from '../rows/use-setting.js';
import { useFieldProblems } from '../rows/field-problem.js';
import { WeekEditor } from './week-editor.js';

interface Props {
  /** Null for one that is new. */
  readonly calendar: CalendarLine | null;
  readonly may: boolean;
  readonly onDone?: () => void;
}

type Holiday = CalendarLine['holidays'][number] & { readonly name?: string };

const ZONES = Intl.supportedValuesOf('timeZone');
const WORKDAYS = [1, 2, 3, 4, 5].map((weekday) => ({ weekday, from: '09:00', to: '17:00' }));

/** One calendar: its zone, the hours of a week, and its holidays. */
export function CalendarEditor({ calendar, may, onDone }: Props) {
  const { t } = useTranslation();
  const zone = useZone();
  const zones = useId();
  const { value, dirty, change, drop } = useDraft(
    calendar === null
      ? { name: '', zone, hours: WORKDAYS, holidays: [] as readonly Holiday[] }
      : {
          name: calendar.name,
          zone: calendar.zone,
          hours: calendar.hours,
          holidays: calendar.holidays,
        },
  );
  const set = useSetting('calendar.set', t('settingRows.saved', { name: value.name }), () => {
    drop();
    onDone?.();
  });
  const fields = useFieldProblems(set.error);
  const where = set.error instanceof ApiProblem ? set.error.problem.particulars?.['where'] : undefined;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    set.mutate({ ...(calendar === null ? {} : { id: calendar.calendar }), params: value });
  };
  const title = calendar?.name ?? t('calendarsPage.new');
  return (
    <form className={styles.card} onSubmit={submit} aria-label={title}>
      <header>
        <h3 dir="auto">{title}</h3>
        {calendar?.unset === true ? <span className={styles.hint}>{t('settingRows.unset')}</span> : null}
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
        <TextInput
          label={t('calendarsPage.zone')}
          list={zones}
          value={value.zone}
          readOnly={!may}
          required
          withAsterisk={false}
          error={fields.at(['calendar.unfit'], 'where', 'zone')}
          onChange={(event) => change({ zone: event.currentTarget.value })}
        />
        <datalist id={zones}>
          {ZONES.map((one) => (
            <option key={one} value={one}>
              {one}
            </option>
          ))}
        </datalist>
      </div>
      <WeekEditor
        hours={value.hours}
        wrong={typeof where === 'string' ? where : undefined}
        onChange={may ? (hours) => change({ hours }) : undefined}
      />
      <h4>{t('calendarsPage.holidays')}</h4>
      {value.holidays.length === 0 ? <p className={styles.hint}>{t('calendarsPage.noHolidays')}</p> : null}
      <MovableRows<Holiday>
        label={t('calendarsPage.holidays')}
        rows={value.holidays}
        ordered={false}
        name={({ on, name }) => name ?? on}
        onChange={may ? (holidays) => change({ holidays }) : undefined}
        fresh={() => ({ on: '' })}
        add={t('calendarsPage.addHoliday')}
      >
        {(holiday, edit) => (
          <>
            <TextInput
              type="date"
              label={t('calendarsPage.on')}
              value={holiday.on}
              readOnly={!may}
              required
              withAsterisk={false}
              onChange={(event) => edit({ on: event.currentTarget.value })}
            />
            <TextInput
              label={t('settingRows.name')}
              value={holiday.name ?? ''}
              readOnly={!may}
              maxLength={80}
              onChange={(event) => edit({ name: event.currentTarget.value || undefined })}
            />
          </>
        )}
      </MovableRows>
      {may ? (
        <SaveBar
          dirty={dirty}
          fresh={calendar === null}
          busy={set.isPending}
          error={fields.rest()}
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
