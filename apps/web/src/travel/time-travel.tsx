import { IconClockHour4, IconHistory } from '@tabler/icons-react';
import { lazy, Suspense, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { atDesk } from '../app/desk.js';
import { useFormat } from '../i18n/use-format.js';
import { useKeys } from '../ui/keys.js';
import styles from './time-travel.module.css';
import { useSetTravel, useTravel, type Travel } from './travel.js';

const MomentPopover = lazy(() =>
  atDesk(import('./moment-popover.js')).then((module) => ({ default: module.MomentPopover })),
);

/**
 * The one control for the moment that is shown: as of when, and, opened further, as known when. What it opens is loaded
 * when it is first asked for, so that the first page is small.
 */
export function TimeTravel() {
  const { t } = useTranslation();
  const format = useFormat();
  const travel = useTravel();
  const go = useSetTravel();
  const control = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const [wanted, setWanted] = useState(false);
  const away = travel.asOf ?? travel.asKnownAt;
  const show = (to: boolean): void => {
    setWanted(true);
    setOpen(to);
  };
  useKeys({ t: () => show(true) });
  useKeys({ n: () => go({}) }, away !== undefined);
  const take = (to: Travel): void => {
    setOpen(false);
    go(to);
  };
  const button = (
    <button
      ref={control}
      type="button"
      className={styles.control}
      data-away={away !== undefined || undefined}
      aria-expanded={open}
      title={t('travel.title')}
      onClick={() => show(!open)}
    >
      {away === undefined ? (
        <IconClockHour4 size={15} stroke={1.8} aria-hidden />
      ) : (
        <IconHistory size={15} stroke={1.8} aria-hidden />
      )}
      <span>{away === undefined ? t('travel.now') : format.shortDate(away)}</span>
    </button>
  );
  if (!wanted) return button;
  return (
    <Suspense fallback={button}>
      <MomentPopover open={open} onOpen={setOpen} travel={travel} onTake={take} control={control}>
        {button}
      </MomentPopover>
    </Suspense>
  );
}
