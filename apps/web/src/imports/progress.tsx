import { useTranslation } from 'react-i18next';
import type { ImportProgress } from '../api/types.js';
import { useFormat } from '../i18n/use-format.js';
import bar from '../ui/progress-bar.module.css';
import styles from './progress.module.css';

interface Props {
  readonly progress: ImportProgress;
  /** What is under way. */
  readonly label: string;
}

/** How far reading a file is, how fast, and how long it will still take. */
export function Progress({ progress, label }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const { bytes, totalBytes, rows, rate, secondsLeft } = progress;
  return (
    <div className={styles.progress}>
      <Track share={totalBytes === 0 ? 0 : Math.min(1, bytes / totalBytes)} label={label} />
      <span className={bar.numbers}>
        <strong>{format.percent(totalBytes === 0 ? 0 : bytes / totalBytes)}</strong>
        <span>{t('imports.rowsRead', { count: rows, number: format.count(rows) })}</span>
        <span>{t('imports.perSecond', { count: Math.round(rate), number: format.count(rate) })}</span>
        {secondsLeft === null ? null : <span>{t('projections.left', { span: format.span(secondsLeft) })}</span>}
      </span>
    </div>
  );
}

/** A bar that fills. */
export function Track({ share, label }: { readonly share: number; readonly label: string }) {
  return (
    <div
      className={bar.track}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.floor(share * 100)}
    >
      <span style={{ width: `${share * 100}%` }} />
    </div>
  );
}
