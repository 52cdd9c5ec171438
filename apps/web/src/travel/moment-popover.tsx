import '../ui/menu-styles.js';
import { Popover } from '@mantine/core';
import { useState, type FormEvent, type ReactElement, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { useZone } from '../app/session.js';
import { Button } from '../ui/button.js';
import { useFocusBack } from '../ui/focus-back.js';
import styles from './time-travel.module.css';
import type { Travel } from './travel.js';
import { instantAt, wallClockAt, type WallClock } from './wall-clock.js';

interface Props extends ChoiceProps {
  readonly open: boolean;
  readonly onOpen: (open: boolean) => void;
  /** The button it hangs under. */
  readonly children: ReactElement;
}

/** The choice of a moment, hanging under the control while it is open. */
export function MomentPopover({ open, onOpen, travel, onTake, control, children }: Props) {
  return (
    <Popover opened={open} onChange={onOpen} position="bottom-end" width={320} shadow="md" withinPortal trapFocus>
      <Popover.Target>{children}</Popover.Target>
      <Popover.Dropdown p={0}>
        {open ? <Choice key={JSON.stringify(travel)} travel={travel} onTake={onTake} control={control} /> : null}
      </Popover.Dropdown>
    </Popover>
  );
}

interface ChoiceProps {
  readonly travel: Travel;
  readonly onTake: (to: Travel) => void;
  /** What has the focus once it is closed, where what had it is gone. */
  readonly control: RefObject<HTMLButtonElement | null>;
}

function Choice({ travel, onTake, control }: ChoiceProps) {
  const { t } = useTranslation();
  useFocusBack(control);
  const zone = useZone();
  const [today] = useState(() => wallClockAt(zone, new Date().toISOString()));
  const shown = (at: string | undefined): WallClock => (at === undefined ? today : wallClockAt(zone, at));
  const [asOf, setAsOf] = useState(() => shown(travel.asOf));
  const [known, setKnown] = useState(() => shown(travel.asKnownAt));
  const [further, setFurther] = useState(travel.asKnownAt !== undefined);
  const [wrong, setWrong] = useState(false);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const [of, at] = [instantAt(zone, asOf), instantAt(zone, known)];
    setWrong(of === null || (further && at === null));
    if (of === null || (further && at === null)) return;
    onTake({
      ...(further && same(asOf, today) ? {} : { asOf: of }),
      ...(further && at !== null ? { asKnownAt: at } : {}),
    });
  };
  return (
    <form className={styles.choice} onSubmit={submit} aria-label={t('travel.title')}>
      <MomentFields label={t('moment.asOf')} help={t('moment.asOfHelp')} value={asOf} onChange={setAsOf} first />
      {further ? (
        <MomentFields label={t('moment.knownAt')} help={t('moment.knownAtHelp')} value={known} onChange={setKnown} />
      ) : (
        <button type="button" className={styles.further} onClick={() => setFurther(true)}>
          {t('moment.further')}
        </button>
      )}
      {wrong ? (
        <p className={styles.wrong} role="alert">
          {t('moment.wrong')}
        </p>
      ) : null}
      <p className={styles.zone}>{t('moment.zone', { zone })}</p>
      <div className={styles.actions}>
        {travel.asOf === undefined && travel.asKnownAt === undefined ? null : (
          <Button size="small" onClick={() => onTake({})}>
            {t('travel.back')}
          </Button>
        )}
        <Button size="small" look="primary" type="submit">
          {t('moment.go')}
        </Button>
      </div>
    </form>
  );
}

function same(a: WallClock, b: WallClock): boolean {
  return a.date === b.date && a.time === b.time;
}

interface FieldsProps {
  readonly label: string;
  readonly help: string;
  readonly value: WallClock;
  readonly onChange: (value: WallClock) => void;
  readonly first?: boolean;
}

function MomentFields({ label, help, value, onChange, first = false }: FieldsProps) {
  const { t } = useTranslation();
  return (
    <fieldset className={styles.fields}>
      <legend>{label}</legend>
      <p>{help}</p>
      <div className={styles.inputs}>
        <input
          type="date"
          aria-label={t('moment.date')}
          value={value.date}
          data-autofocus={first || undefined}
          onChange={(event) => onChange({ ...value, date: event.target.value })}
        />
        <input
          type="time"
          aria-label={t('moment.time')}
          value={value.time}
          onChange={(event) => onChange({ ...value, time: event.target.value.slice(0, 5) })}
        />
      </div>
    </fieldset>
  );
}
