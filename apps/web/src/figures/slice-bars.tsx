import { useTranslation } from 'react-i18next';
import type { KpiLine, KpiRow } from '../api/types.js';
import { useFormat } from '../i18n/use-format.js';
import styles from './card.module.css';
import { figureTexts } from './figure-format.js';
import { useSliceWords } from './use-slice-words.js';

interface Props {
  readonly line: KpiLine;
  readonly rows: readonly KpiRow[];
  readonly by: string;
}

const SHOWN = 4;

/** The largest slices of a figure on its card. */
export function SliceBars({ line, rows, by }: Props) {
  const { t } = useTranslation();
  const sliced = useSliceWords();
  const { locale, count } = useFormat();
  const ranked = [...rows].sort((a, b) => b.n - a.n);
  const most = Math.max(...ranked.map(({ value }) => Math.abs(value ?? 0)), 1e-9);
  return (
    <ul className={styles.bars}>
      {ranked.slice(0, SHOWN).map((row) => (
        <li key={row.slice[by] ?? ''}>
          <span dir="auto">{sliced(by, row.slice[by])}</span>
          <span>{figureTexts(locale, line.unit, row, true).join(' · ')}</span>
          <i style={{ width: `${Math.max(1, (Math.abs(row.value ?? 0) / most) * 100)}%` }} aria-hidden />
        </li>
      ))}
      {ranked.length > SHOWN ? (
        <li className={styles.more}>
          {t('figures.moreSlices', { count: ranked.length - SHOWN, n: count(ranked.length - SHOWN) })}
        </li>
      ) : null}
    </ul>
  );
}
