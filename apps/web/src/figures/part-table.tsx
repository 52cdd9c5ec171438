import { useTranslation } from 'react-i18next';
import type { Bucket, KpiLine, KpiRow } from '../api/types.js';
import { figureTexts } from './figure-format.js';
import styles from './figure.module.css';
import { useFormat } from '../i18n/use-format.js';
import { MadeOf } from './made-of.js';
import { useFigureWords } from './use-figure-words.js';

interface Props {
  readonly line: KpiLine;
  readonly rows: readonly KpiRow[];
  readonly bucket: Bucket | undefined;
  readonly onPick: (day: string) => void;
}

/** The parts of the period with their figures; each leads to its records. */
export function PartTable({ line, rows, bucket, onPick }: Props) {
  const { t } = useTranslation();
  const { locale } = useFormat();
  const { part } = useFigureWords();
  return (
    <div className={styles.table} tabIndex={0} role="region" aria-label={t('figures.asTable')}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('figures.partOfPeriod')}</th>
            <th scope="col" className={styles.number}>
              {t('figures.value')}
            </th>
            <th scope="col">{t('figures.madeOf')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.bucket}>
              <td>
                <button type="button" onClick={() => onPick(row.bucket!)}>
                  {part(row.bucket!, bucket)}
                </button>
              </td>
              <td className={styles.number}>{figureTexts(locale, line.unit, row).join(' · ')}</td>
              <td className={styles.soft}>
                <MadeOf kind={line.kind} unit={line.unit} figure={row} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
