import { useTranslation } from 'react-i18next';
import type { KpiLine, KpiRow } from '../api/types.js';
import { useFormat } from '../i18n/use-format.js';
import { figureTexts } from './figure-format.js';
import styles from './figure.module.css';
import { MadeOf } from './made-of.js';
import { rowAddress } from './row-address.js';
import { useFigureWords } from './use-figure-words.js';
import { useSliceWords } from './use-slice-words.js';

interface Props {
  readonly line: KpiLine;
  readonly rows: readonly KpiRow[];
  readonly by: string;
  /** The row whose records are listed, as the address says it. */
  readonly picked: string | undefined;
  readonly onPick: (row: string | undefined) => void;
}

/** The figure of each value of a slice, the largest first; each leads to its records. */
export function SliceTable({ line, rows, by, picked, onPick }: Props) {
  const { t } = useTranslation();
  const { locale } = useFormat();
  const { said } = useFigureWords();
  const sliced = useSliceWords();
  const words = line.slices.find(({ name }) => name === by)?.words;
  const name = words === undefined ? by : said(words);
  return (
    <div className={styles.table} tabIndex={0} role="region" aria-label={t('figures.bySlice', { slice: name })}>
      <table>
        <thead>
          <tr>
            <th scope="col">{name}</th>
            <th scope="col" className={styles.number}>
              {t('figures.value')}
            </th>
            <th scope="col">{t('figures.madeOf')}</th>
          </tr>
        </thead>
        <tbody>
          {[...rows]
            .sort((a, b) => b.n - a.n)
            .map((row) => {
              const address = rowAddress(row.slice);
              const open = address === picked;
              return (
                <tr key={address} aria-current={open || undefined}>
                  <td dir="auto">
                    <button type="button" aria-pressed={open} onClick={() => onPick(open ? undefined : address)}>
                      {sliced(by, row.slice[by])}
                    </button>
                  </td>
                  <td className={styles.number}>{figureTexts(locale, line.unit, row).join(' · ')}</td>
                  <td className={styles.soft}>
                    <MadeOf kind={line.kind} unit={line.unit} figure={row} />
                  </td>
                </tr>
              );
            })}
        </tbody>
      </table>
    </div>
  );
}
